public import NetworkTypes

/// The broadcast that tells every host and switch of a network who holds an address now (RFC 5227 section 3, RFC 826).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |               Ethernet destination: broadcast                 |
///     +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                               |                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+        Ethernet source        +
///     |                                                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      Ethernet type 0x0806     |    Hardware type 1 (Ethernet) |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      Protocol type 0x0800     |    Length 6   |    Length 4   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Operation 1 (request)     |                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+    Sender hardware address    +
///     |                                                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |            Sender protocol address: the address               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |               Target hardware address: all ones               |
///     +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                               |  Target protocol address:     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   the address again           |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct GratuitousARP: Hashable, Sendable {
    /// The address that is announced.
    public var address: IPv4Address
    /// Who holds it.
    public var hardwareAddress: EthernetAddress

    public static let encodedLength = 42

    public init(address: IPv4Address, hardwareAddress: EthernetAddress) {
        self.address = address
        self.hardwareAddress = hardwareAddress
    }

    /// The whole Ethernet frame, for an AF_PACKET socket: a request, as keepalived sends it, whose target hardware address
    /// is all ones.
    public func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.encodedLength)
        write(to: &bytes)
        return bytes
    }

    /// Puts the frame behind other bytes.
    public func write(to bytes: inout [UInt8]) {
        let sender = hardwareAddress
        bytes.append(.broadcast)
        bytes.append(sender)
        bytes.append(bigEndian: UInt16(0x0806))
        bytes.append(bigEndian: UInt16(1))
        bytes.append(bigEndian: UInt16(0x0800))
        bytes.append(6)
        bytes.append(4)
        bytes.append(bigEndian: UInt16(1))
        bytes.append(sender)
        bytes.append(bigEndian: address.bits)
        bytes.append(.broadcast)
        bytes.append(bigEndian: address.bits)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ address: EthernetAddress) {
        append(bigEndian: UInt16(truncatingIfNeeded: address.bits >> 32))
        append(bigEndian: UInt32(truncatingIfNeeded: address.bits))
    }
}
