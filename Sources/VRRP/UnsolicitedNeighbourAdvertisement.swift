public import NetworkTypes

/// The multicast that tells every IPv6 host of a link who holds an address now (RFC 4861 section 4.4), as a whole Ethernet frame.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Ethernet header, 14 bytes; IPv6 header, 40 bytes             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Type 136    |    Code 0     |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |R|S|O|                     Reserved                            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                Target Address: 16 bytes                       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Option 2     |  Length 1     |   Hardware address: 6 bytes   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct UnsolicitedNeighbourAdvertisement: Hashable, Sendable {
    /// The address that is announced: source of the packet and target.
    public var address: IPv6Address
    /// Who holds it.
    public var hardwareAddress: EthernetAddress
    /// The R flag: the machine forwards packets that come in on the interface (net.ipv6.conf.IF.forwarding).
    public var isRouter: Bool

    public static let encodedLength = 86

    public init(address: IPv6Address, hardwareAddress: EthernetAddress, isRouter: Bool) {
        self.address = address
        self.hardwareAddress = hardwareAddress
        self.isRouter = isRouter
    }

    /// All nodes of the link: ff02::1, with its Ethernet address (RFC 2464 section 7).
    private static let destination = IPv6Address(high: 0xFF02 << 48, low: 1)
    private static let ethernetDestination: [UInt8] = [0x33, 0x33, 0, 0, 0, 1]
    private static let protocolNumber: UInt8 = 58

    /// The whole Ethernet frame, for an AF_PACKET socket. The hop limit must be 255 (RFC 4861 section 7.1.2); the O flag makes hosts
    /// replace what they know, and S is off, since nobody has asked (section 7.2.6).
    public func encode() -> [UInt8] {
        let message = message()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedLength)
        bytes += Self.ethernetDestination
        bytes += hardwareAddress.bytes
        bytes.append(bigEndian: UInt16(0x86DD))
        bytes += [0x60, 0, 0, 0]
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: message.count))
        bytes += [Self.protocolNumber, 255]
        bytes += address.bytes
        bytes += Self.destination.bytes
        return bytes + message
    }

    private func message() -> [UInt8] {
        let override: UInt8 = 0x20
        var bytes: [UInt8] = [136, 0, 0, 0, override | (isRouter ? 0x80 : 0), 0, 0, 0]
        bytes += address.bytes
        bytes += [2, 1]
        bytes += hardwareAddress.bytes
        var sum = InternetChecksum()
        sum.addPseudoHeader(.v6(address), .v6(Self.destination), length: bytes.count, protocolNumber: Self.protocolNumber)
        sum.add(bytes)
        bytes.set(bigEndian: sum.value, at: 2)
        return bytes
    }
}
