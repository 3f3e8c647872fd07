internal import NetworkTypes
public import Routing

/// A rule of iptables(8) or ip6tables(8).
public struct IPTablesRule: Hashable, Sendable {
    /// `iptables` or `ip6tables`.
    public var program: String
    public var chain: String
    /// Before the other rules of the chain, as keepalived puts those for single addresses; else behind them.
    public var isFirst: Bool
    public var specification: [String]

    /// The command that adds it.
    public var addition: [String] {
        [program, "--wait", "5"] + (isFirst ? ["-I", chain, "1"] : ["-A", chain]) + specification
    }

    /// The command that takes it away.
    public var removal: [String] {
        [program, "--wait", "5", "-D", chain] + specification
    }

    /// As one line of the record; `line` of it reads back.
    public var line: String {
        ([program, chain, isFirst ? "first" : "last"] + specification).joined(separator: " ")
    }

    public init(program: String, chain: String, isFirst: Bool, specification: [String]) {
        self.program = program
        self.chain = chain
        self.isFirst = isFirst
        self.specification = specification
    }

    public init?(line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 3, words[0] == "iptables" || words[0] == "ip6tables" else { return nil }
        self.init(program: words[0], chain: words[1], isFirst: words[2] == "first", specification: Array(words[3...]))
    }

    /// All rules for these addresses, in the order in which they are added.
    public static func all(_ closed: ClosedAddresses, _ settings: IPTablesSettings) -> [IPTablesRule] {
        let silence = ofSilentInterfaces(closed, settings)
        if let sets = settings.sets { return silence + ofSets(closed, settings, sets) }
        let chains = [(settings.input, "-d", "-i"), (settings.output, "-s", "-o")]
        var rules = silence
        for case let (chain?, side, interfaceSide) in chains {
            rules += closed.ipv4.sorted().map {
                IPTablesRule(program: "iptables", chain: chain, isFirst: true, specification: [side, "\($0)/32", "-j", "DROP"])
            }
            rules += closed.ipv6.sorted().map {
                IPTablesRule(program: "ip6tables", chain: chain, isFirst: true, specification: [side, "\($0)/128", "-j", "DROP"])
            }
            rules += closed.linkLocal.sorted().map {
                IPTablesRule(
                    program: "ip6tables", chain: chain, isFirst: true, specification: [interfaceSide, $0.interface, side, "\($0.address)/128", "-j", "DROP"])
            }
            // Added last, so first of all.
            if !closed.ipv6.isEmpty || !closed.linkLocal.isEmpty { rules += neighbourDiscovery(chain, isFirst: true) }
        }
        return rules
    }

    /// IGMP, and the reports of MLDv1 and v2 (131, 132, 143). Where no chain for outgoing packets is named, they aren't filtered.
    private static func ofSilentInterfaces(_ closed: ClosedAddresses, _ settings: IPTablesSettings) -> [IPTablesRule] {
        guard let chain = settings.output else { return [] }
        return closed.silent4.sorted().map {
            IPTablesRule(program: "iptables", chain: chain, isFirst: false, specification: ["-o", $0, "-p", "igmp", "-j", "DROP"])
        }
            + closed.silent6.sorted().flatMap { interface in
                ["131", "132", "143"].map {
                    IPTablesRule(
                        program: "ip6tables", chain: chain, isFirst: false,
                        specification: ["-o", interface, "-p", "ipv6-icmp", "-m", "icmp6", "--icmpv6-type", $0, "-j", "DROP"])
                }
            }
    }

    private static func ofSets(_ closed: ClosedAddresses, _ settings: IPTablesSettings, _ sets: IPTablesSettings.SetNames) -> [IPTablesRule] {
        var rules: [IPTablesRule] = []
        for case let (chain?, side) in [(settings.input, "dst"), (settings.output, "src")] {
            func drop(_ program: String, _ set: String, _ sides: String) -> IPTablesRule {
                IPTablesRule(program: program, chain: chain, isFirst: false, specification: ["-m", "set", "--match-set", set, sides, "-j", "DROP"])
            }
            if !closed.ipv4.isEmpty { rules.append(drop("iptables", sets.ipv4, side)) }
            if closed.ipv6.isEmpty, closed.linkLocal.isEmpty { continue }
            rules += neighbourDiscovery(chain, isFirst: false)
            if !closed.ipv6.isEmpty { rules.append(drop("ip6tables", sets.ipv6, side)) }
            // Of the interface, `src` is the one that a packet came by and `dst` the one that it leaves by.
            if !closed.linkLocal.isEmpty { rules.append(drop("ip6tables", sets.linkLocal, side == "dst" ? "dst,src" : "src,dst")) }
        }
        return rules
    }

    private static func neighbourDiscovery(_ chain: String, isFirst: Bool) -> [IPTablesRule] {
        ["135", "136"].map {
            IPTablesRule(
                program: "ip6tables", chain: chain, isFirst: isFirst,
                specification: ["-p", "ipv6-icmp", "-m", "icmp6", "--icmpv6-type", $0, "-j", "ACCEPT"])
        }
    }
}
