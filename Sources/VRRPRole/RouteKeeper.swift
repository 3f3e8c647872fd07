internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// Routes and rules of one owner in the kernel: set, put back, taken away.
final class RouteKeeper {
    /// For log lines: the instance, or `static`.
    private let owner: String
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "vrrp")
    private var routes: [Route] = []
    private var rules: [RoutingRule] = []

    init(owner: String, _ environment: VRRPEnvironment) {
        self.owner = owner
        self.environment = environment
    }

    var isEmpty: Bool { routes.isEmpty && rules.isEmpty }

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
    func restore(_ route: RemovedRoute) {
        let lost = routeRequests().filter { $0.route.isTracked && route.fits($0) }
        guard !lost.isEmpty else { return }
        logger.warning("(\(owner)) somebody removed the route to \(route.destination): adding it again")
        add(lost)
    }

    func restore(_ rule: RemovedRule) {
        let lost = ruleRequests().filter { $0.rule.isTracked && rule.fits($0) }
        guard !lost.isEmpty else { return }
        logger.warning("(\(owner)) somebody removed the rule \(rule.priority): adding it again")
        add(lost)
    }

    // MARK: - The kernel

    private func add(_ requests: [RouteRequest]) {
        change(requests, "add", \.route.name) { connection, requests throws(NetlinkError) in try connection.add(requests) }
    }

    private func remove(_ requests: [RouteRequest]) {
        change(requests, "remove", \.route.name) { connection, requests throws(NetlinkError) in try connection.remove(requests) }
    }

    private func add(_ requests: [RuleRequest]) {
        change(requests, "add", \.rule.name) { connection, requests throws(NetlinkError) in try connection.add(requests) }
    }

    private func remove(_ requests: [RuleRequest]) {
        change(requests, "remove", \.rule.name) { connection, requests throws(NetlinkError) in try connection.remove(requests) }
    }

    private func change<Request>(
        _ requests: [Request], _ verb: String, _ name: (Request) -> String,
        _ body: (RouteConnection, [Request]) throws(NetlinkError) -> [(request: Request, refusal: NetlinkRefusal)]
    ) {
        if requests.isEmpty { return }
        do throws(NetlinkError) {
            for (request, refusal) in try body(environment.routes, requests) {
                logger.error("(\(owner)) can't \(verb) \(name(request)): \(refusal.detail)")
            }
        } catch {
            logger.error("(\(owner)) can't \(verb) routes: \(error)")
        }
    }

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

extension Route {
    fileprivate var name: String { "route to \(destination)" }
}

extension RoutingRule {
    fileprivate var name: String { "rule \(priority)" }
}
