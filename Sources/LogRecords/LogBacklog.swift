/// What a destination hasn't taken yet: bounded, and with a count of what was lost.
public struct LogBacklog: Sendable {
    /// In bytes.
    private let limit: Int
    private var entries: [[UInt8]] = []
    /// Entries before this one are gone.
    private var first = 0
    private(set) var byteCount = 0
    /// How many entries were lost since it was said last.
    private var lost = 0

    /// - Parameter limit: in bytes.
    public init(limit: Int) {
        self.limit = limit
    }

    public var isEmpty: Bool { first == entries.count }

    /// The entry that goes out next.
    public var next: [UInt8]? { isEmpty ? nil : entries[first] }

    /// Keeps an entry for later, or counts it as lost: what came first tells how it began.
    public mutating func keep(_ entry: [UInt8]) {
        guard byteCount + entry.count <= limit else {
            lost += 1
            return
        }
        entries.append(entry)
        byteCount += entry.count
    }

    /// Nobody will ever take an entry.
    public mutating func lose() {
        lost += 1
    }

    /// The next entry is out, or a part of it.
    ///
    /// - Parameter count: how many of its bytes; nil: all.
    public mutating func took(_ count: Int? = nil) {
        guard !isEmpty else { return }
        let whole = entries[first].count
        if let count, count < whole {
            entries[first].removeFirst(max(0, count))
            byteCount -= max(0, count)
            return
        }
        byteCount -= whole
        entries[first] = []
        first += 1
        if first == entries.count {
            entries = []
            first = 0
        }
    }

    /// The number of lines that were lost and that is still to be said; nil where there is nothing to say, or lines are still waiting.
    public var untoldLosses: Int? { isEmpty && lost > 0 ? lost : nil }

    /// The losses have been said.
    public mutating func toldLosses() {
        lost = 0
    }
}
