internal import HealthCheck
internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ probe: HTTPProbe) {
        line("http_protocol", probe.version.rawValue)
        line("fast_recovery", probe.recoversFast ? "on" : "off")
        if let tls = probe.tls { write(tls) }
        for url in probe.urls {
            block("url") { writer in
                writer.write(url)
                if probe.tls != nil { writer.line("tls_compliant", url.requiresCloseNotify ? "on" : "off") }
            }
        }
    }

    private mutating func write(_ tls: TLSSettings) {
        line("enable_sni", tls.sendsServerName ? "on" : "off")
        if let name = tls.serverName { line("sni_name", Self.quoted(name)) }
        line("verify", tls.verifies ? "on" : "off")
        if let name = tls.verifiedName { line("verify_name", Self.quoted(name)) }
        if let path = tls.files.authorities { line("ca", Self.quoted(path)) }
        if let path = tls.files.certificate { line("certificate", Self.quoted(path)) }
        if let path = tls.files.key { line("key", Self.quoted(path)) }
        if let password = tls.files.password { line("password", Self.quoted(password)) }
    }

    private mutating func write(_ url: HTTPURL) {
        line("path", Self.quoted(url.path))
        if let host = url.virtualHost { line("virtualhost", Self.quoted(host)) }
        line("status_code", url.statusCodes.map(codes).joined(separator: " "))
        if let digest = url.digest { line("digest", digest.hexadecimal) }
        line("method", Self.quoted(url.method))
        for header in url.headers { line("header", Self.quoted(header)) }
        if !url.body.isEmpty { line([Array("body".utf8), Self.quotedWithEscapes(url.body)]) }
        if let pattern = url.pattern { write(pattern) }
    }

    private mutating func write(_ pattern: BodyPattern) {
        line([Array("regex".utf8), Self.quotedWithEscapes(pattern.expression)])
        line("regex_no_match", pattern.mustBeAbsent ? "on" : "off")
        if !pattern.options.isEmpty { line("regex_options", pattern.options.map(\.rawValue).sorted().joined(separator: " ")) }
        if let memory = pattern.memory { line("regex_stack", "1", "\(memory)") }
        line("regex_min_offset", "\(pattern.minimumOffset)")
        if let greatest = pattern.maximumOffset { line("regex_max_offset", "\(greatest)") }
    }

    /// Text for a keyword that replaces escapes: it can hold any byte.
    static func quotedWithEscapes(_ value: [UInt8]) -> [UInt8] {
        quoted(
            value.flatMap { byte -> [UInt8] in
                switch byte {
                case UInt8(ascii: "\\"): [byte, byte]
                case 0x00..<0x20, 0x7F..., UInt8(ascii: "\""), UInt8(ascii: "$"): octal(byte)
                default: [byte]
                }
            })
    }

    private static func octal(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "\\")] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
    }
}

private func codes(_ range: ClosedRange<UInt16>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
}
