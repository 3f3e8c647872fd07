/// What a reader of a FIFO is told: how everything stands when it comes, then what happens.
///
/// Pure: the pipe asks for the next line and says when it is written.
public struct NotificationFeed: Sendable {
    /// More lines than these don't wait for a slow reader: it is told how things stand instead.
    public static let limit = 1024

    /// The last line about each subject, in the order in which they were first mentioned.
    private var subjects: [String] = []
    private var states: [String: [UInt8]] = [:]
    private var waiting: [[UInt8]] = []
    private var position = 0
    private var hasReader = false
    /// How often the lines that waited were given up for the present state.
    public private(set) var overflows: UInt64 = 0

    public init() {}

    /// - Parameter subject: whose state the line says; nil where it says that something happened.
    public mutating func note(_ line: [UInt8], about subject: String?) {
        if let subject {
            if states.updateValue(line, forKey: subject) == nil { subjects.append(subject) }
        }
        guard hasReader else { return }
        waiting.append(line)
        if waiting.count - position > Self.limit {
            overflows &+= 1
            tellAll()
        }
    }

    /// The subject is gone: a reader that comes is not told of it.
    public mutating func forget(_ subject: String) {
        guard states.removeValue(forKey: subject) != nil else { return }
        subjects.removeAll { $0 == subject }
    }

    public mutating func readerCame() {
        hasReader = true
        tellAll()
    }

    public mutating func readerLeft() {
        hasReader = false
        (waiting, position) = ([], 0)
    }

    /// Tells the present reader again how everything stands.
    public mutating func repeatStates() {
        if hasReader { waiting += subjects.compactMap { states[$0] } }
    }

    private mutating func tellAll() {
        (waiting, position) = (subjects.compactMap { states[$0] }, 0)
    }

    /// The line to be written next.
    public var next: [UInt8]? {
        position < waiting.count ? waiting[position] : nil
    }

    /// `next` has been written.
    public mutating func sent() {
        position += 1
        if position >= waiting.count { (waiting, position) = ([], 0) }
    }
}
