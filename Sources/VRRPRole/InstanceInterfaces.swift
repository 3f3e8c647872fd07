internal import Configuration
internal import NetworkTypes
internal import RouteNetlink
internal import Routing
internal import VRRP

// By which interface and from which address an instance advertises, and whether it has what it needs for that.

extension InstanceRunner {
    /// What advertisements come from; nil while there is nothing.
    static func primaryAddress(_ configuration: VRRPInstance, _ table: InterfaceTable) -> IPAddress? {
        // A macvlan has the virtual addresses only; the machine's own stands on its base. An IPVLAN has one for advertisements.
        let holder = configuration.virtualInterface?.hardwareAddress == nil ? configuration.advertisementInterface : configuration.interface
        let interface = table.interface(named: holder)
        if let source = configuration.source, interface != nil || !configuration.isBound {
            return configuration.tracksSource && !table.has(source, on: interface) ? nil : source
        }
        guard let interface else { return nil }
        let virtual = (configuration.virtualAddresses + configuration.excludedAddresses).map(\.prefix.address)
        if let own = table.primaryAddress(on: interface.index, configuration.parameters.family, excluding: Set(virtual)) { return own }
        // What goes over a macvlan has a source on it in any case, which the base need not have.
        return configuration.hasSourceOnMacvlan ? interface.hardwareAddress.map { .v6(.linkLocal(of: $0)) } : nil
    }

    /// What advertisements over a macvlan come from as long as the base has no link-local address.
    var madeUpSource: IPAddress? {
        environment.interfaces.interface(named: configuration.interface)?.hardwareAddress.map { .v6(.linkLocal(of: $0)) }
    }

    /// An IPv6 packet's source is an address of the interface that it leaves by.
    func keepSource(_ address: IPAddress?) {
        guard configuration.hasSourceOnMacvlan, let made = configuration.virtualInterface, case .v6(let address) = address else { return }
        environment.virtualInterfaces?.keep(source: address, on: made)
    }

    /// The interface for advertisements is there, and the link of its base is; with `dont_track_primary` it is enough that it exists. And
    /// those are there that addresses, routes and rules name.
    var isUsable: Bool {
        guard place != nil else { return false }
        if configuration.isBound, !configuration.ignoresInterfaceState, !environment.links.isUp(configuration.interface) { return false }
        return configuration.neededInterfaces.allSatisfy(environment.links.isAvailable)
    }

    /// Where advertisements go and come; nil while that isn't there. Without an interface they go as routes lead, those of the VRF if there is one.
    var place: (name: String?, index: Int32)? {
        guard let name = configuration.isBound ? configuration.advertisementInterface : configuration.vrf else { return (nil, 0) }
        return environment.interfaces.interface(named: name).map { ($0.name, $0.index) }
    }

    /// The interface below the macvlan that advertisements go over; 0: there is none.
    var baseIndex: Int32 {
        guard configuration.virtualInterface?.hardwareAddress != nil, !configuration.transmitsOnBase else { return 0 }
        return environment.interfaces.interface(named: configuration.interface)?.index ?? 0
    }
}

extension VRRPInstance {
    /// Its IPv6 advertisements go over a macvlan.
    var hasSourceOnMacvlan: Bool {
        parameters.family == .ipv6 && virtualInterface?.hardwareAddress != nil && !transmitsOnBase
    }
}
