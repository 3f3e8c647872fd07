import NetworkTypes
import Testing

@testable import lvsctl

@Suite("Counters as lvsctl stats shows them")
struct CounterRowsTests {
    @Test("An object's strings are its name; each counter that isn't zero has a row, whatever it stands in")
    func rows() {
        let realServer = JSONValue.object([
            ("virtualServer", .string("10.0.0.1 80 TCP")), ("realServer", .string("10.0.0.2 80")), ("packetsIn", .integer(7)), ("packetsOut", .integer(0)),
            ("connectionsPerSecond", .decimal("0.5")), ("bytesPerSecond", .decimal("0.000")),
        ])
        #expect(CounterRows.rows(of: realServer) == [
            ["10.0.0.1 80 TCP 10.0.0.2 80", "packets in", "7"], ["10.0.0.1 80 TCP 10.0.0.2 80", "connections per second", "0.5"],
        ])
        let router = JSONValue.object([("name", .string("VI_1")), ("counters", .object([("becameMaster", .integer(1)), ("ttlErrors", .integer(0))]))])
        #expect(CounterRows.rows(of: router) == [["VI_1", "became master", "1"]])
        #expect(CounterRows.rows(of: .null) == [])
    }

    @Test("Names of members become words", arguments: [("packetsIn", "packets in"), ("advertisementsReceived", "advertisements received"), ("intervalErrors", "interval errors")])
    func words(_ key: String, _ words: String) {
        #expect(CounterRows.words(key) == words)
    }
}
