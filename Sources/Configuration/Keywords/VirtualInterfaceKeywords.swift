internal import ConfigurationLanguage
internal import Routing

/// Interfaces with the virtual router's own hardware address.
let virtualInterfaceKeywords: [Keyword] = [
    .words("use_vmac", in: .vrrpInstance, syntax: "[NAME] [MAC]", default: "vrrp.VRID 00:00:5e:00:01:VRID", 0...3) { $0.readVirtualMAC($1) },
    .flag("vmac_xmit_base", in: .vrrpInstance) { $0.instance.transmitsOnBase = true },
    .words("use_ipvlan", in: .vrrpInstance, syntax: "[NAME] [ADDR[/M]] [bridge|private|vepa]", 0...3) { $0.readIPVLAN($1) },
    .words("vmac_prefix", in: .globalDefinitions, syntax: "NAME", default: "vrrp", 1...1) { reader, statement in
        if let prefix = reader.deviceName(1, in: statement) { reader.defaults.virtualInterfacePrefix = prefix }
    },
]
