/// What a reader of a FIFO is told: how everything stands when it comes, then what happens.
///
/// Pure: the pipe asks for the next line and says when it is written.
public struct NotificationFeed: Sendable {
    /// More lines than these don't wait for a slow reader, or twice the subjects where there are more of those: it is told how things
    /// stand instead.
    public static let limit = 1024

    private struct State {
        /// By the first mention.
        var order: UInt64
        var line: [UInt8]
    }

    /// The last line about each subject.
    private var states: [String: State] = [:]
    private var mentioned: UInt64 = 0
    private var waiting: [[UInt8]] = []
    private var position = 0
    private var hasReader = false
    /// How often the lines that waited were given up for the present state.
    public private(set) var overflows: UInt64 = 0

    public init() {}

    /// - Parameter subject: whose state the line says; nil where it says that something happened.
    public mutating func note(_ line: [UInt8], about subject: String?) {
        if let subject {
            if states[subject] == nil {
                mentioned += 1
                states[subject] = State(order: mentioned, line: line)
            } else {
                states[subject]?.line = line
            }
        }
        guard hasReader else { return }
        waiting.append(line)
        keepLimit()
    }

    private mutating func keepLimit() {
        if waiting.count - position > max(Self.limit, 2 * states.count) {
            overflows &+= 1
            tellAll()
        }
    }

    /// The subject is gone: a reader that comes is not told of it.
    public mutating func forget(_ subject: String) {
        states[subject] = nil
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
        guard hasReader else { return }
        waiting += allStates
        keepLimit()
    }

    /// In the order in which the subjects were first mentioned.
    private var allStates: [[UInt8]] {
        states.values.sorted { $0.order < $1.order }.map(\.line)
    }

    private mutating func tellAll() {
        (waiting, position) = (allStates, 0)
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
