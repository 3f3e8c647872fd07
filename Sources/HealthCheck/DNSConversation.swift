internal import NetworkTypes

/// DNS_CHECK: the server answers a question without an error. What it answers is not looked at.
public struct DNSProbe: Hashable, Sendable {
    /// `name`.
    public var name: DNSName
    public var type: DNSRecordType

    public init(name: DNSName = .root, type: DNSRecordType = .soa) {
        self.name = name
        self.type = type
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

/// The conversation of DNS_CHECK over UDP. A truncated answer is an answer.
///
/// The header of question and answer (RFC 1035 section 4.1.1):
///
///      0                             1
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
///     +-------------------------------+
///     |              ID               |
///     |QR| Opcode |AA|TC|RD|RA|Z|RCODE|
///     |  QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT, 16 bits each
///     +-------------------------------+
public struct DNSConversation: DatagramConversation {
    public let request: [UInt8]
    private let identifier: UInt16

    /// - Parameter identifier: random, so that nobody off the path can forge the answer.
    public init(_ probe: DNSProbe, identifier: UInt16) {
        self.identifier = identifier
        var bytes: [UInt8] = []
        bytes.append(bigEndian: identifier)
        // Recursion desired: the server may be a resolver.
        bytes.append(bigEndian: UInt16(0x0100))
        bytes.append(bigEndian: UInt16(1))
        for _ in 0..<3 { bytes.append(bigEndian: UInt16(0)) }
        bytes += probe.name.encoded
        bytes.append(bigEndian: probe.type.rawValue)
        bytes.append(bigEndian: Self.internetClass)
        request = bytes
    }

    /// Datagrams that don't answer this question are passed over: whoever forges them must not bring a server down.
    public func received(_ datagram: Span<UInt8>) -> Verdict? {
        guard datagram.bigEndianUInt16(at: 0) == identifier, let flags = datagram.bigEndianUInt16(at: 2),
            let questions = datagram.bigEndianUInt16(at: 4), datagram.count >= Self.headerLength,
            flags & 0x8000 != 0, flags & 0x7800 == 0
        else { return nil }
        let code = UInt8(truncatingIfNeeded: flags & 0x000F)
        // A server that can't even read the question repeats none.
        if questions != 0, !repeatsQuestion(datagram) { return nil }
        return code == 0 ? .success : .failure(.nameServerError(code))
    }

    public var verdictOnSilence: Verdict { .failure(.answerTimeout) }

    /// Names are compared without regard to case (RFC 4343); type and class hold no letters, and a length of a label is none either.
    private func repeatsQuestion(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count >= request.count else { return false }
        return (Self.headerLength..<request.count).allSatisfy { Self.lowercased(datagram[$0]) == Self.lowercased(request[$0]) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static let headerLength = 12
    private static let internetClass: UInt16 = 1
}
