internal import NetworkTypes

/// The question of DNS_CHECK, and what an answer to it says.
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
struct DNSQuestion: Sendable {
    let probe: DNSProbe
    /// The message that asks it.
    let message: [UInt8]
    private let identifier: UInt16

    /// - Parameter identifier: random, so that nobody off the path can forge the answer.
    init(_ probe: DNSProbe, identifier: UInt16) {
        self.probe = probe
        self.identifier = identifier
        var bytes: [UInt8] = []
        bytes.append(bigEndian: identifier)
        // Recursion desired: the server may be a resolver.
        bytes.append(bigEndian: UInt16(0x0100))
        bytes.append(bigEndian: UInt16(1))
        for _ in 0..<3 { bytes.append(bigEndian: UInt16(0)) }
        bytes += probe.name.encoded
        bytes.append(bigEndian: probe.type.rawValue)
        bytes.append(bigEndian: DNSLimits.internetClass)
        message = bytes
    }

    enum Finding {
        /// Not an answer to this question.
        case foreign
        /// Not all of the answer: the rest is to be had over TCP.
        case truncated
        case verdict(Verdict)
    }

    func judge(_ answer: Span<UInt8>) -> Finding {
        guard answer.bigEndianUInt16(at: 0) == identifier, let flags = answer.bigEndianUInt16(at: 2),
            let questions = answer.bigEndianUInt16(at: 4), answer.count >= DNSLimits.headerLength,
            flags & 0x8000 != 0, flags & 0x7800 == 0
        else { return .foreign }
        let code = UInt8(truncatingIfNeeded: flags & 0x000F)
        // A server that can't even read the question repeats none.
        if questions != 0, !repeatsQuestion(answer) { return .foreign }
        if code != 0 { return .verdict(.failure(.nameServerError(code))) }
        if flags & 0x0200 != 0, probe.asksAgainByTCP { return .truncated }
        return .verdict(compare(answer))
    }

    /// Names are compared without regard to case (RFC 4343); type and class hold no letters, and a length of a label is none either.
    private func repeatsQuestion(_ answer: Span<UInt8>) -> Bool {
        guard answer.count >= message.count else { return false }
        return (DNSLimits.headerLength..<message.count).allSatisfy { DNSName.lowercased(answer[$0]) == DNSName.lowercased(message[$0]) }
    }

    private func compare(_ answer: Span<UInt8>) -> Verdict {
        if probe.expected.isEmpty { return .success }
        guard let records = DNSRecords(of: probe.type, in: answer) else { return .failure(.malformedAnswer) }
        let missing = probe.expected.first { value in !records.values.contains { value.isMet(by: $0) } }
        return missing.map { .failure(.answerLacks($0.description)) } ?? .success
    }
}

enum DNSLimits {
    static let headerLength = 12
    static let internetClass: UInt16 = 1
    /// Records of an answer that are looked at.
    static let records = 1_000
}
