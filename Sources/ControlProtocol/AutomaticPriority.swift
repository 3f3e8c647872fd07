/// How far a process raises its own real-time priority because it came to run too late (`max_auto_priority`). Pure.
///
/// First it changes to real-time scheduling at all, then goes up by one each time that wasn't enough, as keepalived does.
struct AutomaticPriority {
    /// How high it may go; nil: it doesn't.
    var highest: Int?
    /// From so much lateness on.
    var leastLateness: Duration
    /// What it has come to; nil: not raised.
    private(set) var priority: Int?

    /// The process ran so long after the time at which it had wanted to.
    ///
    /// - Parameter present: its real-time priority now; nil: ordinary scheduling.
    /// - Returns: the priority to take; nil: everything stays.
    mutating func ran(late: Duration, present: Int?) -> Int? {
        guard let highest, late >= leastLateness, present.map({ $0 < highest }) ?? true else { return nil }
        priority = (present ?? 0) + 1
        return priority
    }

    /// The configured priority is in force again.
    mutating func reset() {
        priority = nil
    }
}
