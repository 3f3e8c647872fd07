/// The two families of network addresses that IPVS and VRRP know.
public enum AddressFamily: UInt8, Hashable, Sendable, CaseIterable {
    case ipv4 = 4
    case ipv6 = 6

    /// The number of bits in an address of this family.
    @inlinable
    public var bitWidth: UInt8 {
        self == .ipv4 ? 32 : 128
    }
}

/// An IPv4 or IPv6 address. IPv4 sorts before IPv6.
public enum IPAddress: Hashable, Comparable, Sendable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    @inlinable
    public init?(utf8 text: some Collection<UInt8>) {
        if let address = IPv4Address(utf8: text) {
            self = .v4(address)
        } else if let address = IPv6Address(utf8: text) {
            self = .v6(address)
        } else {
            return nil
        }
    }

    public init?(_ text: some StringProtocol) {
        self.init(utf8: text.utf8)
    }

    /// Reads an address from its bytes in network order.
    ///
    /// - Parameter bytes: 4 bytes for IPv4, 16 for IPv6; any other count gives nil.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            self = .v4(IPv4Address(bits: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
        case 16:
            let high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
            self = .v6(IPv6Address(high: high, low: low))
        default:
            return nil
        }
    }

    /// The IPv4 address with these four numbers.
    @inlinable
    public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        self = .v4(IPv4Address(first, second, third, fourth))
    }

    @inlinable
    public var family: AddressFamily {
        switch self {
        case .v4: .ipv4
        case .v6: .ipv6
        }
    }

    public var isMulticast: Bool {
        switch self {
        case .v4(let address): address.isMulticast
        case .v6(let address): address.isMulticast
        }
    }

    /// The bytes in network order: 4 or 16.
    public var bytes: [UInt8] {
        switch self {
        case .v4(let address): address.bytes
        case .v6(let address): address.bytes
        }
    }

    @inlinable
    public static func < (left: IPAddress, right: IPAddress) -> Bool {
        switch (left, right) {
        case (.v4(let left), .v4(let right)): left < right
        case (.v6(let left), .v6(let right)): left < right
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}

/// An address together with the length of its network prefix, such as 172.17.1.160/20.
public struct IPPrefix: Hashable, Comparable, Sendable {
    public var address: IPAddress
    /// 0 to 32 for IPv4, 0 to 128 for IPv6. The host bits of `address` may be set.
    public var length: UInt8

    /// - Precondition: `length` is at most the width of the address.
    @inlinable
    public init(_ address: IPAddress, length: UInt8) {
        precondition(length <= address.family.bitWidth)
        self.address = address
        self.length = length
    }

    public static func < (left: IPPrefix, right: IPPrefix) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension IPPrefix: CustomStringConvertible {
    public var description: String {
        "\(address)/\(length)"
    }
}

/// An address and a transport port.
public struct Endpoint: Hashable, Comparable, Sendable {
    public var address: IPAddress
    /// 0 to 65535; 0 means that there is none, as in a persistent service without a port.
    public var port: UInt16

    @inlinable
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    @inlinable
    public static func < (left: Endpoint, right: Endpoint) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }
}

extension Endpoint: CustomStringConvertible {
    /// `192.0.2.1:80` or `[2001:db8::1]:80`, as ipvsadm(8) prints it.
    public var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}
