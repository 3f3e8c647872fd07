/// DNS_CHECK: the server answers a question without an error, and, where that is asked for, with certain records.
public struct DNSProbe: Hashable, Sendable {
    /// `name`.
    public var name: DNSName
    public var type: DNSRecordType
    /// `answer`: each of these must be among the records of the answer.
    public var expected: [DNSValue]
    /// `tcp_on_truncation`: an answer that says that it is truncated is asked for again over TCP. Else it is an answer, as for keepalived.
    public var asksAgainByTCP: Bool

    public init(name: DNSName = .root, type: DNSRecordType = .soa, expected: [DNSValue] = [], asksAgainByTCP: Bool = true) {
        self.name = name
        self.type = type
        self.expected = expected
        self.asksAgainByTCP = asksAgainByTCP
    }
}

/// What DNS_CHECK can ask for, with the numbers of RFC 1035 section 3.2.2, 3596 and 4034.
public enum DNSRecordType: UInt16, Hashable, Sendable, CaseIterable {
    case a = 1
    case ns = 2
    case cname = 5
    case soa = 6
    case mx = 15
    case txt = 16
    case aaaa = 28
    case rrsig = 46
    case dnskey = 48

    /// As in the configuration: `SOA`.
    public var name: String {
        switch self {
        case .a: "A"
        case .ns: "NS"
        case .cname: "CNAME"
        case .soa: "SOA"
        case .mx: "MX"
        case .txt: "TXT"
        case .aaaa: "AAAA"
        case .rrsig: "RRSIG"
        case .dnskey: "DNSKEY"
        }
    }
}

