internal import ConfigurationLanguage
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

extension Reader {
    mutating func beginRealServer(_ statement: Int) -> Bool {
        guard let (address, port) = endpoint(1, in: statement) else {
            // What stands in the block must not go into the real server before it.
            realServer = RealServerDraft()
            return false
        }
        realServer = RealServerDraft(address: address, port: port, place: tree.range(of: statement))
        return true
    }

    mutating func endRealServer(_ statement: Int) {
        virtualServer.realServers.append(realServer)
    }
}

/// A virtual server whose block has been read: its real servers, which depend on all that stands in the block, are worked out one after
/// the other. There may be 36,000.
struct EndingServer {
    let identity: VirtualServerIdentity
    let services: [ServiceIdentity]
    let scope: ServiceScope
    let settings: ServiceSettings
    let method: MethodDraft
    /// The real servers so far, each identity once.
    var definitions: [RealServerDefinition] = []
    /// How many of the drafts are done.
    var done = 0
    /// Where each stands, and which it is: only where there are many.
    private var places: [SourceRange] = []
    private var numbers: [Endpoint: Int] = [:]
    /// Where members have several ports: at each address the real server with the least of these.
    private var leastPorts: [IPAddress: (port: UInt16, number: Int)] = [:]

    init(
        identity: VirtualServerIdentity, services: [ServiceIdentity], scope: ServiceScope, settings: ServiceSettings, method: MethodDraft
    ) {
        self.identity = identity
        self.services = services
        self.scope = scope
        self.settings = settings
        self.method = method
    }

    /// Among few, looking at each is cheaper than a table.
    private static let few = 24

    /// Where the real server of this identity stands; nil where there is none.
    mutating func place(of endpoint: Endpoint) -> SourceRange? {
        if definitions.count <= Self.few {
            return definitions.firstIndex { $0.identity == endpoint }.map { places[$0] }
        }
        if numbers.isEmpty {
            for (number, definition) in definitions.enumerated() { numbers[definition.identity] = number }
        }
        return numbers[endpoint].map { places[$0] }
    }

    /// Where members have several ports, one without a port of its own stands in each: there it may meet one that has.
    ///
    /// - Returns: a place where both would stand, and where the other one is written.
    mutating func neighbour(of endpoint: Endpoint) -> (Endpoint, SourceRange)? {
        if scope.ports.count < 2 { return nil }
        if endpoint.port != 0 {
            guard scope.ports.contains(endpoint.port) else { return nil }
            return place(of: Endpoint(endpoint.address, port: 0)).map { (endpoint, $0) }
        }
        return leastPorts[endpoint.address].map { (Endpoint(endpoint.address, port: $0.port), places[$0.number]) }
    }

    mutating func append(_ definition: RealServerDefinition, at place: SourceRange) {
        if !numbers.isEmpty { numbers[definition.identity] = definitions.count }
        let (address, port) = (definition.identity.address, definition.identity.port)
        if port != 0, scope.ports.count > 1, scope.ports.contains(port), leastPorts[address].map({ port < $0.port }) ?? true {
            leastPorts[address] = (port, definitions.count)
        }
        definitions.append(definition)
        places.append(place)
    }
}

extension Reader {
    /// Works out some real servers.
    ///
    /// - Returns: whether all are done.
    mutating func read(_ ending: inout EndingServer, _ budget: inout Int) -> Bool {
        while ending.done < virtualServer.realServers.count {
            budget -= 4
            let server = virtualServer.realServers[ending.done]
            // Nothing of the draft is needed any more; of thousands, that is a lot of memory.
            virtualServer.realServers[ending.done] = spent
            ending.done += 1
            if let (definition, place) = definition(server, &ending) { ending.append(definition, at: place) }
            if budget <= 0 { return ending.done == virtualServer.realServers.count }
        }
        return true
    }

    private mutating func definition(_ server: RealServerDraft, _ ending: inout EndingServer) -> (RealServerDefinition, SourceRange)? {
        let method = server.method ?? ending.method
        guard ending.scope.accepts(server.address.family, method.forwarding) else {
            report(
                .error, .addressFamilyMismatch,
                "the real server is of another address family than the virtual server: it is left out", at: server.place)
            return nil
        }
        let port = destinationPort(server.port, ending.scope, method.forwarding, server.place)
        let endpoint = Endpoint(server.address, port: port)
        if let first = ending.place(of: endpoint) {
            // keepalived keeps both where their ports differ in the text: whichever fails takes the destination away from the other.
            report(
                .error, .duplicateRealServer, "a second real server \(endpoint) in one virtual server is left out", at: server.place,
                related: Diagnostic.Related(message: "the first one", range: first))
            return nil
        }
        if let (other, first) = ending.neighbour(of: endpoint) {
            report(
                .error, .sameDestination,
                "\(endpoint.address) is there already, and at port \(other.port) both are one destination for the kernel: this real server is left out",
                at: server.place, hint: "a real server without a port, or with another method than NAT, has the port of each member of the group",
                related: Diagnostic.Related(message: "the first one", range: first))
            return nil
        }
        return (definition(server, endpoint, method), server.place)
    }

    private mutating func definition(
        _ server: RealServerDraft, _ endpoint: Endpoint, _ method: MethodDraft
    ) -> RealServerDefinition {
        // With a firewall mark or several ports the table's port may not be known here, but the probe goes to the one that is written.
        var target = endpoint
        if target.port == 0, let given = server.port { target.port = given }
        var outer = server.timing.inheriting(from: virtualServer.timing)
        if virtualServer.initialState == .checking { outer.warmup = outer.warmup ?? Self.warmupOfInitialChecks }
        var checks: [Shared<CheckDefinition>] = []
        checks.reserveCapacity(server.checks.count)
        for check in server.checks {
            let virtualHost = server.virtualHost ?? virtualServer.virtualHost
            if let made = checkDefinition(check, target, outer, virtualHost, hasOthers: server.checks.count > 1) { checks.append(Shared(made)) }
        }
        return RealServerDefinition(identity: endpoint, settings: kept(settings(server, method)), checks: checks)
    }

    private func settings(_ server: RealServerDraft, _ method: MethodDraft) -> RealServerSettings {
        var settings = RealServerSettings(
            destination: DestinationSettings(
                forwarding: method.forwarding, weight: server.weight ?? virtualServer.weight ?? 1, upperThreshold: server.upperThreshold,
                lowerThreshold: server.lowerThreshold, tunnel: method.tunnel),
            inhibitOnFailure: server.inhibitOnFailure ?? virtualServer.inhibitOnFailure, notifyUp: server.notifyUp, notifyDown: server.notifyDown)
        followTraffic(server, &settings)
        return settings
    }

    /// Real servers that differ in nothing but their address refer to the same settings.
    private mutating func kept(_ settings: RealServerSettings) -> Shared<RealServerSettings> {
        if let last = lastRealServerSettings, last.value == settings { return last }
        let shared = keptRealServerSettings[settings] ?? Shared(settings)
        keptRealServerSettings[settings] = shared
        lastRealServerSettings = shared
        return shared
    }

    /// The same for checks.
    mutating func kept(_ settings: CheckSettings) -> Shared<CheckSettings> {
        if let last = lastCheckSettings, last.value == settings { return last }
        let shared = keptCheckSettings[settings] ?? Shared(settings)
        keptCheckSettings[settings] = shared
        lastCheckSettings = shared
        return shared
    }
}
