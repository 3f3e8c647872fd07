import LogRecords
import Testing

@Suite("Forms of log lines")
struct LogFormsTests {
    private let identity = LogIdentity(name: "lvsd_vrrp", process: 4711, facility: 3)
    private let record = LogRecord(
        .info, .vrrp, "(VI_1) Entering MASTER STATE", fields: [LogField("event", "entered_master"), LogField("instance", "VI_1")])

    @Test("syslog: priority, time, name, process number, keepalived's words") func syslog() {
        let line = record.syslogLine(identity, time: "Nov  1 09:05:03", limit: 1000)
        #expect(String(decoding: line, as: UTF8.self) == "<30>Nov  1 09:05:03 lvsd_vrrp[4711]: (VI_1) Entering MASTER STATE")
        #expect(record.syslogLine(identity, time: "Nov  1 09:05:03", limit: 20).count == 20)
    }

    @Test("Facility and severity make the priority", arguments: [(0, LogSeverity.critical, 2), (23, .trace, 191), (16, .error, 131), (1, .notice, 13)])
    func priority(_ facility: UInt8, _ severity: LogSeverity, _ expected: Int) {
        let line = LogRecord(severity, .daemon, "x").syslogLine(LogIdentity(name: "lvsd", process: 1, facility: facility), time: "t", limit: 99)
        #expect(String(decoding: line, as: UTF8.self).hasPrefix("<\(expected)>"))
    }

    @Test("The journal gets fields of its own and of ours") func journal() {
        let lines = String(decoding: record.journalEntry(identity), as: UTF8.self).split(separator: "\n")
        #expect(lines == [
            "MESSAGE=(VI_1) Entering MASTER STATE", "PRIORITY=6", "SYSLOG_IDENTIFIER=lvsd_vrrp", "SYSLOG_FACILITY=3", "SYSLOG_PID=4711",
            "LVSD_ROLE=vrrp", "LVSD_AREA=vrrp", "LVSD_EVENT=entered_master", "LVSD_INSTANCE=VI_1",
        ])
    }

    @Test("A value with a line feed can't forge a field of the journal") func forgedField() {
        let forged = LogRecord(.info, .vrrp, "x", fields: [LogField("in\nstance", "a\nPRIORITY=0")])
        let entry = forged.journalEntry(identity)
        let expected = Array("LVSD_IN_STANCE\n".utf8) + [12, 0, 0, 0, 0, 0, 0, 0] + Array("a\nPRIORITY=0\n".utf8)
        #expect(entry.suffix(expected.count) == expected[...])
    }

    @Test("Control characters can't forge a second line") func forgedLine() {
        #expect(LogRecord(.info, .check, "a\n<0>b\u{1B}[2J\u{7F}ü").text == "a?<0>b?[2J?ü")
    }

    @Test("JSON: one object, everything escaped that must be") func json() {
        #expect(
            record.json(identity, time: "2026-11-21T09:05:03.000001Z")
                == #"{"time":"2026-11-21T09:05:03.000001Z","pid":4711,"severity":"info","role":"vrrp","area":"vrrp","message":"(VI_1) Entering MASTER STATE","event":"entered_master","instance":"VI_1"}"#)
        let odd = LogRecord(.error, .check, #"say "hi" \ ü"#, fields: [LogField("virtual_server", "a\u{1}\n"), LogField("message", "forged")])
        #expect(
            odd.json(identity, time: "t")
                == #"{"time":"t","pid":4711,"severity":"error","role":"vrrp","area":"check","message":"say \"hi\" \\ ü","virtual_server":"a\u0001\n"}"#)
    }

    @Test("The daemon's namespace and instance stand behind its name, as with keepalived") func distinction() {
        let identity = LogIdentity(name: "lvsd_vrrp", distinction: "blue_edge", process: 4711, facility: 3)
        #expect(identity.role == "vrrp")
        let line = record.syslogLine(identity, time: "Nov  1 09:05:03", limit: 1000)
        #expect(String(decoding: line, as: UTF8.self) == "<30>Nov  1 09:05:03 lvsd_vrrp_blue_edge[4711]: (VI_1) Entering MASTER STATE")
        let entry = String(decoding: record.journalEntry(identity), as: UTF8.self).split(separator: "\n")
        #expect(entry.contains("SYSLOG_IDENTIFIER=lvsd_vrrp_blue_edge"))
        #expect(entry.contains("LVSD_DAEMON=blue_edge") && entry.contains("LVSD_ROLE=vrrp"))
        #expect(record.json(identity, time: "t").contains(#""daemon":"blue_edge""#))
        #expect(LogSettings.file("/var/log/lvsd.log", of: "vrrp", "blue_edge") == "/var/log/lvsd_vrrp_blue_edge.log")
        #expect(LogSettings.file("/var/log/lvsd.log", of: nil, "blue_edge") == "/var/log/lvsd_blue_edge.log")
    }
}
