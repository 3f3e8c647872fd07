internal import NetworkTypes

/// What is known of one checker.
struct CheckState: Hashable, Sendable {
    var isFailed: Bool
    /// A probe has ended since the virtual server began.
    var hasResult: Bool
    /// It was found up, though by another process or by another definition of the check.
    var isProven = false
}

/// Which checkers of a virtual server's real servers have failed, and so which real servers are alive.
///
/// Flat, since a virtual server may have 16,000 real servers: twelve bytes for each and three for each checker.
struct RealServerStates: Sendable {
    private struct Entry {
        var firstCheck: UInt32
        var failedChecks: UInt32
        /// When it came alive, failed, or was ordered something, in whole seconds of the clock.
        var since: UInt32
    }

    private var entries: [Entry] = []
    private var checks: [CheckState] = []
    /// How many checkers have had no result yet.
    private(set) var unchecked = 0

    var count: Int { entries.count }

    init(capacity: Int) {
        entries.reserveCapacity(capacity)
    }

    /// Adds a real server with the states of its checkers, in order.
    mutating func append(_ states: some Sequence<CheckState>, since: MonotonicInstant) {
        let firstCheck = checks.count
        checks.append(contentsOf: states)
        let failures = checks[firstCheck...].count { $0.isFailed }
        unchecked += checks[firstCheck...].count { !$0.hasResult }
        entries.append(Entry(firstCheck: UInt32(firstCheck), failedChecks: UInt32(failures), since: since.wholeSeconds))
    }

    /// Adds a real server as it is in other states.
    ///
    /// - Returns: how many checkers it has.
    mutating func append(_ realServer: Int, of other: RealServerStates) -> Int {
        var entry = other.entries[realServer]
        let slots = other.slots(of: realServer)
        entry.firstCheck = UInt32(checks.count)
        for slot in slots {
            let state = other.checks[slot]
            if !state.hasResult { unchecked += 1 }
            checks.append(state)
        }
        entries.append(entry)
        return slots.count
    }

    /// Since when a real server is as it is, to the second.
    func since(_ realServer: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(entries[realServer].since) * 1_000_000_000)
    }

    /// A real server is now another than it was.
    mutating func mark(_ realServer: Int, at now: MonotonicInstant) {
        entries[realServer].since = now.wholeSeconds
    }

    /// Whether each of its checkers has had a result.
    func isChecked(_ realServer: Int) -> Bool {
        if unchecked == 0 { return true }
        return checks[slots(of: realServer)].allSatisfy(\.hasResult)
    }

    /// Whether a probe has found it up by one of its checkers, which may be one of an earlier process or definition. Before that it is only assumed to be up.
    func wasFoundUp(_ realServer: Int) -> Bool {
        checks[slots(of: realServer)].contains { !$0.isFailed && ($0.hasResult || $0.isProven) }
    }

    func state(_ position: CheckPosition) -> CheckState? {
        slot(of: position).map { checks[$0] }
    }

    /// The checker has had a result.
    mutating func confirm(_ position: CheckPosition) {
        guard let slot = slot(of: position), !checks[slot].hasResult else { return }
        checks[slot].hasResult = true
        unchecked -= 1
    }

    /// A real server is alive while none of its checkers has failed.
    func isAlive(_ realServer: Int) -> Bool {
        entries[realServer].failedChecks == 0
    }

    /// Whether the checker has failed; nil where there is no such checker.
    func isFailed(_ position: CheckPosition) -> Bool? {
        slot(of: position).map { checks[$0].isFailed }
    }

    /// Notes a checker's state and says whether its real server thereby came alive or died; false too for what is known
    /// already or doesn't exist.
    mutating func set(_ position: CheckPosition, failed isFailed: Bool) -> Bool {
        guard let slot = slot(of: position), checks[slot].isFailed != isFailed else { return false }
        checks[slot].isFailed = isFailed
        if isFailed {
            entries[position.realServer].failedChecks += 1
            return entries[position.realServer].failedChecks == 1
        } else {
            entries[position.realServer].failedChecks -= 1
            return entries[position.realServer].failedChecks == 0
        }
    }

    /// Whether the real server is alive or dead by this checker alone: no other one has failed.
    func decides(_ position: CheckPosition) -> Bool {
        guard let isFailed = isFailed(position) else { return false }
        return entries[position.realServer].failedChecks == (isFailed ? 1 : 0)
    }

    private func slot(of position: CheckPosition) -> Int? {
        guard entries.indices.contains(position.realServer), position.check >= 0 else { return nil }
        let slots = slots(of: position.realServer)
        return position.check < slots.count ? slots.lowerBound + position.check : nil
    }

    private func slots(of realServer: Int) -> Range<Int> {
        let isLast = realServer + 1 == entries.count
        return Int(entries[realServer].firstCheck)..<(isLast ? checks.count : Int(entries[realServer + 1].firstCheck))
    }
}

extension MonotonicInstant {
    /// For 136 years after the boot.
    fileprivate var wholeSeconds: UInt32 { UInt32(clamping: nanoseconds / 1_000_000_000) }
}
