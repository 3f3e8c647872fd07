internal import LinuxSystem
internal import NetworkTypes

/// A rehearsal right before a takeover. A backup does next to nothing for hours, and others have had the processor since: what a takeover
/// goes through would come from memory, step by step, while nobody has the addresses. So a backup wakes a moment before its time is over,
/// which happens only where a master has fallen silent, and has the way in the processor's caches when it is.
final class TakeoverWarmUp {
    /// How long before, in nanoseconds. A rehearsal takes a part of that.
    private static let lead: Int64 = 1_000_000
    /// With less time left there is none.
    private static let shortest = Duration.microseconds(500)
    /// What one instance has gone through serves the others that lose their master with it.
    private static let lasting = Duration.milliseconds(100)

    private var last: MonotonicInstant?

    static func begin(before takeover: MonotonicInstant) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: takeover.nanoseconds &- lead)
    }

    /// - Returns: whether there was a rehearsal: it is the time of the takeover then.
    func prepare(_ runner: InstanceRunner, until takeover: MonotonicInstant, now: MonotonicInstant) -> Bool {
        // Addresses that wait belong to instances that take over in this round already.
        guard !runner.environment.batch.isBusy, isDue(until: takeover, now: now) else { return false }
        DaemonLog.rehearse { runner.rehearse() }
        // Who sleeps once more after it has had the processor doesn't get it back at once on a busy machine.
        while SystemClock.now() < takeover {}
        return true
    }

    /// Whether there is a rehearsal to be made now, which is taken for made then.
    func isDue(until takeover: MonotonicInstant, now: MonotonicInstant) -> Bool {
        if let last, now - last < Self.lasting { return false }
        guard takeover - now >= Self.shortest, now >= Self.begin(before: takeover) else { return false }
        last = now
        return true
    }
}
