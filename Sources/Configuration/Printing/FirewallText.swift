internal import Routing

extension ConfigurationWriter {
    mutating func write(_ settings: FirewallSettings) {
        switch settings {
        case .nftables(let settings):
            line("nftables", settings.table)
            line("nftables_priority", "\(settings.priority)")
            if settings.counts { line("nftables_counters") }
            if settings.usesInterfaceNumbers { line("nftables_ifindex") }
        case .iptables(let settings):
            line(["vrrp_iptables", settings.input, settings.output].compactMap(\.self).joined(separator: " "))
            if let sets = settings.sets { line("vrrp_ipsets", sets.ipv4, sets.ipv6, sets.linkLocal) }
        }
    }
}
