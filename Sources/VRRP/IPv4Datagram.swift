public import NetworkTypes

/// An IPv4 packet without options to be sent on a raw socket with IP_HDRINCL (the bit diagram stands at `IPv4Header`).
public struct IPv4Datagram: Hashable, Sendable {
    public var source: IPv4Address
    public var destination: IPv4Address
    /// A number that differs from packet to packet; the kernel fills in its own for 0 (raw(7)).
    public var identification: UInt16
    public var timeToLive: UInt8
    public var protocolNumber: UInt8
    /// At most 65,515 bytes.
    public var payload: [UInt8]

    /// - Returns: nil where the payload doesn't fit into an IPv4 packet.
    public init?(
        source: IPv4Address, destination: IPv4Address, identification: UInt16,
        timeToLive: UInt8 = ProtocolConstants.timeToLive, protocolNumber: UInt8 = ProtocolConstants.protocolNumber, payload: [UInt8]
    ) {
        if payload.count > 65_535 - IPv4Header.minimumLength { return nil }
        self.source = source
        self.destination = destination
        self.identification = identification
        self.timeToLive = timeToLive
        self.protocolNumber = protocolNumber
        self.payload = payload
    }

    public var encodedLength: Int {
        IPv4Header.minimumLength + payload.count
    }

    /// Header and payload, the header checksum filled in.
    public func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encodedLength)
        bytes.append(4 << 4 | UInt8(IPv4Header.minimumLength / 4))
        bytes.append(ProtocolConstants.typeOfService)
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: encodedLength))
        bytes.append(bigEndian: identification)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(timeToLive)
        bytes.append(protocolNumber)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: source.bits)
        bytes.append(bigEndian: destination.bits)
        bytes.set(bigEndian: InternetChecksum.of(bytes), at: 10)
        bytes.append(contentsOf: payload)
        return bytes
    }
}
