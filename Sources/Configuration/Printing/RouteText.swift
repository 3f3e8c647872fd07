internal import NetworkTypes
public import Routing

extension ConfigurationWriter {
    mutating func write(_ keyword: String, _ routes: [Route]) {
        if routes.isEmpty { return }
        block(keyword) { writer in
            for route in routes { writer.line(route.words.joined(separator: " ")) }
        }
    }

    mutating func write(_ keyword: String, _ rules: [RoutingRule]) {
        if rules.isEmpty { return }
        block(keyword) { writer in
            for rule in rules { writer.line(rule.words.joined(separator: " ")) }
        }
    }
}

extension ConfigurationWriter {
    mutating func write(_ network: StaticNetwork) {
        if network.isEmpty { return }
        separator()
        for group in network.trackGroups {
            block("track_group", Self.quoted(group.name)) { writer in
                writer.block("group") { writer in
                    for member in group.members { writer.line(Self.quoted(member)) }
                }
            }
        }
        write("static_ipaddress", network.addresses)
        write("static_routes", network.routes)
        write("static_rules", network.rules)
    }

    /// The block that holds all of the static network where it is compared; no keyword.
    static let staticNetwork = "static"

    /// The same as one object.
    mutating func writeStatic(_ network: StaticNetwork) {
        block(Self.staticNetwork) { $0.write(network) }
    }
}

extension Route {
    /// The line as it would be written.
    public var text: String { words.joined(separator: " ") }

    /// The line of ip-route(8).
    var words: [String] {
        var words = kind == .unicast ? [] : [kind.name]
        words += ["to", destination.description]
        if let from { words += ["from", from.description] }
        if nextHops.count == 1, nextHops[0].weight == 1, nextHops[0].realms == nil { words += nextHops[0].words }
        if let preferredSource { words += ["src", preferredSource.description] }
        if table != .main { words += table.words }
        if let scope { words += ["scope", scope.name] }
        if origin != Self.directorOrigin { words += ["protocol", "\(origin)"] }
        if typeOfService != 0 { words += ["tos", "\(typeOfService)"] }
        if let priority { words += ["metric", "\(priority)"] }
        for metric in RouteMetric.allCases {
            guard let value = metrics[metric] else { continue }
            if metric == .features { words += ["features", "ecn"] } else { words += [metric.name] + (value.isLocked ? ["lock"] : []) + ["\(value.value)"] }
        }
        if let congestionControl { words += ["congctl", ConfigurationWriter.quoted(congestionControl)] }
        if let realms { words += ["realms", realms.realmsText] }
        if let routerPreference { words += ["pref", routerPreference == 1 ? "high" : routerPreference == 3 ? "low" : "\(routerPreference)"] }
        if let expires { words += ["expires", "\(expires)"] }
        if let propagatesTimeToLive { words += ["ttl-propagate", propagatesTimeToLive ? "enabled" : "disabled"] }
        switch placement {
        case .prepend: break
        case .append: words.append("append")
        case .alone: words.append("add")
        }
        if !isTracked { words.append("no_track") }
        if let trackGroup { words += ["track_group", ConfigurationWriter.quoted(trackGroup)] }
        // Last, since options of a tunnel and of a route have the same names.
        if nextHops.count == 1, nextHops[0].weight == 1, nextHops[0].realms == nil { words += nextHops[0].encapsulation?.words ?? [] }
        if nextHops.count > 1 || nextHops.first.map({ $0.weight != 1 || $0.realms != nil }) == true {
            for hop in nextHops {
                words += ["nexthop"] + hop.words + ["weight", "\(hop.weight)"]
                if let realms = hop.realms { words += ["realms", realms.realmsText] }
                words += hop.encapsulation?.words ?? []
            }
        }
        return words
    }
}

extension NextHop {
    fileprivate var words: [String] {
        var words: [String] = []
        if let gateway { words += ["via", gateway.description] }
        if let interface { words += ["dev", ConfigurationWriter.quoted(interface)] }
        if isOnLink { words.append("onlink") }
        return words
    }
}

extension RoutingTable {
    /// The words after which a line has this table.
    var words: [String] {
        switch self {
        case .number(let number): ["table", "\(number)"]
        case .named(let name): ["table", ConfigurationWriter.quoted(name)]
        case .ofVRF(let name): ["vrf", ConfigurationWriter.quoted(name)]
        }
    }
}

extension UInt32 {
    fileprivate var realmsText: String {
        self > 0xFFFF ? "\(self >> 16)/\(self & 0xFFFF)" : "\(self)"
    }
}

extension RoutingRule {
    /// The line as it would be written.
    public var text: String { words.joined(separator: " ") }

    /// The line of ip-rule(8).
    var words: [String] {
        var words = [family == .ipv6 ? "inet6" : "inet"]
        if isInverted { words.append("not") }
        if let from { words += ["from", from.description] }
        if let to { words += ["to", to.description] }
        if let incomingInterface { words += ["iif", ConfigurationWriter.quoted(incomingInterface)] }
        if let outgoingInterface { words += ["oif", ConfigurationWriter.quoted(outgoingInterface)] }
        if let firewallMark { words += ["fwmark", "\(firewallMark)" + (firewallMask.map { "/\($0)" } ?? "")] }
        if typeOfService != 0 { words += ["tos", "\(typeOfService)"] }
        if let realms { words += ["realms", realms.realmsText] }
        words += ["preference", "\(priority)"]
        if let suppressedPrefixLength { words += ["suppress_prefixlength", "\(suppressedPrefixLength)"] }
        if let suppressedInterfaceGroup { words += ["suppress_ifgroup", "\(suppressedInterfaceGroup)"] }
        if let tunnel { words += ["tunnel-id", "\(tunnel)"] }
        if let users { words += ["uidrange", "\(users.lowerBound)-\(users.upperBound)"] }
        if let transport { words += ["ipproto", "\(transport)"] }
        if let sourcePorts { words += ["sport", "\(sourcePorts.lowerBound)-\(sourcePorts.upperBound)"] }
        if let destinationPorts { words += ["dport", "\(destinationPorts.lowerBound)-\(destinationPorts.upperBound)"] }
        if origin != Route.directorOrigin { words += ["protocol", "\(origin)"] }
        words += actionWords
        if !isTracked { words.append("no_track") }
        if let trackGroup { words += ["track_group", ConfigurationWriter.quoted(trackGroup)] }
        return words
    }

    private var actionWords: [String] {
        switch action {
        case .lookup(let table): table.words
        case .lookupOfVRF: ["l3mdev"]
        case .goTo(let number): ["goto", "\(number)"]
        case .nothing: ["nop"]
        case .blackhole: ["blackhole"]
        case .unreachable: ["unreachable"]
        case .prohibit: ["prohibit"]
        }
    }
}
