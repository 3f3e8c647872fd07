internal import ConfigurationLanguage
internal import HealthCheck
internal import VRRP

/// `SMTP_CHECK`, `DNS_CHECK`, `UDP_CHECK`, `FILE_CHECK` and `MISC_CHECK`.
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
        // Not keepalived's: it looks at no more than the RCODE.
        .words("answer", in: .dnsCheck, syntax: "ADDR | NAME | [PREFERENCE] NAME | TEXT", 1...2) { $0.readExpectedRecord($1) },
        .boolean("tcp_on_truncation", in: .dnsCheck, default: "on") { $0.check.question.asksAgainByTCP = $1 },
        .checker("UDP_CHECK", .udp, opens: .udpCheck),
        .words("payload", in: .udpCheck, syntax: "HEX...", default: "random bytes", 1...1024) { $0.readPayload($1) },
        .words("require_reply", in: .udpCheck, syntax: "[HEX..., X for any digit]", default: "silence is health", 0...1024) {
            $0.readRequiredReply($1)
        },
        .checker("FILE_CHECK", .file, opens: .fileCheck),
        .words("track_file", in: .fileCheck, syntax: "NAME", 1...1) { reader, statement in
            reader.check.file = (reader.string(1, in: statement), reader.place(1, in: statement))
        },
        .words(
            "weight", in: .fileCheck, syntax: "-2147483647-2147483647 [reverse|noreverse]", default: "that of the `track_file`", 1...2
        ) { reader, statement in
            if let weight = reader.trackingWeight(1, in: statement, -2_147_483_647...2_147_483_647) {
                reader.check.fileWeight = (weight.value, weight.isReversed)
            }
        },
        Keyword("dynamic", in: .fileCheck, values: 0...1, status: .noEffect("the weight always follows the file"), action: .nothing),
        .checker("MISC_CHECK", .misc, opens: .miscCheck),
        .words("misc_path", in: .miscCheck, syntax: "\"PROGRAM ARGUMENTS\"", 1...1, namesScript: true) { reader, statement in
            if let words = reader.scriptWords(1, in: statement) { reader.check.scriptWords = words } else { reader.check.hasBadScript = true }
        },
        .seconds("misc_timeout", in: .miscCheck, .zero...longestTime, default: "delay_loop of the virtual server") {
            // keepalived writes the default as 0.
            $0.check.scriptTimeout = $1 == .zero ? nil : $1
        },
        .boolean("misc_dynamic", in: .miscCheck, default: "off") { $0.check.isDynamic = $1 },
        .words("user", in: .miscCheck, syntax: "USER [GROUP]", default: "script_user", 1...3) { reader, statement in
            reader.check.scriptUser = reader.scriptUser(1, in: statement)
        },
        .number("min_reply_length", in: .udpCheck, 0...65535, default: "0") { $0.check.leastReplyLength = UInt16(clamping: $1) },
        .number("max_reply_length", in: .udpCheck, 0...65535, default: "255 where `require_reply` has a pattern") {
            $0.check.greatestReplyLength = UInt16(clamping: $1)
        },
    ]
    + connectionKeywords(in: .smtpCheck) + connectionKeywords(in: .smtpHost) + connectionKeywords(in: .dnsCheck)
    + connectionKeywords(in: .udpCheck)
    + scheduleKeywords(in: .miscCheck).map { keyword in
        guard ["connect_timeout", "check_timeout"].contains(keyword.name) else { return keyword }
        return Keyword(
            keyword.name, in: .miscCheck, values: 0...1, status: .noEffect("how long a script may run says `misc_timeout`"), action: .nothing)
    }

let recordTypeSyntax = DNSRecordType.allCases.map(\.name).joined(separator: "|")
