internal import ConfigurationLanguage
internal import Routing

/// Interfaces with the virtual router's own hardware address.
let virtualInterfaceKeywords: [Keyword] = [
    .words("use_vmac", in: .vrrpInstance, syntax: "[[name] NAME] [MAC] [group G] [netlink_notify_msg]", default: "vrrp.VRID 00:00:5e:00:01:VRID", 0...6) { $0.readVirtualMAC($1) },
    .flag("vmac_xmit_base", in: .vrrpInstance) { $0.instance.transmitsOnBasePlace = $0.place(0, in: $0.current) },
    .flag("use_vmac_addr", in: .vrrpInstance) { $0.instance.makesInterfacesForAddresses = true },
    .words("use_ipvlan", in: .vrrpInstance, syntax: "[[name] NAME] [ADDR[/M]] [bridge|private|vepa] [group G]", 0...6) { $0.readIPVLAN($1) },
    .words("vmac_prefix", in: .globalDefinitions, syntax: "NAME", default: "vrrp", 1...1) { reader, statement in
        if let prefix = reader.deviceName(1, in: statement) { reader.defaults.virtualInterfacePrefix = prefix }
    },
    .words("vmac_addr_prefix", in: .globalDefinitions, syntax: "NAME", default: "vmac_prefix", 1...1) { reader, statement in
        if let prefix = reader.deviceName(1, in: statement) { reader.defaults.addressInterfacePrefix = prefix }
    },
]
