import JSONReading
import NetworkTypes
import Testing

@testable import lvsctl

@Suite("What lvsctl prints")
struct StatusTextTests {
    private func value(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    private func status() throws -> Status {
        var status = Status()
        for reply in [
            #"{"daemon":{"version":"1.0","processID":7,"startedAt":100,"configurationFile":"/etc/lvsd/lvsd.conf","configurationReadAt":940}}"#,
            #"{"warnings":[{"message":"The file has errors.","since":990}]}"#, #"{"warnings":[{"message":"no route","object":"VI_1"}]}"#,
            #"{"virtualRouters":[{"name":"VI_1","state":"BACKUP","since":940,"priority":120,"basePriority":150,"interface":"eth0","virtualRouterID":51,"master":{"address":"192.0.2.2","priority":130,"since":400}}]}"#,
            #"{"virtualServers":[{"name":"192.0.2.1 80 tcp","isUp":true,"quorum":1,"realServersUp":1,"realServers":2,"weight":10,"activeConnections":12345}]}"#,
            #"{"realServers":[{"virtualServer":"192.0.2.1 80 tcp","name":"10.0.0.1:80","state":"up","weight":10,"configuredWeight":10,"check":"TCP_CHECK succeeded","latency":0.00125}]}"#,
            #"{"realServers":[{"virtualServer":"192.0.2.1 80 tcp","name":"10.0.0.2:80","state":"down","configuredWeight":5,"check":"refused \u001b[2J"}]}"#,
        ] { status.add(try value(reply)) }
        return status
    }

    @Test("Warnings come first, then instances, then virtual servers with their real servers")
    func screen() throws {
        let lines = StatusText(status: try status(), now: 1000, style: .plain).lines
        #expect(
            lines.map { $0.split(separator: " ").joined(separator: " ") } == [
                "! The file has errors. (for 10s)", "! VI_1: no route", "lvsd 1.0, process 7, up 15m0s; /etc/lvsd/lvsd.conf, read 1m0s ago", "",
                "VRRP INSTANCE STATE FOR PRIORITY INTERFACE VRID MASTER",
                "VI_1 BACKUP 1m0s 120 of 150 eth0 51 192.0.2.2 (priority 130) for 10m0s", "",
                "VIRTUAL SERVER / REAL SERVER STATE FOR WEIGHT CHECK LATENCY ACTIVE INACTIVE CONN/S",
                "192.0.2.1 80 tcp up - 10 1 of 2 up, quorum 1 - 12.3k - -",
                "10.0.0.1:80 up - 10 TCP_CHECK succeeded 1.3 ms - - -", "10.0.0.2:80 down - out of 5 refused ?[2J - - - -",
            ])
    }

    @Test("Columns are as wide as what stands in them, numbers stand to the right")
    func columns() {
        var table = Table("NAME", "N#", "REST")
        table.add(["a", "1", "x"])
        table.add(["longer", "1000", nil])
        #expect(table.lines() == ["NAME       N  REST", "a          1  x", "longer  1000  -"])
    }

    @Test("What is too wide for the screen is shortened in its longest cells, and there only")
    func narrow() {
        var table = Table("NAME", "N#", "REST")
        table.add([String(repeating: "n", count: 30) + String(repeating: "m", count: 30), "1", "why"])
        #expect(table.lines(width: 40).map(\.count).max() == 40)
        #expect(table.lines(width: 40)[1].hasPrefix("nnnnnnnnnnnnnnn..mmmmmmmmmmmmmm  1"))
        #expect(table.lines(width: 40)[1].hasSuffix("1  why"))
        #expect(table.lines(width: 5).allSatisfy { $0.contains("1  why") || $0.contains("N  REST") })
        #expect(table.lines(width: 80) == table.lines())
    }

    @Test("A daemon that has nothing to say leaves a screen without sections")
    func empty() {
        #expect(StatusText(status: Status(), now: 0, style: .plain).lines.count == 1)
    }

    @Test("Spans, latencies and rates are short")
    func words() {
        #expect([59.9, 60, 3725, 200_000, -5].map(Words.span) == ["59s", "1m0s", "1h2m", "2d7h", "0s"])
        #expect(Words.span(.infinity).hasSuffix("h"))
        #expect([0.0008, 2.5].map(Words.latency) == ["0.8 ms", "2.50 s"])
        #expect([999.0, 1234, 2.25, 5e9].map(Words.rate) == ["999", "1.2k", "2.3", "5.0G"])
    }

    @Test("Times on the command line")
    func timeSpans() {
        let good: [String: Int] = ["90": 90, "90s": 90, "10m": 600, "2h": 7200, "1d": 86400]
        for (text, seconds) in good { #expect(TimeSpan(argument: text)?.seconds == seconds) }
        for text in ["", "s", "-1s", "9999999999d", "1x"] { #expect(TimeSpan(argument: text) == nil) }
        #expect(TimeSpan(argument: "365d")?.seconds == OrderLimits.longestDrain && TimeSpan(argument: "366d") == nil)
    }

    @Test("A plan reads like a diff")
    func plan() throws {
        let text = PlanText(style: .plain)
        #expect(try text.lines(value(#"{"object":"real_server","name":"10.0.0.1 80","virtualServer":"192.0.2.1 80","kind":"removed"}"#), cutting: 7)
            == ["- real_server 10.0.0.1 80 of 192.0.2.1 80  (cuts 7 connections)"])
        #expect(try text.lines(value(#"{"object":"vrrp_instance","name":"VI_1","kind":"changed","differences":[{"keyword":"priority","old":"100","new":"150"},{"keyword":"nopreempt","new":""}]}"#), cutting: nil)
            == ["~ vrrp_instance VI_1", "    - priority 100", "    + priority 150", "    + nopreempt "])
        #expect(try text.lines(value(#"{"object":"virtual_server","name":"192.0.2.1 80","kind":"added","differences":[{"keyword":"lvs_sched","new":"rr"}],"omittedDifferences":3}"#), cutting: nil)
            == ["+ virtual_server 192.0.2.1 80", "    + lvs_sched rr", "      and 3 more lines"])
    }

    @Test("Each failure has its exit status and a sentence with a way out")
    func failures() {
        let cases: [(Failure, Int32)] = [
            (.answered(error: "io.lvsd.Control.PermissionDenied", .object([("message", .string("no"))])), 4),
            (.answered(error: "io.lvsd.Control.NoSuchObject", .null), 5), (.answered(error: "io.lvsd.Control.NotImplemented", .null), 6),
            (.answered(error: "org.varlink.service.InvalidParameter", .object([("parameter", .string("deadline"))])), 1), (.lost("gone"), 3),
            (.refused("no"), 1),
        ]
        for (failure, status) in cases {
            #expect(failure.status == status)
            #expect(!failure.description.isEmpty)
        }
    }
}
