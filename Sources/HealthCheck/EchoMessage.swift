public import NetworkTypes

/// PING_CHECK's message: an ICMP or ICMPv6 echo request or the reply to one (RFC 792, RFC 4443 section 4).
///
///      0               1               2               3
///     +---------------+---------------+-------------------------------+
///     |     Type      |   Code = 0    |           Checksum            |
///     +---------------+---------------+-------------------------------+
///     |          Identifier           |        Sequence Number        |
///     +---------------+---------------+-------------------------------+
///     |              Nonce, 8 bytes, then zeros to the end            |
///     +---------------------------------------------------------------+
public struct EchoMessage: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case request
        case reply
    }

    public var kind: Kind
    /// On a datagram ICMP socket the kernel puts its own number here (net/ipv4/ping.c).
    public var identifier: UInt16
    public var sequence: UInt16
    /// Random bits that only an answer to this very request repeats.
    public var nonce: UInt64

    public init(kind: Kind = .request, identifier: UInt16, sequence: UInt16, nonce: UInt64) {
        self.kind = kind
        self.identifier = identifier
        self.sequence = sequence
        self.nonce = nonce
    }

    /// Bytes after the ICMP header, as many as keepalived sends.
    public static let payloadLength = 128
    /// Bytes from the ICMP header on.
    public static let encodedLength = headerLength + payloadLength
    private static let headerLength = 8

    /// The message from its ICMP header on. For IPv4 the checksum is filled in; ICMPv6's covers addresses that only the
    /// kernel knows, and it always fills that in itself (RFC 3542 section 3.1).
    public func encoded(for family: AddressFamily) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedLength)
        bytes.append(Self.type(kind, family))
        bytes.append(0)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: identifier)
        bytes.append(bigEndian: sequence)
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: nonce >> 32))
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: nonce))
        bytes.append(contentsOf: repeatElement(0, count: Self.encodedLength - bytes.count))
        if family == .ipv4 { bytes.set(bigEndian: InternetChecksum.of(bytes), at: 2) }
        return bytes
    }

    /// Reads a packet as the socket gives it; nil where it isn't a whole echo message with a payload of ours.
    ///
    /// The IPv4 checksum is verified. ICMPv6's was, by the kernel.
    ///
    /// - Parameter startsWithIPHeader: true on a raw IPv4 socket, false on a datagram ICMP socket and for ICMPv6 (raw(7), RFC 3542).
    public init?(decoding packet: Span<UInt8>, family: AddressFamily, startsWithIPHeader: Bool) {
        var start = 0
        if startsWithIPHeader {
            guard let headerLength = Self.lengthOfIPv4Header(packet) else { return nil }
            start = headerLength
        }
        guard packet.count - start == Self.encodedLength, packet[start + 1] == 0,
            let kind = Self.kind(packet[start], family),
            let identifier = packet.bigEndianUInt16(at: start + 4),
            let sequence = packet.bigEndianUInt16(at: start + 6),
            let high = packet.bigEndianUInt32(at: start + 8),
            let low = packet.bigEndianUInt32(at: start + 12),
            let message = packet.array(start..<packet.count),
            family == .ipv6 || InternetChecksum.of(message) == 0
        else { return nil }
        self.init(kind: kind, identifier: identifier, sequence: sequence, nonce: UInt64(high) << 32 | UInt64(low))
    }

    /// Whether `reply` answers this request.
    ///
    /// The identifier isn't compared: a datagram socket sends another one than ours, and the nonce says more.
    public func isAnswered(by reply: EchoMessage) -> Bool {
        kind == .request && reply.kind == .reply && reply.sequence == sequence && reply.nonce == nonce
    }

    private static func type(_ kind: Kind, _ family: AddressFamily) -> UInt8 {
        switch (kind, family) {
        case (.request, .ipv4): 8
        case (.reply, .ipv4): 0
        case (.request, .ipv6): 128
        case (.reply, .ipv6): 129
        }
    }

    private static func kind(_ type: UInt8, _ family: AddressFamily) -> Kind? {
        if type == self.type(.request, family) { return .request }
        return type == self.type(.reply, family) ? .reply : nil
    }

    /// RFC 791 section 3.1: version 4, at least five 32-bit words, protocol ICMP.
    private static func lengthOfIPv4Header(_ packet: Span<UInt8>) -> Int? {
        guard let first = packet.byte(at: 0), first >> 4 == 4, packet.byte(at: 9) == 1 else { return nil }
        let length = Int(first & 0x0F) * 4
        return length >= 20 && length <= packet.count ? length : nil
    }
}
