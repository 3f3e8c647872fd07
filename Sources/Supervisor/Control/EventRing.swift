internal import NetworkTypes

/// The last events of the daemon, for those who ask what has happened. Pure.
///
/// Readers come with the number of the last event that they have seen, so nothing is kept for them, and one that is slow loses events rather
/// than hold up anything.
struct EventRing {
    /// How many are kept, and how many bytes of them.
    static let mostEvents = 4096
    static let mostBytes = 512 << 10

    struct Entry: Hashable {
        /// Since 1970.
        var time: Duration
        /// Complete, with its number.
        var json: [UInt8]
    }

    private var entries: [Entry] = []
    /// Where the oldest that is kept stands in `entries`; what is before it has been let go.
    private var start = 0
    private var bytes = 0
    /// Of the last event; events count from 1.
    private(set) var lastNumber: UInt64 = 0

    private var count: Int { entries.count - start }
    private var firstNumber: UInt64 { lastNumber - UInt64(count) + 1 }

    /// - Parameters:
    ///   - source: who tells: a role's name or `supervisor`.
    ///   - json: one object.
    ///   - time: since 1970.
    mutating func append(source: String, _ json: [UInt8], at time: Duration) {
        lastNumber += 1
        var text = JSONText()
        text.object {
            $0.member("number", lastNumber)
            $0.member("time", seconds: time)
            $0.member("source", source)
            $0.member("event", ready: json)
        }
        entries.append(Entry(time: time, json: text.bytes))
        bytes += text.count
        while count > Self.mostEvents || bytes > Self.mostBytes { dropFirst() }
    }

    /// All that is kept, for the next program.
    var everything: Handover.Events {
        Handover.Events(lastNumber: lastNumber, entries: Array(entries[start...]))
    }

    /// Goes on where the program before this one has stopped. To be called before anything is appended.
    mutating func restore(_ events: Handover.Events) {
        guard lastNumber == 0, (UInt64(events.entries.count)...UInt64(Int64.max)).contains(events.lastNumber) else { return }
        entries = events.entries
        start = 0
        bytes = entries.reduce(0) { $0 + $1.json.count }
        lastNumber = events.lastNumber
        while count > Self.mostEvents || bytes > Self.mostBytes { dropFirst() }
    }

    private mutating func dropFirst() {
        bytes -= entries[start].json.count
        entries[start].json = []
        start += 1
        if start > Self.mostEvents {
            entries.removeFirst(start)
            start = 0
        }
    }

    struct Batch {
        /// One object per line.
        var lines: [UInt8]
        /// The number of the last event that was looked at: the next batch begins behind it.
        var last: UInt64
        /// Nothing is left behind it.
        var isEnd: Bool
    }

    /// The events behind a number, as many as fit.
    ///
    /// - Parameters:
    ///   - number: of the last event that the reader knows.
    ///   - time: events before it are left out.
    ///   - limit: in bytes.
    func batch(after number: UInt64, since time: Duration = .zero, limit: Int) -> Batch {
        var batch = Batch(lines: [], last: min(number, lastNumber), isEnd: true)
        if batch.last + 1 < firstNumber {
            if number > 0 { batch.lines += notice(lost: firstNumber - number - 1) }
            batch.last = firstNumber - 1
        }
        while batch.last < lastNumber {
            let entry = entries[start + Int(batch.last + 1 - firstNumber)]
            if entry.time >= time {
                if !batch.lines.isEmpty, batch.lines.count + entry.json.count + 1 > limit {
                    batch.isEnd = false
                    return batch
                }
                batch.lines += entry.json
                batch.lines.append(UInt8(ascii: "\n"))
            }
            batch.last += 1
        }
        return batch
    }

    private func notice(lost count: UInt64) -> [UInt8] {
        var text = JSONText()
        text.object {
            $0.member("number", firstNumber - 1)
            $0.member("time", seconds: entries[start].time)
            $0.member("source", "supervisor")
            $0.object("event") {
                $0.member("kind", "eventsLost")
                $0.member("count", count)
            }
        }
        text.endLine()
        return text.bytes
    }
}
