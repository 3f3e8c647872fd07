internal import NetworkTypes
internal import Routing

extension ConfigurationWriter {
    mutating func writeVirtualInterface(_ instance: VRRPInstance) {
        if instance.makesInterfacesForAddresses { line("use_vmac_addr") }
        guard let made = instance.virtualInterface else { return }
        // The word `name` lets an interface be called by any other word of the line.
        var words = [made.hardwareAddress == nil ? "use_ipvlan" : "use_vmac", "name", Self.quoted(made.name)]
        switch made.kind {
        case .macvlan(let address): words.append(address.description)
        case .ipvlan(let flag): words += [made.address?.description, flag.name].compactMap(\.self)
        }
        switch made.group {
        case .number(let number): words += ["group", "\(number)"]
        case .named(let name): words += ["group", Self.quoted(name)]
        case nil: break
        }
        if made.announcesBase { words.append("netlink_notify_msg") }
        line(words.joined(separator: " "))
        if instance.transmitsOnBase { line("vmac_xmit_base") }
    }
}
