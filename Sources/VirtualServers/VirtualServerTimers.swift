internal import IPVSTable
public import NetworkTypes

extension VirtualServer {
    /// When `handleTimeout` is to be called; nil where nothing waits for the time.
    public var deadline: MonotonicInstant? {
        let drainEnd = drains.values.lazy.map(\.deadline).min()
        return [slowStarts.nextStep, panicReminder, decisionDeadline, drainEnd, orderedDrainDeadline].compactMap(\.self).min()
    }

    /// Nothing is checked from now on: an undecided virtual server waits for as long as that lasts.
    public mutating func checksSuspended() {
        decisionDeadline = nil
    }

    /// Checks begin: those of an undecided virtual server have their whole time.
    public mutating func checksResumed(now: MonotonicInstant) {
        if isUndecided { decisionDeadline = now + definition.longestFirstCheck }
    }

    /// What the time alone brings: the next step of slow starts, the end of drains, a panic that still lasts.
    public mutating func handleTimeout(now: MonotonicInstant) -> [VirtualServerEffect] {
        var effects: [VirtualServerEffect] = []
        if let due = decisionDeadline, now >= due {
            let consequences = turn([], now: now) { _ in }
            effects += consequences.news + consequences.quorumNotices
        }
        if let due = slowStarts.nextStep, now >= due {
            let entries = updateEntries(of: slowStarts.running) { $0.slowStarts.step(now: now) }
            effects += tableChanges(entries).map { .change($0) }
        }
        if let due = panicReminder, now >= due {
            panicReminder = now + Self.panicReminderInterval
            effects.append(.event(.panicLasts(definition.identity, panicReading)))
        }
        return effects + endDrains(at: now)
    }
}
