internal import ControlProtocol
internal import LinuxSystem
internal import NetworkTypes

/// When a role that died is started again, and when one that is silent counts as hung. Pure: the supervisor carries it out.
struct RoleSupervision {
    /// A role's loop goes round every few seconds at least; a role silent for this long does nothing any more.
    static let silenceLimit = Duration.seconds(10)
    /// Where all processes were held up, or the machine slept, a role that has been silent for as long has had no time to speak: it gets this
    /// long from when its silence was noticed.
    private static let grace = silenceLimit - LifeSign.patience
    /// A role that lived this long before it died is started again at once (keepalived's rule).
    private static let steadyLife = Duration.seconds(60)
    private static let longestDelay = Duration.seconds(60)

    private var startedAt: MonotonicInstant?
    private var lastHeard: MonotonicInstant?
    /// When its silence was noticed.
    private var suspectedSince: MonotonicInstant?
    /// Of the next restart: 0, 1, 2, 4 ... 60 s.
    private var delay = Duration.zero

    mutating func started(at now: MonotonicInstant) {
        startedAt = now
        lastHeard = now
        suspectedSince = nil
    }

    mutating func heard(at instant: MonotonicInstant) {
        lastHeard = max(lastHeard ?? instant, instant)
    }

    /// What a look at a role says.
    enum Finding: Hashable {
        /// It works, or has no process.
        case works
        /// It hasn't said anything since its alarm went off, or was last set: to be looked at again then.
        case isQuiet(until: MonotonicInstant)
        /// It has been silent for too long.
        case hangs
    }

    /// - Parameter since: when the alarm went off; nil where there is none, and the looks have to come by themselves.
    mutating func look(at now: MonotonicInstant, alarmedAt since: MonotonicInstant? = nil) -> Finding {
        guard startedAt != nil, let lastHeard else { return .works }
        if now - lastHeard < LifeSign.patience {
            suspectedSince = nil
            if let since, lastHeard < since { return .isQuiet(until: lastHeard + LifeSign.patience) }
            return .works
        }
        let suspected = suspectedSince ?? now
        suspectedSince = suspected
        return now - suspected < Self.grace ? .isQuiet(until: suspected + Self.grace) : .hangs
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
