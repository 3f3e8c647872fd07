public import Routing

/// `static_ipaddress`, `static_routes` and `static_rules`: what the machine has as long as the daemon runs, whoever is master.
public struct StaticNetwork: Hashable, Sendable {
    /// Each names its interface.
    public var addresses: [VirtualAddress]
    public var routes: [Route]
    public var rules: [RoutingRule]

    public init(addresses: [VirtualAddress] = [], routes: [Route] = [], rules: [RoutingRule] = []) {
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
    }

    public var isEmpty: Bool { addresses.isEmpty && routes.isEmpty && rules.isEmpty }
}
