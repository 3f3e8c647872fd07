/// Which checkers of a virtual server's real servers have failed, and so which real servers are alive.
///
/// Flat, since a virtual server may have 16,000 real servers: eight bytes for each and one for each checker.
struct RealServerStates: Sendable {
    private struct Entry {
        var firstCheck: UInt32
        var failedChecks: UInt32
    }

    private var entries: [Entry] = []
    private var failed: [Bool] = []

    var count: Int { entries.count }

    init(capacity: Int) {
        entries.reserveCapacity(capacity)
    }

    /// Adds a real server with the states of its checkers, in order.
    mutating func append(failed states: some Sequence<Bool>) {
        let firstCheck = failed.count
        failed.append(contentsOf: states)
        let failures = failed[firstCheck...].count { $0 }
        entries.append(Entry(firstCheck: UInt32(firstCheck), failedChecks: UInt32(failures)))
    }

    /// A real server is alive while none of its checkers has failed.
    func isAlive(_ realServer: Int) -> Bool {
        entries[realServer].failedChecks == 0
    }

    /// Whether the checker has failed; nil where there is no such checker.
    func isFailed(_ position: CheckPosition) -> Bool? {
        slot(of: position).map { failed[$0] }
    }

    /// Notes a checker's state and says whether its real server thereby came alive or died; false too for what is known
    /// already or doesn't exist.
    mutating func set(_ position: CheckPosition, failed isFailed: Bool) -> Bool {
        guard let slot = slot(of: position), failed[slot] != isFailed else { return false }
        failed[slot] = isFailed
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
        let first = Int(entries[position.realServer].firstCheck)
        let isLast = position.realServer + 1 == entries.count
        let end = isLast ? failed.count : Int(entries[position.realServer + 1].firstCheck)
        return position.check < end - first ? first + position.check : nil
    }
}
