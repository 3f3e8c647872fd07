public import NetworkTypes
internal import Routing

/// One network interface as the kernel describes it.
public struct NetworkInterface: Hashable, Sendable {
    /// The kernel's number, 1 and up. An interface that is deleted and made anew gets another.
    public var index: Int32
    public var name: String
    /// Up as configured, and its link is there (IFF_UP and IFF_RUNNING).
    public var isUp: Bool
    /// nil where the interface has none, as loopback and tunnels.
    public var hardwareAddress: EthernetAddress?
    public var maximumTransmissionUnit: UInt32
    /// The interface that this one stands on, as that of a macvlan or a VLAN; it may be in another namespace, and then means nothing.
    public var parent: Int32?
    /// The bridge, bond or VRF that it belongs to.
    public var controller: Int32?
    /// IFLA_INFO_KIND: `macvlan`, `ipvlan`, `vrf`, `veth`; nil for a real one.
    public var kind: String?
    /// IFLA_IFALIAS: what somebody has written to it.
    public var alias: String?
    /// Of a VRF: the routing table.
    public var routingTable: UInt32?
    /// IFLA_GROUP: the group of links that it belongs to.
    public var group: UInt32 = 0
}

/// An address on an interface.
public struct InterfaceAddress: Hashable, Sendable {
    public var interfaceIndex: Int32
    public var prefix: IPPrefix
    /// IFA_PROTO: who put the address there (kernel 5.18 and later); nil where the kernel doesn't say.
    public var origin: UInt8?

    public init(interfaceIndex: Int32, prefix: IPPrefix, origin: UInt8?) {
        self.interfaceIndex = interfaceIndex
        self.prefix = prefix
        self.origin = origin
    }

    /// Whether a director may have put it there, for all that the kernel says.
    public var mayBeOurs: Bool { origin == nil || origin == Route.directorOrigin }
}

/// What the kernel reported about interfaces and addresses.
public enum RouteEvent: Hashable, Sendable {
    case interface(NetworkInterface)
    case interfaceRemoved(index: Int32)
    case address(InterfaceAddress)
    case addressRemoved(InterfaceAddress)
    case routeRemoved(RemovedRoute)
    case ruleRemoved(RemovedRule)
    /// Reports were lost: everything has to be read anew.
    case overrun
}
