/// With what packets for addresses that accept no traffic are dropped.
public enum FirewallSettings: Hashable, Sendable {
    case nftables(NFTablesSettings)
    case iptables(IPTablesSettings)
}

/// `nftables` and its kin.
public struct NFTablesSettings: Hashable, Sendable {
    /// The tables of this name, one for each family, are ours alone.
    public var table: String
    /// Of the base chains, -2147483648 to 2147483647.
    public var priority: Int
    /// `nftables_counters`: rules count what they drop.
    public var counts: Bool
    /// `nftables_ifindex`: link-local addresses go with the number of their interface, not its name.
    public var usesInterfaceNumbers: Bool

    public init(table: String = "keepalived", priority: Int = -1, counts: Bool = false, usesInterfaceNumbers: Bool = false) {
        self.table = table
        self.priority = priority
        self.counts = counts
        self.usesInterfaceNumbers = usesInterfaceNumbers
    }
}

/// `vrrp_iptables` and `vrrp_ipsets`.
public struct IPTablesSettings: Hashable, Sendable {
    /// The chain for packets to the machine. The operator makes it and calls it.
    public var input: String
    /// The chain for packets from the machine; nil: those aren't filtered.
    public var output: String?
    /// nil: a rule for each address.
    public var sets: SetNames?

    public init(input: String = "INPUT", output: String? = nil, sets: SetNames? = nil) {
        self.input = input
        self.output = output
        self.sets = sets
    }

    /// `vrrp_ipsets`.
    public struct SetNames: Hashable, Sendable {
        public var ipv4: String
        public var ipv6: String
        /// Link-local addresses with their interfaces.
        public var linkLocal: String

        public init(ipv4: String = "keepalived", ipv6: String? = nil, linkLocal: String? = nil) {
            self.ipv4 = ipv4
            self.ipv6 = ipv6 ?? ipv4 + "6"
            self.linkLocal = linkLocal ?? ipv4 + "_if6"
        }
    }
}
