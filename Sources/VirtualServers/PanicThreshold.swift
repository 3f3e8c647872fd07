internal import IPVSTable
internal import NetworkTypes

// `panic_threshold`: where most of a pool seems to be dead, it is rather the checks that are wrong, or the few that are left
// would break down under the load of all. Then the table keeps the set that was good last.

extension VirtualServer {
    /// How often a panic that lasts is mentioned.
    static let panicReminderInterval = Duration.seconds(60)

    var panicReading: PanicReading {
        PanicReading(threshold: definition.panicThreshold, liveWeight: liveWeight, totalWeight: totalWeight, held: held.count)
    }

    /// Less than the threshold is alive. A sorry server that stands in is the better answer.
    var isBelowPanicThreshold: Bool {
        definition.panicThreshold > 0 && !sorryServes && !isUndecided
            && liveWeight.multipliedFullWidth(by: 100) < totalWeight.multipliedFullWidth(by: UInt64(definition.panicThreshold))
    }

    /// A real server has just failed, and is counted so: it stays in the table all the same where too few are left without it.
    mutating func holdInPanic(_ realServer: Int, now: MonotonicInstant) {
        guard isBelowPanicThreshold else { return }
        held.insert(realServer)
        if isPanicking { return }
        isPanicking = true
        panicReminder = now + Self.panicReminderInterval
    }

    /// Enough are back, or the sorry server has taken over: those that are still dead leave the table.
    mutating func endPanicIfOver() -> [EntryChange] {
        guard isPanicking, !isBelowPanicThreshold else { return [] }
        return updateEntries(of: held.sorted()) { $0.endPanic() }
    }

    mutating func endPanic() {
        held = []
        isPanicking = false
        panicReminder = nil
    }
}

/// The numbers behind a panic.
public struct PanicReading: Hashable, Sendable {
    /// Percent.
    public var threshold: UInt8
    public var liveWeight: UInt64
    public var totalWeight: UInt64
    /// How many failed real servers are kept in the table.
    public var held: Int

    public init(threshold: UInt8, liveWeight: UInt64, totalWeight: UInt64, held: Int) {
        self.threshold = threshold
        self.liveWeight = liveWeight
        self.totalWeight = totalWeight
        self.held = held
    }
}

private func < (left: (high: UInt64, low: UInt64.Magnitude), right: (high: UInt64, low: UInt64.Magnitude)) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
}
