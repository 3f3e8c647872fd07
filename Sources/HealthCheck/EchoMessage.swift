public import NetworkTypes

/// PING_CHECK's message: an ICMP or ICMPv6 echo request or the reply to one (RFC 792, RFC 4443 section 4).
///
///      0               1               2               3
///     +---------------+---------------+-------------------------------+
///     |     Type      |   Code = 0    |           Checksum            |
///     +---------------+---------------+-------------------------------+
///     |          Identifier           |        Sequence Number        |
///     +---------------+---------------+-------------------------------+
///     |                  Nonce, 8 bytes, then padding                 |
///     +---------------------------------------------------------------+
public struct EchoMessage: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case request, reply }

    public var kind: Kind
    /// On a datagram ICMP socket the kernel puts its own number here (ping(7) sockets, net/ipv4/ping.c).
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
    public static let encodedLength = 8 + payloadLength

    /// The message from its ICMP header on. The checksum is filled in for IPv4; for ICMPv6 it covers addresses that only the
    /// kernel knows, and the kernel always fills it in (RFC 3542 section 3.1).
    public func encoded(for family: AddressFamily) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedLength)
        return bytes
    }

    /// Reads a message as the socket gives it, or nil where it isn't a whole echo message with our payload.
    ///
    /// - Parameter startsWithIPHeader: true on a raw IPv4 socket, false on a datagram ICMP socket and for ICMPv6.
    public init?(decoding packet: Span<UInt8>, family: AddressFamily, startsWithIPHeader: Bool) {
        return nil
    }

    /// Whether `reply` answers this request.
    ///
    /// The identifier isn't compared: a datagram socket sends another one than ours, and the nonce says more.
    public func isAnswered(by reply: EchoMessage) -> Bool {
        reply.kind == .reply && reply.sequence == sequence && reply.nonce == nonce
    }
}
