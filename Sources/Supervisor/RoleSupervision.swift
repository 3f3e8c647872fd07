internal import ControlProtocol
internal import NetworkTypes

/// When a role that died is started again, and when one that is silent counts as hung. Pure: the supervisor carries it out.
struct RoleSupervision {
    /// A role's loop goes round every few seconds at least; a role silent for this long does nothing any more.
    static let silenceLimit = Duration.seconds(10)
    /// A role that lived this long before it died is started again at once (keepalived's rule).
    private static let steadyLife = Duration.seconds(60)
    private static let longestDelay = Duration.seconds(60)

    private var startedAt: MonotonicInstant?
    private var lastHeard: MonotonicInstant?
    /// Of the next restart: 0, 1, 2, 4 ... 60 s.
    private var delay = Duration.zero

    mutating func started(at now: MonotonicInstant) {
        startedAt = now
        lastHeard = now
    }

    mutating func heard(at instant: MonotonicInstant) {
        lastHeard = max(lastHeard ?? instant, instant)
    }

    /// Whether the running role has been silent for too long.
    func isHung(at now: MonotonicInstant) -> Bool {
        guard startedAt != nil, let lastHeard else { return false }
        return now - lastHeard > Self.silenceLimit
    }

    /// The role's process has ended.
    ///
    /// - Returns: how long to wait before it is started again.
    mutating func died(at now: MonotonicInstant) -> Duration {
        if let startedAt, now - startedAt > Self.steadyLife { delay = .zero }
        startedAt = nil
        lastHeard = nil
        let wait = delay
        delay = delay == .zero ? .seconds(1) : min(delay * 2, Self.longestDelay)
        return wait
    }

    /// When a role that has ended just now was last at work, for judging whether what it left behind is still in use: a loop that had not rested
    /// for longer than loops do was at work until its end.
    func lastSignOfLife(at end: MonotonicInstant) -> MonotonicInstant? {
        lastHeard.map { end - $0 > RoleChannel.longestRest + Self.lateness ? $0 : end }
    }

    private static let lateness = Duration.seconds(1)
}
