/// Two clocks read at the same moment, so that points on the one can be told on the other.
public struct ClockReading: Hashable, Sendable {
    public var now: MonotonicInstant
    /// The time since 1970 in UTC.
    public var sinceEpoch: Duration

    public init(now: MonotonicInstant, sinceEpoch: Duration) {
        self.now = now
        self.sinceEpoch = sinceEpoch
    }

    /// When that was, since 1970 in UTC, if the clock has not been set meanwhile. To the millisecond: more is not known of it.
    public func timeOfDay(_ instant: MonotonicInstant) -> Duration {
        .milliseconds((sinceEpoch - (now - instant)).wholeNanoseconds / 1_000_000)
    }
}
