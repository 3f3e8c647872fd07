internal import ConfigurationLanguage
internal import Routing

/// What keeps traffic from addresses that accept none.
let firewallKeywords: [Keyword] = [
    .flag("accept", in: .vrrpInstance) { reader in
        reader.instance.accepts = true
        reader.instance.acceptPlace = reader.place(0, in: reader.current)
    },
    .flag("no_accept", in: .vrrpInstance) { $0.instance.accepts = false },
    .words("nftables", in: .globalDefinitions, syntax: "[TABLE]", default: "keepalived", 0...1) { reader, statement in
        // NFT_TABLE_MAXNAMELEN is 256; a name that long serves nobody.
        if let names = reader.firewallNames(statement, longest: 64) { reader.defaults.firewall.nftables = NFTablesSettings(table: names.first ?? "keepalived") }
    },
    .words("nftables_priority", in: .globalDefinitions, syntax: "PRIORITY", default: "-1", 1...1) { reader, statement in
        guard let priority = Int32(reader.string(1, in: statement)) else {
            return reader.invalidValue(1, in: statement, expected: "a whole number, as -1")
        }
        reader.defaults.firewall.priority = Int(priority)
    },
    .flag("nftables_counters", in: .globalDefinitions) { $0.defaults.firewall.counts = true },
    .flag("nftables_ifindex", in: .globalDefinitions) { $0.defaults.firewall.usesInterfaceNumbers = true },
    .words("vrrp_iptables", in: .globalDefinitions, syntax: "[INPUT-CHAIN [OUTPUT-CHAIN]]", default: "INPUT", 0...2) { reader, statement in
        // XT_EXTENSION_MAXNAMELEN less the end.
        guard let names = reader.firewallNames(statement, longest: 28) else { return }
        reader.defaults.firewall.iptables =
            names.isEmpty ? IPTablesSettings(input: "INPUT", output: "OUTPUT") : IPTablesSettings(input: names[0], output: names.count > 1 ? names[1] : nil)
    },
    .words("vrrp_ipsets", in: .globalDefinitions, syntax: "[IPV4 [IPV6 [LINK-LOCAL [IGMP [MLD [VMAC]]]]]]", 0...6) { reader, statement in
        // IPSET_MAXNAMELEN less the end and what is put behind a name.
        guard let names = reader.firewallNames(statement, longest: 26) else { return }
        reader.defaults.firewall.sets =
            IPTablesSettings.SetNames(
                ipv4: names.first ?? "keepalived", ipv6: names.count > 1 ? names[1] : nil, linkLocal: names.count > 2 ? names[2] : nil)
    },
]
