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

/// What a router knows of the trailers it has sent and heard.
struct TrailerMarks {
    private var sent: UInt64 = 0
    private var heard: [Mark] = []

    private struct Mark {
        let sender: IPAddress
        var sequence: UInt64
    }

    /// Forgets senders beyond this many, those first that were silent longest: several at once are only there during an election.
    private static let mostSenders = 16

    /// The number of the next trailer: the clock, or one more than the last where the clock hasn't moved. When the clock was set back
    /// by more than the others tolerate, it is followed; where clocks aren't compared it can't be.
    mutating func next(clock: UInt64, window: Duration?) -> UInt64 {
        if Self.isAfter(clock, sent) {
            sent = clock
        } else if let window, Self.seconds(sent) &- Self.seconds(clock) > Int32(clamping: window.components.seconds) {
            sent = clock
        } else {
            sent &+= 1
        }
        return sent
    }

    /// Notes a trailer whose code is right.
    ///
    /// - Returns: false where the sender has said something newer already.
    mutating func note(_ sequence: UInt64, from sender: IPAddress, clock: UInt64, window: Duration?) -> Bool {
        let index = heard.firstIndex { $0.sender == sender }
        if let index {
            let mark = heard.remove(at: index)
            // A mark outside of the window orders only what the window refuses anyway.
            let isStale = window.map { !Self.isWithin($0, Self.seconds(clock) &- Self.seconds(mark.sequence)) } ?? false
            guard isStale || Self.isAfter(sequence, mark.sequence) else {
                heard.append(mark)
                return false
            }
        } else if heard.count >= Self.mostSenders {
            heard.removeFirst()
        }
        heard.append(Mark(sender: sender, sequence: sequence))
        return true
    }

    static func isWithin(_ window: Duration, _ difference: Int32) -> Bool {
        let bound = Int32(clamping: window.components.seconds)
        return difference <= bound && difference >= -bound
    }

    static func seconds(_ sequence: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: sequence >> 32)
    }

    /// Serial number arithmetic (RFC 1982): right across a wrap of the seconds.
    private static func isAfter(_ left: UInt64, _ right: UInt64) -> Bool {
        Int64(bitPattern: left &- right) > 0
    }
}
