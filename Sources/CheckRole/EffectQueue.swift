internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes

/// Tells what a shared checker found to all whose checker it is: a thousand virtual servers of one real server turn over in more than
/// one round of the loop.
final class EffectQueue {
    private let loop: EventLoop
    private var waiting: [(CheckerRunner, CheckEffect)] = []
    private var told = 0
    private var isScheduled = false

    /// So many are told at once.
    private static let manyOwners = 32
    private static let slice = Duration.milliseconds(2)

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    /// Whoever was to be told something earlier is told that first.
    func tell(_ owners: [CheckerRunner], _ effect: CheckEffect) {
        if waiting.isEmpty, owners.count <= Self.manyOwners {
            for owner in owners { owner.take(effect) }
            return
        }
        for owner in owners { waiting.append((owner, effect)) }
        schedule()
    }

    private func schedule() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [unowned self] in
            isScheduled = false
            loop.part("verdicts") { proceed() }
        }
    }

    private func proceed() {
        let end = loop.endOfSlice(Self.slice)
        while told < waiting.count {
            let (owner, effect) = waiting[told]
            told += 1
            owner.take(effect)
            if told % Self.manyOwners == 0, SystemClock.now() >= end { return schedule() }
        }
        waiting = []
        told = 0
    }
}
