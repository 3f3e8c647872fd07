public import NetworkTypes

/// The addresses that accept no traffic: instances with `no_accept`, or in strict mode, that don't own them.
public struct ClosedAddresses: Hashable, Sendable {
    /// An address that means something only together with its interface.
    public struct LinkLocal: Hashable, Comparable, Sendable {
        public var address: IPv6Address
        public var interface: String

        public init(address: IPv6Address, interface: String) {
            self.address = address
            self.interface = interface
        }

        public static func < (left: LinkLocal, right: LinkLocal) -> Bool {
            (left.address, left.interface) < (right.address, right.interface)
        }
    }

    public private(set) var ipv4: Set<IPv4Address> = []
    public private(set) var ipv6: Set<IPv6Address> = []
    public private(set) var linkLocal: Set<LinkLocal> = []

    public init() {}

    public var isEmpty: Bool { ipv4.isEmpty && ipv6.isEmpty && linkLocal.isEmpty }

    public mutating func insert(_ address: IPAddress, on interface: String) {
        switch address {
        case .v4(let address): ipv4.insert(address)
        case .v6(let address):
            if address.isLinkLocal { linkLocal.insert(LinkLocal(address: address, interface: interface)) } else { ipv6.insert(address) }
        }
    }
}
