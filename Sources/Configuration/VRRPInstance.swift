public import NetworkTypes
public import Routing
public import VRRP

/// One `vrrp_instance` block, every default filled in.
public struct VRRPInstance: Hashable, Sendable {
    /// What the protocol needs to know.
    public var parameters: VirtualRouterParameters
    /// `interface`: where advertisements are sent and received. Empty: unicast over whatever interface leads to the peers; each address then
    /// names its own.
    public var interface: String
    /// `virtual_ipaddress`: in the advertisement and on an interface of the master.
    public var virtualAddresses: [VirtualAddress]
    /// `virtual_ipaddress_excluded`: on an interface of the master, but not in the advertisement.
    public var excludedAddresses: [VirtualAddress]
    /// False with `no_accept`, and in strict mode, unless this router owns the addresses: then the machine drops what comes for them.
    public var acceptsTraffic = true
    /// `use_vmac` or `use_ipvlan`: an interface made for the virtual addresses; nil: they stand on `interface`.
    public var virtualInterface: VirtualInterface?
    /// `use_vmac_addr`: an address on another interface, or of the other family, gets an interface with the virtual router's hardware address
    /// there.
    public var makesInterfacesForAddresses = false
    /// The interfaces that are made for single addresses: `use_vmac_addr`, or `use_vmac` behind an address.
    public var addressInterfaces: [VirtualInterface] = []
    /// `vrf`: without `interface`, the VRF whose routes lead to the peers.
    public var vrf: String?
    /// `track_src_ip`: the instance is in FAULT while its source address isn't an address of the machine.
    public var tracksSource = false
    /// nil: sockets keep as much as the kernel gives each.
    public var receiveBuffer: ReceiveBuffer?
    /// `vmac_xmit_base`: advertisements go over `interface` all the same.
    public var transmitsOnBase = false
    /// `virtual_routes`: there while the instance is master.
    public var routes: [Route] = []
    /// `virtual_rules`: there while the instance is master.
    public var rules: [RoutingRule] = []
    /// `mcast_src_ip`: the source address of advertisements; nil takes the primary address of the interface.
    public var multicastSource: IPAddress?
    /// `unicast_src_ip`: the source address where there are unicast peers; nil takes `mcast_src_ip` or the primary address.
    public var unicastSource: IPAddress?
    /// `mcast_dst_ip`, else `vrrp_mcast_group4`: 224.0.0.18 by RFC 3768 section 5.2.2.
    public var multicastGroup: IPAddress
    /// `strict_mode`, else `vrrp_strict`: only what the RFC allows, so no authentication.
    public var strict: Bool
    /// The keys of `auth_hmac` that stand in files, by their numbers; whoever runs the instance puts them with the others.
    public var keyFiles: [UInt8: String]
    /// `dont_track_primary`: the state of `interface` has no influence.
    public var ignoresInterfaceState: Bool
    /// `promote_secondaries`: when a primary address of an interface goes, its secondary ones stay.
    public var promotesSecondaries: Bool
    /// `garp_extra_if`; nil: only what the protocol announces.
    public var extraAnnouncements: ExtraAnnouncements?
    public var notifications: NotificationScripts
    /// `smtp_alert`: mail about each transition.
    public var sendsMail: Bool
    /// `notify_priority_changes`, else `vrrp_notify_priority_changes`: FIFOs are told of each priority.
    public var tellsPriorities = false

    public init(
        parameters: VirtualRouterParameters, interface: String, virtualAddresses: [VirtualAddress] = [],
        excludedAddresses: [VirtualAddress] = [], multicastSource: IPAddress? = nil, unicastSource: IPAddress? = nil,
        multicastGroup: IPAddress = VRRPInstance.defaultMulticastGroup, strict: Bool = false, keyFiles: [UInt8: String] = [:],
        ignoresInterfaceState: Bool = false,
        promotesSecondaries: Bool = false, extraAnnouncements: ExtraAnnouncements? = nil, notifications: NotificationScripts = NotificationScripts(),
        sendsMail: Bool = false
    ) {
        self.parameters = parameters
        self.interface = interface
        self.virtualAddresses = virtualAddresses
        self.excludedAddresses = excludedAddresses
        self.multicastSource = multicastSource
        self.unicastSource = unicastSource
        self.multicastGroup = multicastGroup
        self.strict = strict
        self.keyFiles = keyFiles
        self.ignoresInterfaceState = ignoresInterfaceState
        self.promotesSecondaries = promotesSecondaries
        self.extraAnnouncements = extraAnnouncements
        self.notifications = notifications
        self.sendsMail = sendsMail
    }

    /// The source address that the text gives; keepalived takes either keyword for either way of sending.
    public var source: IPAddress? {
        unicastSource ?? multicastSource
    }

    /// The multicast group to listen to; nil with unicast peers.
    public var channelGroup: IPAddress? {
        parameters.unicast == nil ? multicastGroup : nil
    }

    /// 224.0.0.18 (RFC 3768 section 5.2.2).
    public static let defaultMulticastGroup = ProtocolConstants.multicastGroup
}

extension VRRPInstance {
    /// It has an interface of its own.
    public var isBound: Bool { !interface.isEmpty }

    /// Where advertisements are sent and received.
    public var advertisementInterface: String { transmitsOnBase ? interface : virtualInterface?.name ?? interface }

    /// All interfaces that are made for the instance.
    public var madeInterfaces: [VirtualInterface] {
        virtualInterface.map { [$0] + addressInterfaces } ?? addressInterfaces
    }

    /// The interfaces beside its own without which the instance couldn't do what it is for: those that its addresses, routes and rules name,
    /// but for those with `no_track`.
    public var neededInterfaces: Set<String> {
        var names = Set((virtualAddresses + excludedAddresses).lazy.filter(\.isTracked).compactMap(\.interface))
        for route in routes where route.isTracked && route.nextHops.count == 1 { names.formUnion(route.nextHops.compactMap(\.interface)) }
        for rule in rules where rule.isTracked { names.formUnion([rule.incomingInterface, rule.outgoingInterface].compactMap(\.self)) }
        names.remove(interface)
        // An interface that is made here follows its base.
        return names.subtracting(madeInterfaces.map(\.name))
    }

    /// The interface that an address stands on.
    public func interface(of address: VirtualAddress) -> String {
        if stands(onOwn: address), let virtualInterface { return virtualInterface.name }
        let base = address.interface ?? interface
        guard wantsInterface(address) else { return base }
        return addressInterfaces.first { $0.base == base && $0.family == address.prefix.address.family }?.name ?? base
    }

    /// On the interface of `use_vmac` stand the addresses of its family, unless they name another one. By an IPVLAN only advertisements go.
    func stands(onOwn address: VirtualAddress) -> Bool {
        guard let virtualInterface, virtualInterface.hardwareAddress != nil else { return false }
        return (address.interface ?? interface) == interface && virtualInterface.family == address.prefix.address.family
    }

    /// Whether an interface of its own is to be made for an address.
    func wantsInterface(_ address: VirtualAddress) -> Bool {
        if stands(onOwn: address) { return false }
        let isElsewhere = (address.interface ?? interface) != interface || address.prefix.address.family != parameters.family
        return address.usesVirtualInterface || makesInterfacesForAddresses && isElsewhere
    }
}
