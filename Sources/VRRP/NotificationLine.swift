/// The lines of a notify FIFO, as keepalived writes them.
public enum NotificationLine {
    /// Something beside a state that a FIFO is told of.
    public enum Word: String, Hashable, Sendable {
        case masterHeardLowerPriority = "MASTER_RX_LOWER_PRI"
        case masterPriority = "MASTER_PRIORITY"
        case backupPriority = "BACKUP_PRIORITY"
    }

    /// - Parameter priority: the effective one of an instance, 0 for a group.
    public static func state(_ state: NotifiedState, of subject: NotificationSubject, priority: UInt8) -> [UInt8] {
        line(state.rawValue, of: subject, priority: priority)
    }

    public static func event(_ word: Word, of subject: NotificationSubject, priority: UInt8) -> [UInt8] {
        line(word.rawValue, of: subject, priority: priority)
    }

    private static func line(_ word: String, of subject: NotificationSubject, priority: UInt8) -> [UInt8] {
        Array("\(subject.kind) \"\(subject.name)\" \(word) \(priority)\n".utf8)
    }
}
