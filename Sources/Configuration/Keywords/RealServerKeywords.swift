internal import ConfigurationLanguage

/// `real_server`.
let realServerKeywords: [Keyword] =
    [
        .number("weight", in: .realServer, 0...Int(Int32.max), default: "weight of the virtual server, else 1") {
            $0.realServer.weight = UInt32(clamping: $1)
        },
        .words("lvs_method", in: .realServer, syntax: forwardingSyntax, default: "lvs_method of the virtual server", 1...6) {
            reader, statement in
            if let method = reader.forwardingMethod(statement) { reader.realServer.method = method }
        },
        .number("uthreshold", in: .realServer, 0...greatestCount, default: "0") { $0.realServer.upperThreshold = UInt32(clamping: $1) },
        .number("lthreshold", in: .realServer, 0...greatestCount, default: "0") { $0.realServer.lowerThreshold = UInt32(clamping: $1) },
        .boolean("inhibit_on_failure", in: .realServer, default: "that of the virtual server") { $0.realServer.inhibitOnFailure = $1 },
        .boolean("alpha", in: .realServer, default: "that of the virtual server") { $0.realServer.timing.startsFailed = $1 },
        .script("notify_up", in: .realServer) { $0.realServer.notifyUp = $1 },
        .script("notify_down", in: .realServer) { $0.realServer.notifyDown = $1 },
        .words("virtualhost", in: .realServer, syntax: "NAME", default: "that of the virtual server", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.realServer.virtualHost = name }
        },
    ]
    + timingKeywords(in: .realServer, level: .realServer)
    + trafficKeywords(in: .realServer)
    + [
        .boolean("smtp_alert", in: .realServer, default: "smtp_alert_checker, else smtp_alert, else on") { $0.realServer.sendsMail = $1 },
        nameForSNMP(in: .realServer),
    ]

/// The timing that a checker inherits from its real server, and a real server from its virtual server.
func timingKeywords(in block: Block, level: Reader.Level) -> [Keyword] {
    // keepalived refuses `retry 0` above the checker, where it would look like "never set".
    let leastRetry = level == .checker ? 0 : 1
    return [
        .seconds("delay_loop", in: block, .microseconds(1)...longestTime, default: level == .virtualServer ? "60" : "inherited") {
            $0[timing: level].delayLoop = $1
        },
        .seconds("connect_timeout", in: block, .microseconds(1)...longestTime, default: level == .virtualServer ? "5" : "inherited") {
            $0[timing: level].connectTimeout = $1
        },
        // Not keepalived's: it has no bound on a whole check.
        .seconds(
            "check_timeout", in: block, .microseconds(1)...longestTime,
            default: level == .virtualServer ? "three times connect_timeout" : "inherited"
        ) {
            $0[timing: level].deadline = $1
        },
        .number("retry", in: block, leastRetry...greatestCount, default: level == .virtualServer ? "1, in DNS_CHECK 3, in MISC_CHECK and AGENT_CHECK 0" : "inherited") {
            $0[timing: level].retries = UInt32(clamping: $1)
        },
        // Not keepalived's: its one success is enough.
        .number("rise", in: block, 1...65535, default: level == .virtualServer ? "1" : "inherited") {
            $0[timing: level].rise = UInt32(clamping: $1)
        },
        .seconds(
            "delay_before_retry", in: block, .zero...longestTime, default: level == .virtualServer ? "1, in HTTP_GET and SSL_GET 3, in DNS_CHECK delay_loop" : "inherited"
        ) {
            $0[timing: level].delayBeforeRetry = $1
        },
        .seconds("warmup", in: block, .zero...longestTime, default: level == .virtualServer ? "delay_loop" : "inherited") {
            $0[timing: level].warmup = $1
        },
    ]
}
