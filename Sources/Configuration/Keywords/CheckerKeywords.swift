internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

/// `TCP_CHECK` and `PING_CHECK`, and what all checkers share.
let checkerKeywords: [Keyword] =
    [
        .checker("TCP_CHECK", .tcp, opens: .tcpCheck),
        .checker("PING_CHECK", .ping, opens: .pingCheck),
        // keepalived takes it here no more, but old files carry it and what it means is plain.
        .number("nb_get_retry", in: .tcpCheck, 0...greatestCount, status: .obsolete("retry")) {
            $0[timing: .checker].retries = UInt32(clamping: $1)
        },
        .number("nb_get_retry", in: .pingCheck, 0...greatestCount, status: .obsolete("retry")) {
            $0[timing: .checker].retries = UInt32(clamping: $1)
        },
        // Not keepalived's: it only connects.
        .words("send", in: .tcpCheck, syntax: "TEXT", 1...1) { reader, statement in
            if let bytes = reader.dialogueText(statement) { reader.check.dialogue.append(.send(bytes)) }
        },
        .words("expect", in: .tcpCheck, syntax: "TEXT", 1...1) { reader, statement in
            if let bytes = reader.dialogueText(statement) { reader.check.dialogue.append(.expect(bytes)) }
        },
    ] + agentKeywords
    + connectionKeywords(in: .tcpCheck) + connectionKeywords(in: .pingCheck)

/// `AGENT_CHECK`, which keepalived doesn't have: HAProxy's `agent-check`.
private let agentKeywords: [Keyword] =
    [
        .checker("AGENT_CHECK", .agent, opens: .agentCheck),
        .words("send", in: .agentCheck, syntax: "TEXT", default: "nothing", 1...1) { reader, statement in
            if let bytes = reader.dialogueText(statement) { reader.check.greeting = bytes }
        },
        .boolean("auxiliary", in: .agentCheck, default: "where the real server has another checker") { $0.check.isAuxiliary = $1 },
    ] + connectionKeywords(in: .agentCheck)

extension Keyword {
    /// The block of a checker.
    static func checker(_ name: String, _ kind: CheckDraft.Kind, opens: Block) -> Keyword {
        .block(name, in: .realServer, opens: opens, begin: { $0.beginCheck(kind, $1) }, end: { $0.endCheck($1) })
    }
}

/// Where a probe goes, from where, and when.
func connectionKeywords(in block: Block) -> [Keyword] {
    scheduleKeywords(in: block) + [
        .address("connect_ip", in: block, default: "the real server's") { $0.check.connectAddress = $1 },
        .number("connect_port", in: block, 1...65535, default: "the real server's") { $0.check.connectPort = UInt16(clamping: $1) },
        .address("bindto", in: block, default: "the kernel's choice") { $0.check.bindAddress = $1 },
        .number("bind_port", in: block, 1...65535, default: "the kernel's choice") { $0.check.bindPort = UInt16(clamping: $1) },
        .words("bind_if", in: block, syntax: "INTERFACE", default: "the kernel's choice", 1...1) { reader, statement in
            if let name = reader.interfaceName(1, in: statement) { reader.check.interface = name }
        },
        .number("fwmark", in: block, 0...greatestCount, default: "0, no mark") { $0.check.mark = UInt32(clamping: $1) },
    ]
}

/// When a checker probes, and how it counts.
func scheduleKeywords(in block: Block) -> [Keyword] {
    timingKeywords(in: block, level: .checker) + [
        .boolean("alpha", in: block, default: "that of the real server") { $0.check.timing.startsFailed = $1 },
        .boolean("log_all_failures", in: block, default: "checker_log_all_failures") { $0.check.logsAllFailures = $1 },
    ]
}
