internal import EventLoop
internal import HealthCheck
internal import Logging
internal import NetworkTypes

/// Lets probes begin when the limits allow it, and keeps account of how late they are.
final class ProbeDispatcher {
    private let loop: EventLoop
    private let logger: Logger
    private var schedule: ProbeSchedule<ObjectIdentifier>
    private(set) var lateness = ProbeLateness()
    private var waiting: [ObjectIdentifier: SharedChecker] = [:]
    private var isScheduled = false
    private var timer: EventLoop.Timer?

    init(_ loop: EventLoop, _ logger: Logger, phase: UInt64) {
        self.loop = loop
        self.logger = logger
        schedule = ProbeSchedule(ProbeLimits(), phase: phase)
        timer = EventLoop.Timer { [unowned self] in admitWaiting() }
    }

    func follow(_ limits: ProbeLimits) {
        schedule.limits = limits
        admitWaitingSoon()
    }

    /// How long a new checker's first probe waits within its warm-up.
    func offset(within warmup: Duration) -> Duration {
        schedule.offset(within: warmup)
    }

    /// The checker's probe is due: begins it now or, behind others, when the limits allow.
    func begin(_ checker: SharedChecker) {
        let identifier = ObjectIdentifier(checker)
        if schedule.admits(identifier, now: loop.now) { return checker.beginProbe() }
        waiting[identifier] = checker
        planTimer()
    }

    /// The checker is to look at what this machine knows already, which costs no connection and must not wait for those of others.
    func look(_ checker: SharedChecker) {
        schedule.beginsUnlimited()
        checker.beginProbe()
    }

    /// A probe that was admitted is over, or didn't come about.
    func ended() {
        schedule.ended()
        if schedule.waitingCount > 0 { admitWaitingSoon() }
    }

    /// The checker wants no probe any more.
    func withdraw(_ checker: SharedChecker) {
        let identifier = ObjectIdentifier(checker)
        if waiting.removeValue(forKey: identifier) != nil { schedule.withdraw(identifier) }
    }

    /// A probe has begun that was due at that time.
    func began(due: MonotonicInstant) {
        guard let report = lateness.began(due: due, now: loop.now) else { return }
        let limited = schedule.waitingCount > 0 ? "; \(schedule.waitingCount) wait for the limits" : ""
        logger.warning("Probes begin late: \(report)\(limited)")
    }

    /// Probes that wait for the limits.
    var waitingCount: Int { schedule.waitingCount }

    /// What happened since the last report.
    func takeReport() -> ProbeLateness.Report {
        lateness.take(now: loop.now)
    }

    private func admitWaitingSoon() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [unowned self] in
            isScheduled = false
            admitWaiting()
        }
    }

    private func admitWaiting() {
        while let next = schedule.next(now: loop.now) {
            if let checker = waiting.removeValue(forKey: next) { checker.beginProbe() } else { schedule.ended() }
        }
        planTimer()
    }

    private func planTimer() {
        if let timer, let deadline = schedule.deadline { loop.arm(timer, at: deadline) }
    }
}
