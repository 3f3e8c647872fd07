import Testing

@testable import CheckRole

@Suite("What became of an order for many real servers")
struct OrderReportTests {
    @Test("is read page by page, each result once")
    func pages() {
        var report = OrderReport<Int>()
        report.begin(Array(0..<1000))
        var seen: [Int] = []
        var cursor = report.cursor(0)
        while let (first, rest) = report.rest(from: cursor), !rest.isEmpty {
            seen += rest.prefix(300)
            cursor = report.cursor(first + 300)
        }
        #expect(seen == Array(0..<1000))
    }

    @Test("is lost when another order comes meanwhile, and can't be mistaken for that one's")
    func another() {
        var report = OrderReport<Int>()
        report.begin([1, 2, 3])
        let cursor = report.cursor(2)
        #expect(report.rest(from: cursor).map { Array($0.results) } == [3])
        report.begin([4, 5, 6])
        #expect(report.rest(from: cursor) == nil)
        #expect(report.rest(from: report.cursor(9)) == nil)
        report.end()
        #expect(report.rest(from: report.cursor(0)) == nil)
    }
}
