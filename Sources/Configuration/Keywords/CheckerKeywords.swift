internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

/// `TCP_CHECK`, `HTTP_GET` and `PING_CHECK`.
let checkerKeywords: [Keyword] =
    [
        .block("TCP_CHECK", in: .realServer, opens: .tcpCheck, begin: { $0.beginCheck(.tcp, $1) }, end: { $0.endCheck($1) }),
        .block("HTTP_GET", in: .realServer, opens: .httpGet, begin: { $0.beginCheck(.http, $1) }, end: { $0.endCheck($1) }),
        .block("PING_CHECK", in: .realServer, opens: .pingCheck, begin: { $0.beginCheck(.ping, $1) }, end: { $0.endCheck($1) }),
    ]
    + sharedKeywords(in: .tcpCheck) + sharedKeywords(in: .httpGet) + sharedKeywords(in: .pingCheck)
    + [
        // keepalived takes it here no more, but old files carry it and what it means is plain.
        .number("nb_get_retry", in: .tcpCheck, 0...greatestCount, status: .obsolete("retry")) {
            $0[timing: .checker].retries = UInt32(clamping: $1)
        },
        .number("nb_get_retry", in: .pingCheck, 0...greatestCount, status: .obsolete("retry")) {
            $0[timing: .checker].retries = UInt32(clamping: $1)
        },
        .number("nb_get_retry", in: .httpGet, 0...greatestCount) { $0[timing: .checker].retries = UInt32(clamping: $1) },
        .words("virtualhost", in: .httpGet, syntax: "NAME", default: "that of the real server", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.virtualHost = name }
        },
        .words("http_protocol", in: .httpGet, syntax: "1.0|1.0C|1.1", default: "1.0", 1...1) { $0.readHTTPVersion($1) },
        .block("url", in: .httpGet, opens: .url, begin: { $0.beginURL($1) }, end: { $0.endURL($1) }),
        .words("path", in: .url, syntax: "PATH", 1...1) { $0.readPath($1) },
        .words("virtualhost", in: .url, syntax: "NAME", default: "that of the checker", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.url.virtualHost = name }
        },
        .words("status_code", in: .url, syntax: "N|A-B...", default: "200-299", 1...64) { $0.readStatusCodes($1) },
        .words("digest", in: .url, syntax: "MD5 (32 hexadecimal digits)", 1...1) { $0.readDigest($1) },
    ]

/// Where a probe goes, from where, and when.
private func sharedKeywords(in block: Block) -> [Keyword] {
    timingKeywords(in: block, level: .checker) + [
        .address("connect_ip", in: block, default: "the real server's") { $0.check.connectAddress = $1 },
        .number("connect_port", in: block, 1...65535, default: "the real server's") { $0.check.connectPort = UInt16(clamping: $1) },
        .address("bindto", in: block, default: "the kernel's choice") { $0.check.bindAddress = $1 },
        .number("bind_port", in: block, 1...65535, default: "the kernel's choice") { $0.check.bindPort = UInt16(clamping: $1) },
        .boolean("alpha", in: block, default: "that of the real server") { $0.check.timing.startsFailed = $1 },
        .boolean("log_all_failures", in: block, default: "checker_log_all_failures") { $0.check.logsAllFailures = $1 },
    ]
        + Keyword.notYet("bind_if", in: block, "the kernel chooses the interface")
        + Keyword.notYet("fwmark", in: block, "probes carry no mark")
}
