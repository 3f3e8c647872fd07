public import NetworkTypes

/// An interface that is made for one virtual router over another one: `use_vmac`, `use_ipvlan`.
public struct VirtualInterface: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// With the virtual router's own hardware address (RFC 3768 section 7.3, RFC 5798 section 7.3).
        case macvlan(EthernetAddress)
        case ipvlan(IPVLANFlag)
    }

    /// Who of one base interface may talk to whom (IPVLAN_F_* of linux/if_link.h).
    public enum IPVLANFlag: UInt16, Hashable, Sendable, CaseIterable {
        case bridge = 0
        case `private` = 1
        case vepa = 2

        public var name: String { "\(self)" }
    }

    public var name: String
    /// The interface that it stands on.
    public var base: String
    public var kind: Kind
    /// Without addresses of its own making: the kernel gives it no link-local one.
    public var family: AddressFamily
    /// Of an IPVLAN: the source of advertisements, which must be its own.
    public var address: IPPrefix?
    /// `group`: the group of links that it belongs to; nil: that of its base, so that a firewall's rules for the group go on to hold.
    public var group: LinkGroup?
    /// `netlink_notify_msg`: those who follow the base's state are told of it once the interface stands on it. A base that can't filter by
    /// hardware addresses, such as a bridge, hears everything from then on, and the kernel doesn't report that.
    public var announcesBase: Bool

    public init(
        name: String, base: String, kind: Kind, family: AddressFamily, address: IPPrefix? = nil, group: LinkGroup? = nil, announcesBase: Bool = false
    ) {
        self.announcesBase = announcesBase
        self.name = name
        self.base = base
        self.kind = kind
        self.family = family
        self.address = address
        self.group = group
    }

    /// The hardware address of a macvlan; an IPVLAN has that of its base.
    public var hardwareAddress: EthernetAddress? {
        if case .macvlan(let address) = kind { address } else { nil }
    }

    /// 00:00:5e:00:01:VRID for IPv4, 00:00:5e:00:02:VRID for IPv6.
    public static func hardwareAddress(virtualRouterID: UInt8, family: AddressFamily) -> EthernetAddress {
        EthernetAddress(bits: 0x00_00_5E_00_00_00 | (family == .ipv4 ? 0x100 : 0x200) | UInt64(virtualRouterID))
    }
}
