internal import ConfigurationLanguage
internal import HealthCheck

/// `HTTP_GET` and `SSL_GET`.
let httpKeywords: [Keyword] =
    [
        .checker("HTTP_GET", .http, opens: .httpGet),
        .checker("SSL_GET", .https, opens: .sslGet),
    ]
    + keywords(in: .httpGet) + keywords(in: .sslGet) + tlsKeywords + urlKeywords

private func keywords(in block: Block) -> [Keyword] {
    connectionKeywords(in: block) + [
        .number("nb_get_retry", in: block, 0...greatestCount) { $0[timing: .checker].retries = UInt32(clamping: $1) },
        .words("virtualhost", in: block, syntax: "NAME", default: "that of the real server", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.virtualHost = name }
        },
        .words("http_protocol", in: block, syntax: "1.0|1.0C|1.1", default: "1.0", 1...1) { $0.readHTTPVersion($1) },
        .boolean("fast_recovery", in: block, default: "off") { $0.check.recoversFast = $1 },
        .block("url", in: block, opens: .url, begin: { $0.beginURL($1) }, end: { $0.endURL($1) }),
    ]
}

private let urlKeywords: [Keyword] =
    [
        .words("path", in: .url, syntax: "PATH", 1...1) { $0.readPath($1) },
        .words("virtualhost", in: .url, syntax: "NAME", default: "that of the checker", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.url.virtualHost = name }
        },
        .words("status_code", in: .url, syntax: "N|A-B...", default: "200-299", 1...64) { $0.readStatusCodes($1) },
        .words("digest", in: .url, syntax: "MD5 (32 hexadecimal digits)", 1...1) { $0.readDigest($1) },
        .boolean("tls_compliant", in: .url, default: "that of the checker") { $0.url.requiresCloseNotify = $1 },
    ]
    + Keyword.notYet(
        "regex regex_no_match regex_options regex_stack regex_min_offset regex_max_offset", in: .url, "the body is not searched")

private let tlsKeywords: [Keyword] =
    [
        .boolean("enable_sni", in: .sslGet, default: "off") { $0.check.sendsServerName = $1 },
        .words("sni_name", in: .sslGet, syntax: "NAME", default: "that of virtualhost", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.serverName = name }
        },
        .boolean("tls_compliant", in: .sslGet, default: "off") { $0.check.requiresCloseNotify = $1 },
    ]
    + ["enable_sni", "sni_name", "tls_compliant"].map {
        Keyword($0, in: .httpGet, values: 0...1, status: .noEffect("there is no TLS in `HTTP_GET`"), action: .nothing)
    }
