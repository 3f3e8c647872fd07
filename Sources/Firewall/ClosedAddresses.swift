public import NetworkTypes

/// What the packet filter holds back: traffic of addresses that accept none, since their instances have `no_accept` or are strict and don't own
/// them; and reports of group memberships of macvlans. Those have the hardware address that the master has too, and from a backup they would
/// teach switches a wrong way to it.
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

    /// Names of macvlans of instances of IPv4, and of IPv6.
    public private(set) var silent4: Set<String> = []
    public private(set) var silent6: Set<String> = []

    public init() {}

    public var isEmpty: Bool { hasNoAddresses && silent4.isEmpty && silent6.isEmpty }

    public var hasNoAddresses: Bool { ipv4.isEmpty && ipv6.isEmpty && linkLocal.isEmpty }

    /// Has an interface report no memberships (RFC 3376, RFC 3810).
    public mutating func silence(_ interface: String, _ family: AddressFamily) {
        if family == .ipv4 { silent4.insert(interface) } else { silent6.insert(interface) }
    }

    public mutating func insert(_ address: IPAddress, on interface: String) {
        switch address {
        case .v4(let address): ipv4.insert(address)
        case .v6(let address):
            if address.isLinkLocal { linkLocal.insert(LinkLocal(address: address, interface: interface)) } else { ipv6.insert(address) }
        }
    }
}
