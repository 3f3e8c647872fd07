internal import NetworkTypes
public import Routing

/// The rules as nft(8) reads them, with the names that keepalived's have.
///
/// Each text is carried out as one transaction: from one packet to the next the old rules are gone and the new ones there.
public enum NFTablesText {
    /// Puts these rules in place of whatever tables of the name there were.
    public static func replacement(_ closed: ClosedAddresses, _ settings: NFTablesSettings) -> String {
        removal(table: settings.table) + ipv4(closed, settings) + ipv6(closed, settings)
    }

    /// Removes the tables; those that aren't there are no error.
    public static func removal(table: String) -> String {
        // Adding one that is there does nothing, and then there surely is one to delete.
        ["ip", "ip6"].map { "add table \($0) \(table)\ndelete table \($0) \(table)\n" }.joined()
    }

    private static func ipv4(_ closed: ClosedAddresses, _ settings: NFTablesSettings) -> String {
        if closed.ipv4.isEmpty, closed.silent4.isEmpty { return "" }
        let counter = settings.counts ? "counter " : ""
        let addresses = closed.ipv4.sorted().map(\.description).joined(separator: ", ")
        return """
            table ip \(settings.table) {
            set vips {
            type ipv4_addr
            \(addresses.isEmpty ? "" : "elements = { \(addresses) }")
            }
            \(silentSet(closed.silent4))
            chain in {
            type filter hook input priority \(settings.priority); policy accept;
            ip daddr @vips \(counter)drop
            }
            chain out {
            type filter hook output priority \(settings.priority); policy accept;
            oifname @vmacs ip protocol igmp \(counter)drop
            ip saddr @vips \(counter)drop
            }
            }

            """
    }

    private static func silentSet(_ interfaces: Set<String>) -> String {
        let names = interfaces.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        return "set vmacs {\ntype ifname\n\(names.isEmpty ? "" : "elements = { \(names) }")\n}"
    }

    /// Neighbour discovery goes on: without it nobody could send through the router.
    private static func ipv6(_ closed: ClosedAddresses, _ settings: NFTablesSettings) -> String {
        if closed.ipv6.isEmpty, closed.linkLocal.isEmpty, closed.silent6.isEmpty { return "" }
        let counter = settings.counts ? "counter " : ""
        let key = settings.usesInterfaceNumbers ? (type: "iface_index", incoming: "iif", outgoing: "oif") : (type: "ifname", incoming: "iifname", outgoing: "oifname")
        let addresses = closed.ipv6.sorted().map(\.description).joined(separator: ", ")
        let linkLocal = closed.linkLocal.sorted().map { "\($0.address) . \"\($0.interface)\"" }.joined(separator: ", ")
        return """
            table ip6 \(settings.table) {
            set vips {
            type ipv6_addr
            \(addresses.isEmpty ? "" : "elements = { \(addresses) }")
            }
            set vips_link_local {
            type ipv6_addr . \(key.type)
            \(linkLocal.isEmpty ? "" : "elements = { \(linkLocal) }")
            }
            \(silentSet(closed.silent6))
            chain in {
            type filter hook input priority \(settings.priority); policy accept;
            icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } \(counter)accept
            ip6 daddr @vips \(counter)drop
            ip6 daddr . \(key.incoming) @vips_link_local \(counter)drop
            }
            chain out {
            type filter hook output priority \(settings.priority); policy accept;
            oifname @vmacs icmpv6 type { mld-listener-report, mld-listener-reduction, mld2-listener-report } \(counter)drop
            icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } \(counter)accept
            ip6 saddr @vips \(counter)drop
            ip6 saddr . \(key.outgoing) @vips_link_local \(counter)drop
            }
            }

            """
    }
}
