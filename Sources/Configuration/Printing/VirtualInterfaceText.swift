internal import NetworkTypes
internal import Routing

extension ConfigurationWriter {
    mutating func writeVirtualInterface(_ instance: VRRPInstance) {
        guard let made = instance.virtualInterface else { return }
        switch made.kind {
        case .macvlan(let address): line("use_vmac", Self.quoted(made.name), address.description)
        case .ipvlan(let flag):
            line(["use_ipvlan", Self.quoted(made.name), made.address?.description, flag.name].compactMap(\.self).joined(separator: " "))
        }
        if instance.transmitsOnBase { line("vmac_xmit_base") }
    }
}
