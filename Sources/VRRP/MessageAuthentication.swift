internal import NetworkTypes

/// The `auth_hmac` block of keepalived 2.4: every advertisement carries a code of its own, which can't be replayed.
public struct MessageAuthentication: Hashable, Sendable {
    /// How advertisements without a trailer are treated, and whether ours have one: the steps of changing a network over.
    public enum Mode: Hashable, Sendable {
        /// `receive-only`: ours have none; those of others that have none are listened to.
        case receiveOnly
        /// `permissive`: ours have one; those of others that have none are listened to.
        case permissive
        /// `enforce`: without a trailer nobody is listened to.
        case enforce
    }

    /// The keys by their numbers, 1 to 255; 32 to 64 bytes each.
    public var keys: [UInt8: [UInt8]]
    /// `active_key`: what our own codes are made with; one of `keys`.
    public var activeKey: UInt8
    public var mode: Mode
    /// `time_window`: how far a sender's clock may be from ours, 1 to 300 s; nil with `anti_replay monotonic`, which doesn't compare clocks.
    public var window: Duration?

    public init(keys: [UInt8: [UInt8]], activeKey: UInt8, mode: Mode = .enforce, window: Duration? = .seconds(5)) {
        self.keys = keys
        self.activeKey = activeKey
        self.mode = mode
        self.window = window
    }

    /// What `time_window` is where it isn't written: three intervals, at least 5 s.
    public static func defaultWindow(interval: Duration) -> Duration {
        .seconds(min(max(3 * interval.components.seconds, 5), 300))
    }
}
