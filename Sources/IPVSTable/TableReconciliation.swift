/// What to do about a kernel table that somebody else has changed (`lvs_reconcile`).
public struct TableReconciliation: Hashable, Sendable {
    public enum Reaction: String, Hashable, Sendable, CaseIterable {
        /// Differences are logged and repaired.
        case repair
        /// Differences are logged.
        case report
        /// The kernel's table is read only when it has refused a command of ours.
        case off
    }

    public var reaction: Reaction
    /// From the beginning of one comparison to the beginning of the next. 1 s and more.
    public var interval: Duration

    public init(_ reaction: Reaction = .repair, every interval: Duration = .seconds(5)) {
        self.reaction = reaction
        self.interval = interval
    }
}
