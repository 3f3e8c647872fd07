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
        // Not keepalived's: it only ever sends a bare GET.
        .words("method", in: .url, syntax: "GET|HEAD|POST|...", default: "GET", 1...1) { $0.readMethod($1) },
        .words("header", in: .url, syntax: "\"NAME: VALUE\"", 1...1) { $0.readHeader($1) },
        .words("body", in: .url, syntax: "TEXT", 1...1) { $0.readBody($1) },
    ] + patternKeywords

private let patternKeywords: [Keyword] = [
    .words("regex", in: .url, syntax: "EXPRESSION (backslashes twice)", 1...1) { $0.readPattern($1) },
    .boolean("regex_no_match", in: .url, default: "off") { $0.url.mustBeAbsent = $1 },
    .words("regex_options", in: .url, syntax: "OPTION...", 1...64) { $0.readPatternOptions($1) },
    .words("regex_stack", in: .url, syntax: "START MAX", default: "16 MiB", 2...2) { $0.readPatternMemory($1) },
    .number("regex_min_offset", in: .url, 0...greatestCount, default: "0") { $0.url.minimumOffset = $1 },
    .number("regex_max_offset", in: .url, 0...greatestCount, default: "none") { $0.url.maximumOffset = $1 },
]

/// Files of TLS: in the root block for all, in a checker for it alone (which keepalived doesn't have).
let tlsFileKeywords: [Keyword] =
    files(in: .sslContext) { $0.tlsFiles = $1($0.tlsFiles) } + files(in: .sslGet) { $0.check.tlsFiles = $1($0.check.tlsFiles) }

private func files(in block: Block, set: @escaping @Sendable (inout Reader, (TLSFiles) -> TLSFiles) -> Void) -> [Keyword] {
    func file(_ name: String, default defaultValue: String, _ field: any WritableKeyPath<TLSFiles, String?> & Sendable) -> Keyword {
        .words(name, in: block, syntax: "PATH", default: defaultValue, 1...1) { reader, statement in
            let path = reader.string(1, in: statement)
            reader.requirements.needFile(path, at: reader.place(1, in: statement))
            set(&reader) { files in
                var files = files
                files[keyPath: field] = path
                return files
            }
        }
    }
    return [
        file("ca", default: "the system's", \.authorities),
        file("certificate", default: "none", \.certificate),
        file("key", default: "in the file of the certificate", \.key),
        .text("password", in: block, syntax: "TEXT") { reader, password in
            set(&reader) { files in
                var files = files
                files.password = password
                return files
            }
        },
    ]
}

private let tlsKeywords: [Keyword] =
    [
        .boolean("enable_sni", in: .sslGet, default: "off") { $0.check.sendsServerName = $1 },
        .words("sni_name", in: .sslGet, syntax: "NAME", default: "that of virtualhost", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.serverName = name }
        },
        .boolean("tls_compliant", in: .sslGet, default: "off") { $0.check.requiresCloseNotify = $1 },
        // Not keepalived's: it believes every certificate.
        .boolean("verify", in: .sslGet, default: "off") { $0.check.verifies = $1 },
        .words("verify_name", in: .sslGet, syntax: "NAME|ADDR", default: "sni_name, else virtualhost, else the address", 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.verifiedName = name }
        },
    ]
    + ["enable_sni", "sni_name", "tls_compliant"].map {
        Keyword($0, in: .httpGet, values: 0...1, status: .noEffect("there is no TLS in `HTTP_GET`"), action: .nothing)
    }
