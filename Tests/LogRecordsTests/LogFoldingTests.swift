import LogRecords
import NetworkTypes
import Testing

@Suite("Folding of repeated lines")
struct LogFoldingTests {
    private var folding = LogFolding()
    private let begin = MonotonicInstant(nanoseconds: 5_000_000_000)
    private let flood = LogRecord(.warning, .vrrp, "Discarding advert", fields: [LogField("instance", "VI_1")])

    @Test("A line that comes again and again is written a few times, then counted") mutating func counts() {
        let written = (0..<317).filter { folding.admits(flood, now: begin + .milliseconds($0)) }
        #expect(written == Array(0..<LogFolding.writtenPerWindow))
        #expect(folding.isHolding)
        let early = folding.summaries(now: begin + .seconds(9))
        #expect(early.isEmpty)
        let summaries = folding.summaries(now: begin + .seconds(10))
        #expect(summaries.map(\.text) == ["Discarding advert (repeated 312 times within 0.3 s, last 9.6 s ago)"])
        #expect(summaries[0].fields == [
            LogField("instance", "VI_1"), LogField("repeated", "312"), LogField("repeated_within", "0.311"), LogField("repeated_ago", "9.684"),
        ])
        #expect(summaries[0].severity == .warning)
        #expect(!folding.isHolding)
    }

    @Test("A flood that goes on costs one line per window") mutating func lasts() {
        var lines = 0
        for second in 0..<100 {
            let now = begin + .seconds(second)
            lines += folding.summaries(now: now).count
            for _ in 0..<1000 where folding.admits(flood, now: now) { lines += 1 }
        }
        #expect(lines == LogFolding.writtenPerWindow + 9)
    }

    @Test("A line that comes seldom is always written") mutating func seldom() {
        let written = (0..<60).filter { folding.admits(flood, now: begin + .seconds(60 * $0)) }
        #expect(written.count == 60)
        #expect(!folding.isHolding)
    }

    @Test("After a quiet window the first lines are written again") mutating func quiet() {
        for _ in 0..<10 { _ = folding.admits(flood, now: begin) }
        let summaries = folding.summaries(now: begin + .seconds(11))
        #expect(summaries.count == 1)
        let isWritten = folding.admits(flood, now: begin + .seconds(60))
        #expect(isWritten)
    }

    @Test("Different texts, areas and severities are different lines") mutating func different() {
        var held = (0..<1000).filter { !folding.admits(LogRecord(.info, .check, "Activating \($0)"), now: begin) }.count
        for severity in LogSeverity.allCases {
            for area in LogArea.allCases where !folding.admits(LogRecord(severity, area, "the same words"), now: begin) { held += 1 }
        }
        #expect(held == 0)
    }

    @Test("Whatever is held back can be said at once, before the end") mutating func end() {
        for _ in 0..<7 { _ = folding.admits(flood, now: begin) }
        let summaries = folding.summaries(now: begin, atOnce: true)
        #expect(summaries.map(\.text) == ["Discarding advert (repeated 2 times within 0.0 s, last 0.0 s ago)"])
    }

    @Test("A summary says when its lines came: it stands behind lines that are younger") mutating func age() {
        for _ in 0...LogFolding.writtenPerWindow { _ = folding.admits(flood, now: begin + .seconds(2)) }
        let summaries = folding.summaries(now: begin + .seconds(15))
        #expect(summaries.map(\.text) == ["Discarding advert (repeated once, last 13 s ago)"])
    }

    @Test("No line of a random stream gets lost: each is written or counted", arguments: 0..<20) mutating func accounts(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var now = begin
        var given = 0
        var told = 0
        for _ in 0..<3000 {
            now = now + .milliseconds(Int.random(in: 0..<200, using: &generator))
            told += folding.summaries(now: now).reduce(0) { $0 + $1.count }
            given += 1
            if folding.admits(LogRecord(.info, .check, "line \(Int.random(in: 0..<90, using: &generator))"), now: now) { told += 1 }
        }
        told += folding.summaries(now: now, atOnce: true).reduce(0) { $0 + $1.count }
        #expect(told == given, "seed \(seed)")
    }
}

extension LogRecord {
    /// What a summary says of how many lines it stands for.
    fileprivate var count: Int { fields.first { $0.name == "repeated" }.flatMap { Int($0.value) } ?? 0 }
}
