/// The last report about each subject, by the role that gave it. Pure: the supervisor passes on what comes out.
public struct ReportBoard: Sendable {
    private struct Entry {
        var report: PeerReport
        /// Given by the process that runs now, not by one before it.
        var isFresh: Bool
    }

    private var entries: [Role: [PeerReport.Subject: Entry]] = [:]

    public init() {}

    /// A role has reported something.
    public mutating func note(_ report: PeerReport, from role: Role) {
        entries[role, default: [:]][report.subject] = report.isWithdrawal ? nil : Entry(report: report, isFresh: true)
    }

    /// A new process of the role begins. What the one before said stays true until the new one has had its say.
    public mutating func processBegan(_ role: Role) {
        entries[role] = entries[role]?.mapValues { Entry(report: $0.report, isFresh: false) }
    }

    /// The role has said all that it has to say at its start.
    ///
    /// - Returns: the withdrawal of what only the process before had said.
    public mutating func processIsReady(_ role: Role) -> [PeerReport] {
        withdraw(role) { !$0.isFresh }
    }

    /// The role has no work any more.
    ///
    /// - Returns: the withdrawal of all that it had said.
    public mutating func roleEnded(_ role: Role) -> [PeerReport] {
        withdraw(role) { _ in true }
    }

    private mutating func withdraw(_ role: Role, where isGone: (Entry) -> Bool) -> [PeerReport] {
        let gone = (entries[role] ?? [:]).values.filter(isGone).map(\.report.withdrawn)
        for report in gone { entries[role]?[report.subject] = nil }
        return gone
    }

    /// All that has been reported, by whom.
    public var everything: [(role: Role, report: PeerReport)] {
        entries.flatMap { role, entries in entries.values.map { (role, $0.report) } }
    }

    /// What a role that starts has to know: all that the others have reported.
    public func reports(for role: Role) -> [PeerReport] {
        entries.filter { $0.key != role }.flatMap { $0.value.values.map(\.report) }
    }
}
