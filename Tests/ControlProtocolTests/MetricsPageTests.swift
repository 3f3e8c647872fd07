import NetworkTypes
import Synchronization
import Testing

@testable import ControlProtocol

@Suite("Metrics page by page")
struct MetricsPageTests {
    private static let families = (0..<5).map { OpenMetricsText.Family("lvsd_family\($0)", .gauge, "Family \($0).") }

    /// All pages put together, as a client does it.
    private func all(_ sizes: [Int], width: Int, clock: @escaping @Sendable () -> MonotonicInstant = { MonotonicInstant(nanoseconds: 0) }) -> (text: String, pages: Int) {
        var text = ""
        var cursor: UInt64 = 0
        for pages in 1... {
            let request = ControlRequest(id: 1, method: .metrics, cursor: cursor)
            var page = MetricsPage(request, families: sizes.count, clock: clock)
            while let number = page.family {
                let isDone = page.samples(Self.families[number], count: sizes[number]) { index, text in
                    text.sample(Self.families[number], [("index", "\(index)"), ("filler", String(repeating: "x", count: width))], index)
                }
                if !isDone { break }
            }
            let reply = page.reply
            #expect(reply.body.count <= ControlReply.longestBody)
            text += String(decoding: reply.body, as: UTF8.self)
            guard reply.outcome == .page else { return (text, pages) }
            #expect(reply.cursor > cursor)
            cursor = reply.cursor
        }
        return (text, 0)
    }

    @Test("every sample comes once, and every family has one head, before its samples", arguments: 0..<40 as Range<UInt64>)
    func complete(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let sizes = Self.families.map { _ in Int.random(in: 0...900, using: &generator) }
        // Half of the seeds have a clock by which now and then a page takes too long.
        let time = Mutex<Int64>(0)
        let step: Int64 = seed.isMultiple(of: 2) ? 0 : Int64.random(in: 10_000...1_500_000, using: &generator)
        let (text, pages) = all(sizes, width: Int.random(in: 0...300, using: &generator)) {
            time.withLock { time in
                time += step
                return MonotonicInstant(nanoseconds: time)
            }
        }
        let lines = text.split(separator: "\n")
        #expect(pages > 0, "seed \(seed)")
        var expected: [Substring] = []
        for (number, size) in sizes.enumerated() {
            let name = "lvsd_family\(number)"
            #expect(lines.count { $0.hasPrefix("# TYPE \(name) ") } == 1, "seed \(seed)")
            expected += ["# TYPE \(name) gauge", "# HELP \(name) Family \(number)."]
            expected += (0..<size).map { "\(name){index=\"\($0)\"" }
        }
        let actual = lines.map { $0.hasPrefix("#") ? $0 : $0.prefix { $0 != "," } }
        #expect(actual == expected, "seed \(seed)")
    }

    @Test("a sample that no page can hold is left out, and what follows comes")
    func tooLarge() {
        #expect(all([2, 1], width: 60_000).text.contains("# TYPE lvsd_family1 gauge"))
    }
}
