public import NetworkTypes

/// Keeps floods out of the log: a line that comes again and again is written a few times, then counted, and the count is written.
///
/// The texts that were seen last stand in a table of fixed size, so that a line costs the same whatever comes. A text pushed out of it by
/// others is written as if it were new.
public struct LogFolding: Sendable {
    /// For as long as this, counted from the first, equal lines belong together.
    public static let window = Duration.seconds(10)
    /// So many equal lines in one window are written.
    public static let writtenPerWindow = 5
    /// How many texts are remembered.
    static let places = 64

    fileprivate struct Entry {
        var record: LogRecord
        var began: MonotonicInstant
        var seen: Int
        /// Of those, not written.
        var folded = 0
        /// When the first and the last of these came.
        var foldedFirst: MonotonicInstant
        var foldedLast: MonotonicInstant

        init(_ record: LogRecord, began: MonotonicInstant, seen: Int) {
            self.record = record
            self.began = began
            self.seen = seen
            foldedFirst = began
            foldedLast = began
        }
    }

    private var entries: [Entry?] = []
    /// How many entries hold back lines.
    private var holding = 0

    public init() {}

    /// Whether anything is held back, so that `summaries` must be asked from time to time.
    public var isHolding: Bool { holding > 0 }

    /// - Returns: whether the line is to be written now.
    public mutating func admits(_ record: LogRecord, now: MonotonicInstant) -> Bool {
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.places) }
        let place = Self.place(of: record)
        guard var entry = entries[place], entry.record == record else {
            // The count of another text is not thrown away for this one.
            if entries[place].map({ $0.folded == 0 }) ?? true { entries[place] = Entry(record, began: now, seen: 1) }
            return true
        }
        if entry.folded == 0, now - entry.began >= Self.window {
            entries[place] = Entry(record, began: now, seen: 1)
            return true
        }
        entry.seen += 1
        let isWritten = entry.seen <= Self.writtenPerWindow
        if !isWritten {
            if entry.folded == 0 {
                holding += 1
                entry.foldedFirst = now
            }
            entry.folded += 1
            entry.foldedLast = now
        }
        entries[place] = entry
        return isWritten
    }

    /// What is to be said of lines that were held back and whose window is over.
    ///
    /// It comes behind lines that were written later, so it says when they came.
    ///
    /// A flood that goes on is said to go on once per window.
    ///
    /// - Parameter atOnce: whatever is held back, as before the process ends.
    public mutating func summaries(now: MonotonicInstant, atOnce: Bool = false) -> [LogRecord] {
        guard holding > 0 else { return [] }
        var summaries: [LogRecord] = []
        for (place, entry) in entries.enumerated() {
            guard let entry, entry.folded > 0, atOnce || now - entry.began >= Self.window else { continue }
            summaries.append(entry.summary(now: now))
            // All that comes in the next window is folded, too.
            entries[place] = Entry(entry.record, began: now, seen: Self.writtenPerWindow)
            holding -= 1
        }
        return summaries
    }

    private static func place(of record: LogRecord) -> Int {
        // The seed of Swift's own hashing differs from run to run, and with it what is folded.
        Int(NameHash(record.text.utf8).folded % UInt64(places))
    }
}

extension LogFolding.Entry {
    /// `... (repeated 312 times within 9.8 s, last 0.2 s ago)`.
    fileprivate func summary(now: MonotonicInstant) -> LogRecord {
        let (span, age) = (foldedLast - foldedFirst, now - foldedLast)
        let times = folded == 1 ? "once" : "\(folded) times within \(span.roughText)"
        var summary = record.remarking("repeated \(times), last \(age.roughText) ago")
        summary.fields.append(LogField("repeated", "\(folded)"))
        summary.fields.append(LogField("repeated_within", span.secondsText))
        summary.fields.append(LogField("repeated_ago", age.secondsText))
        return summary
    }
}
