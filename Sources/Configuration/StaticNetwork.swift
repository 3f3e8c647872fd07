public import Routing

/// `static_ipaddress`, `static_routes` and `static_rules`: what the machine has as long as the daemon runs, whoever is master.
public struct StaticNetwork: Hashable, Sendable {
    /// Each names its interface.
    public var addresses: [VirtualAddress]
    public var routes: [Route]
    public var rules: [RoutingRule]
    /// In the order of the text; each has a name of its own.
    public var trackGroups: [StaticTrackGroup]

    public init(
        addresses: [VirtualAddress] = [], routes: [Route] = [], rules: [RoutingRule] = [], trackGroups: [StaticTrackGroup] = []
    ) {
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
        self.trackGroups = trackGroups
    }

    public var isEmpty: Bool { addresses.isEmpty && routes.isEmpty && rules.isEmpty && trackGroups.isEmpty }
}
