import LogRecords
import Testing

@Suite("Settings of the log")
struct LogSettingsTests {
    @Test("keepalived's names of facilities", arguments: [
        ("0", 16), ("7", 23), ("local0", 16), ("local7", 23), ("user", 1), ("daemon", 3), ("8", nil), ("local8", nil), ("mail", nil), ("", nil), ("-1", nil),
    ] as [(String, UInt8?)])
    func facilities(_ name: String, _ expected: UInt8?) {
        #expect(LogSettings.facility(named: name) == expected)
    }

    @Test("A part's file has its name before the last dot, as keepalived's", arguments: [
        ("/var/log/lvsd.log", "/var/log/lvsd_vrrp.log"), ("/var/log/a.b.c", "/var/log/a.b_vrrp.c"), ("/var/l.og/lvsd", "/var/l.og/lvsd_vrrp"),
        ("/x/.hidden", "/x/.hidden_vrrp"), ("", "_vrrp"),
    ])
    func files(_ path: String, _ expected: String) {
        #expect(LogSettings.file(path, of: "vrrp") == expected)
        #expect(LogSettings.file(path, of: nil) == path)
    }

    @Test("Levels: a base for all, everything in some areas") func levels() {
        let levels = LogLevels(base: .notice, detailed: [.advertisements])
        #expect(levels.threshold(in: .advertisements) == .trace)
        #expect(levels.threshold(in: .vrrp) == .notice)
        #expect(LogLevels("\(levels)") == levels)
        #expect(LogLevels("debug table novelty probes") == LogLevels(base: .debug, detailed: [.table, .probes]))
        #expect(LogLevels("loud") == nil)
        #expect(LogLevels("") == nil)
    }

    @Test("Areas are numbered without gaps") func areas() {
        #expect(LogArea.allCases.map(\.index) == Array(LogArea.allCases.indices))
        #expect(LogArea.allCases.allSatisfy { !$0.explanation.isEmpty })
    }
}

@Suite("What a destination hasn't taken yet")
struct LogBacklogTests {
    @Test("It is bounded, and what doesn't fit is counted") func bounded() {
        var backlog = LogBacklog(limit: 10)
        for text in ["abcd", "efgh", "ijkl", "mn", "o"] { backlog.keep(Array(text.utf8)) }
        #expect(backlog.untoldLosses == nil, "while lines wait, nothing is said of later ones")
        var taken: [String] = []
        while let next = backlog.next {
            taken.append(String(decoding: next, as: UTF8.self))
            backlog.took()
        }
        #expect(taken == ["abcd", "efgh", "mn"])
        #expect(backlog.untoldLosses == 2)
        backlog.toldLosses()
        #expect(backlog.untoldLosses == nil)
    }

    @Test("A part of an entry may go out first") func parts() {
        var backlog = LogBacklog(limit: 10)
        backlog.keep(Array("abcd".utf8))
        backlog.took(3)
        #expect(backlog.next == Array("d".utf8))
        backlog.took(1)
        #expect(backlog.isEmpty)
        backlog.took()
        backlog.keep(Array(repeating: 0, count: 10))
        #expect(!backlog.isEmpty)
    }
}
