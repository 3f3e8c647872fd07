internal import ConfigurationLanguage
internal import NetworkTypes

/// Where advertisements come from and go to.
let unboundInstanceKeywords: [Keyword] = [
    .words("vrf", in: .vrrpInstance, syntax: "IF (without `interface`)", 1...1) { reader, statement in
        guard let name = reader.interfaceName(1, in: statement) else { return }
        reader.instance.vrf = name
        reader.instance.vrfPlace = reader.place(0, in: statement)
    },
    .flag("track_src_ip", in: .vrrpInstance) { $0.instance.tracksSource = true },
]
