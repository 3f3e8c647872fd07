internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// Routes and rules of one owner in the kernel: set, put back, taken away.
final class RouteKeeper {
    private let requester: KernelRequester
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "addresses")
    private var routes: [Route] = []
    private var rules: [RoutingRule] = []
    /// What the kernel has refused last.
    private var refusedRoutes: Set<Route> = []
    private var refusedRules: Set<RoutingRule> = []

    /// - Parameter requester: says whose they are.
    init(_ requester: KernelRequester, _ environment: VRRPEnvironment) {
        self.requester = requester
        self.environment = environment
    }

    var isEmpty: Bool { routes.isEmpty && rules.isEmpty }

    /// The track groups of routes and rules that don't stand in the kernel, for all that is known.
    var brokenGroups: Set<String> {
        if routes.allSatisfy({ $0.trackGroup == nil }), rules.allSatisfy({ $0.trackGroup == nil }) { return [] }
        let (standingRoutes, standingRules) = (Set(routeRequests().map(\.route)), Set(ruleRequests().map(\.rule)))
        return Set(routes.filter { refusedRoutes.contains($0) || !standingRoutes.contains($0) }.compactMap(\.trackGroup))
            .union(rules.filter { refusedRules.contains($0) || !standingRules.contains($0) }.compactMap(\.trackGroup))
    }

    /// Routes before rules, so that no rule leads into an empty table.
    func add() {
        add(routeRequests())
        add(ruleRequests())
    }

    func remove() {
        remove(ruleRequests())
        remove(routeRequests())
    }

    /// Takes over another configuration.
    ///
    /// - Parameter isHeld: they stand in the kernel now; what the new one no longer has goes, what it has in addition comes.
    func follow(_ newRoutes: [Route], _ newRules: [RoutingRule], isHeld: Bool) {
        if newRoutes == routes, newRules == rules { return }
        let (oldRoutes, oldRules) = (routeRequests(), ruleRequests())
        routes = newRoutes
        rules = newRules
        if !isEmpty { environment.followRoutes() }
        guard isHeld else { return }
        let (keptRoutes, keptRules) = (Set(routeRequests()), Set(ruleRequests()))
        remove(oldRules.filter { !keptRules.contains($0) })
        remove(oldRoutes.filter { !keptRoutes.contains($0) })
        add()
    }

    /// Puts back what somebody took away.
    ///
    /// - Returns: whether it was one of these.
    @discardableResult
    func restore(_ route: RemovedRoute) -> Bool {
        let lost = routeRequests().filter { $0.route.isTracked && route.fits($0) }
        guard !lost.isEmpty else { return false }
        logger.warning("(\(requester.owner)) somebody removed the route to \(route.destination): adding it again", metadata: DaemonLog.fields(instance: requester.instance, (.route, "\(route.destination)"), event: "route_removed"))
        add(lost)
        return true
    }

    @discardableResult
    func restore(_ rule: RemovedRule) -> Bool {
        let lost = ruleRequests().filter { $0.rule.isTracked && rule.fits($0) }
        guard !lost.isEmpty else { return false }
        logger.warning("(\(requester.owner)) somebody removed the rule \(rule.priority): adding it again", metadata: DaemonLog.fields(instance: requester.instance, (.rule, "\(rule.priority)"), event: "rule_removed"))
        add(lost)
        return true
    }

    // MARK: - The kernel

    private func add(_ requests: [RouteRequest]) { requester.add(requests, refused: &refusedRoutes, \.route) }

    private func remove(_ requests: [RouteRequest]) { requester.carryOut(.remove, requests) }

    private func add(_ requests: [RuleRequest]) { requester.add(requests, refused: &refusedRules, \.rule) }

    private func remove(_ requests: [RuleRequest]) { requester.carryOut(.remove, requests) }

    // MARK: - Names

    /// What names an interface or a table that isn't there is left out; it is looked at again when interfaces change.
    private func routeRequests() -> [RouteRequest] {
        routes.compactMap { route in
            guard let table = number(of: route.table) else { return nil }
            var indices: [Int32] = []
            for hop in route.nextHops {
                guard let name = hop.interface else {
                    indices.append(0)
                    continue
                }
                guard let interface = environment.interfaces.interface(named: name) else { return nil }
                indices.append(interface.index)
            }
            return RouteRequest(route: route, table: table, interfaceIndices: indices)
        }
    }

    private func ruleRequests() -> [RuleRequest] {
        rules.compactMap { rule in
            guard case .lookup(let table) = rule.action else { return RuleRequest(rule: rule, table: 0) }
            return number(of: table).map { RuleRequest(rule: rule, table: $0) }
        }
    }

    private func number(of table: RoutingTable) -> UInt32? {
        switch table {
        case .number(let number): return number
        case .ofVRF(let name): return environment.interfaces.interface(named: name)?.routingTable
        case .named(let name): return environment.routingTable(named: name)
        }
    }
}
