internal import ConfigurationLanguage
internal import HealthCheck

/// `SMTP_CHECK`, `DNS_CHECK` and `UDP_CHECK`.
let serverCheckKeywords: [Keyword] =
    [
        .checker("SMTP_CHECK", .smtp, opens: .smtpCheck),
        .words("helo_name", in: .smtpCheck, syntax: "NAME", default: SMTPProbe.customaryHeloName, 1...1) { reader, statement in
            if let name = reader.hostName(1, in: statement) { reader.check.heloName = name }
        },
        .block(
            "host", in: .smtpCheck, opens: .smtpHost, status: .obsolete("a checker for each host"),
            begin: { reader, _ in reader.beginSMTPHost() }, end: { reader, _ in reader.endSMTPHost() }),
        .checker("DNS_CHECK", .dns, opens: .dnsCheck),
        .words("type", in: .dnsCheck, syntax: recordTypeSyntax, default: "SOA", 1...1) { $0.readRecordType($1) },
        .words("name", in: .dnsCheck, syntax: "NAME", default: ".", 1...1) { $0.readDomainName($1) },
        .checker("UDP_CHECK", .udp, opens: .udpCheck),
        .words("payload", in: .udpCheck, syntax: "HEX...", default: "random bytes", 1...1024) { $0.readPayload($1) },
        .words("require_reply", in: .udpCheck, syntax: "[HEX..., X for any digit]", default: "silence is health", 0...1024) {
            $0.readRequiredReply($1)
        },
        .number("min_reply_length", in: .udpCheck, 0...65535, default: "0") { $0.check.leastReplyLength = UInt16(clamping: $1) },
        .number("max_reply_length", in: .udpCheck, 0...65535, default: "255 where `require_reply` has a pattern") {
            $0.check.greatestReplyLength = UInt16(clamping: $1)
        },
    ]
    + connectionKeywords(in: .smtpCheck) + connectionKeywords(in: .smtpHost) + connectionKeywords(in: .dnsCheck)
    + connectionKeywords(in: .udpCheck)

let recordTypeSyntax = DNSRecordType.allCases.map(\.name).joined(separator: "|")
