internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension Reader {
    mutating func beginRealServer(_ statement: Int) -> Bool {
        guard let (address, port) = endpoint(1, in: statement) else { return false }
        realServer = RealServerDraft(address: address, port: port, place: tree.range(of: statement))
        return true
    }

    mutating func endRealServer(_ statement: Int) {
        virtualServer.realServers.append(realServer)
        // Nothing of the draft is needed twice: the next real server begins with a new one.
        realServer = RealServerDraft()
    }

    /// The real servers of the virtual server that ends here, each identity once.
    mutating func realServerDefinitions(_ scope: ServiceScope, _ inherited: MethodDraft) -> [RealServerDefinition] {
        var definitions: [RealServerDefinition] = []
        definitions.reserveCapacity(virtualServer.realServers.count)
        var places: [Endpoint: SourceRange] = [:]
        places.reserveCapacity(virtualServer.realServers.count)
        for server in virtualServer.realServers {
            let method = server.method ?? inherited
            guard scope.accepts(server.address.family, method.forwarding) else {
                report(
                    .error, .addressFamilyMismatch,
                    "the real server is of another address family than the virtual server: it is left out", at: server.place)
                continue
            }
            let port = destinationPort(server.port, scope, method.forwarding, server.place)
            let endpoint = Endpoint(server.address, port: port)
            if let first = places.updateValue(server.place, forKey: endpoint) {
                places[endpoint] = first
                report(
                    .error, .duplicateRealServer, "a second real server \(endpoint) in one virtual server is left out", at: server.place,
                    related: Diagnostic.Related(message: "the first one", range: first))
                continue
            }
            definitions.append(definition(server, endpoint, method))
        }
        return definitions
    }

    private mutating func definition(
        _ server: RealServerDraft, _ endpoint: Endpoint, _ method: MethodDraft
    ) -> RealServerDefinition {
        let settings = DestinationSettings(
            forwarding: method.forwarding, weight: server.weight ?? virtualServer.weight ?? 1, upperThreshold: server.upperThreshold,
            lowerThreshold: server.lowerThreshold, tunnel: method.tunnel)
        // With a firewall mark or several ports the table's port may not be known here, but the probe goes to the one that is written.
        var target = endpoint
        if target.port == 0, let given = server.port { target.port = given }
        var outer = server.timing.inheriting(from: virtualServer.timing)
        if virtualServer.initialState == .checking { outer.warmup = outer.warmup ?? Self.warmupOfInitialChecks }
        let checks = server.checks.compactMap {
            checkDefinition($0, target, outer, server.virtualHost ?? virtualServer.virtualHost, hasOthers: server.checks.count > 1)
        }
        var definition = RealServerDefinition(
            identity: endpoint, settings: settings, inhibitOnFailure: server.inhibitOnFailure ?? virtualServer.inhibitOnFailure,
            notifyUp: server.notifyUp, notifyDown: server.notifyDown, checks: checks)
        followTraffic(server, &definition)
        return definition
    }
}
