internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

/// The words of an `answer` of DNS_CHECK.
struct ExpectedRecordDraft {
    var statement: Int
    var words: [[UInt8]]
}

// What DNS_CHECK asks for and expects.

extension Reader {
    mutating func readRecordType(_ statement: Int) {
        let name = string(1, in: statement)
        if let type = DNSRecordType.allCases.first(where: { $0.name == name }) {
            check.question.type = type
        } else {
            invalidValue(1, in: statement, expected: recordTypeSyntax)
        }
    }

    mutating func readDomainName(_ statement: Int) {
        if let name = DNSName(tree.text(ofWord: 1, in: statement)) {
            check.question.name = name
        } else {
            invalidValue(1, in: statement, expected: "a domain name: labels of 1 to 63 bytes with dots between them, 255 bytes in all")
        }
    }

    mutating func readExpectedRecord(_ statement: Int) {
        if check.expectedRecords.count == 64 {
            invalidValue(1, in: statement, expected: "at most 64 records")
            return
        }
        let words = (1..<tree.wordCount(of: statement)).map { Array(tree.text(ofWord: $0, in: statement)) }
        check.expectedRecords.append(ExpectedRecordDraft(statement: statement, words: words))
    }

    mutating func endDNSCheck() {
        for record in check.expectedRecords {
            if let value = expectedValue(record.words, check.question.type) {
                check.question.expected.append(value)
            } else {
                invalidValue(1, in: record.statement, expected: Self.syntax(check.question.type))
            }
        }
        realServer.checks.append(check)
    }

    private func expectedValue(_ words: [[UInt8]], _ type: DNSRecordType) -> DNSValue? {
        guard let last = words.last, words.count == 1 || type == .mx else { return nil }
        switch type {
        case .a:
            guard let address = IPAddress(utf8: last), address.family == .ipv4 else { return nil }
            return .address(address)
        case .aaaa:
            guard let address = IPAddress(utf8: last), address.family == .ipv6 else { return nil }
            return .address(address)
        case .ns, .cname, .soa: return DNSName(last).map { .name($0) }
        case .mx:
            guard words.count == 2 else { return DNSName(last).map { .exchange(preference: nil, $0) } }
            guard let preference = Decimal.number(words[0][...]), preference <= UInt16.max else { return nil }
            return DNSName(last).map { .exchange(preference: UInt16(clamping: preference), $0) }
        case .txt: return .text(EscapeSequences.decoded(last))
        case .rrsig, .dnskey: return nil
        }
    }

    private static func syntax(_ type: DNSRecordType) -> String {
        switch type {
        case .a: "an IPv4 address, for `type A`"
        case .aaaa: "an IPv6 address, for `type AAAA`"
        case .ns, .cname: "a domain name, for `type \(type.name)`"
        case .soa: "the domain name of the primary server, for `type SOA`"
        case .mx: "`[PREFERENCE] NAME`, for `type MX`"
        case .txt: "text, for `type TXT`"
        case .rrsig, .dnskey: "nothing: records of `type \(type.name)` aren't compared"
        }
    }
}
