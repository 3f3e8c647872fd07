import JSONReading
import NetworkTypes
import Testing

@testable import Supervisor

@Suite("The ring of events")
struct EventRingTests {
    private func numbers(_ batch: EventRing.Batch) throws -> [Int] {
        try batch.lines.split(separator: UInt8(ascii: "\n")).map { try #require(try JSONReader.value(of: $0)["number"]?.integer) }
    }

    private func event(_ text: String = "") -> [UInt8] { Array(#"{"kind":"test","text":"\#(text)"}"#.utf8) }

    @Test("An event carries its number, time and source, and is told as it came")
    func wraps() {
        var ring = EventRing()
        ring.append(source: "vrrp", event("a"), at: .milliseconds(1500))
        let batch = ring.batch(after: 0, limit: 1000)
        #expect(String(decoding: batch.lines, as: UTF8.self) == #"{"number":1,"time":1.5,"source":"vrrp","event":{"kind":"test","text":"a"}}"# + "\n")
        #expect(batch.last == 1 && batch.isEnd)
    }

    @Test("A reader sees each event once, in pieces that fit")
    func reads() throws {
        var ring = EventRing()
        var seen: [Int] = []
        var last: UInt64 = 0
        for round in 0..<50 {
            for _ in 0..<round { ring.append(source: "check", event(), at: .seconds(round)) }
            repeat {
                let batch = ring.batch(after: last, limit: 500)
                #expect(batch.lines.count <= 500)
                seen += try numbers(batch)
                last = batch.last
                if batch.isEnd { break }
            } while true
        }
        #expect(seen == Array(1...(0..<50).reduce(0, +)))
    }

    @Test("What is older than a time is left out")
    func since() throws {
        var ring = EventRing()
        for second in 1...10 { ring.append(source: "check", event(), at: .seconds(second)) }
        #expect(try numbers(ring.batch(after: 0, since: .seconds(8), limit: 10000)) == [8, 9, 10])
        #expect(ring.batch(after: 0, since: .seconds(11), limit: 10000).lines.isEmpty)
    }

    @Test("The ring stays within its bounds; a reader that was too slow is told how many it has missed")
    func overflows() throws {
        var ring = EventRing()
        for _ in 0..<(EventRing.mostEvents + 1000) { ring.append(source: "check", event(), at: .seconds(1)) }
        let all = ring.batch(after: 0, limit: .max)
        #expect(try numbers(all).count == EventRing.mostEvents)
        let late = ring.batch(after: 10, limit: .max)
        let first = try JSONReader.value(of: late.lines.prefix { $0 != UInt8(ascii: "\n") })
        #expect(first["event"]?["kind"]?.string == "eventsLost" && first["event"]?["count"]?.integer == 990)
        #expect(late.last == ring.lastNumber)

        var large = EventRing()
        for _ in 0..<500 { large.append(source: "check", event(String(repeating: "x", count: 4000)), at: .seconds(1)) }
        #expect(large.batch(after: 0, limit: .max).lines.count <= EventRing.mostBytes)
    }

    @Test("A number from another daemon's life is no harm")
    func hostileNumbers() {
        var ring = EventRing()
        #expect(ring.batch(after: .max, limit: 100).isEnd)
        ring.append(source: "check", event(), at: .seconds(1))
        let batch = ring.batch(after: .max, limit: 100)
        #expect(batch.isEnd && batch.lines.isEmpty && batch.last == 1)
    }
}
