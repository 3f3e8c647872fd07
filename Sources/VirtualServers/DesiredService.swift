public import IPVSTable

extension VirtualServer {
    /// What the kernel's table should hold for this virtual server now. Linear in the real servers.
    public var desired: TableService {
        service(isUp: isUp, flipped: nil)
    }

    /// The commands that follow from one real server that came alive or died, and from what the quorum made of it.
    func changes(afterFlipping index: Int, wasUp: Bool) -> [TableChange] {
        let server = definition.realServers[index]
        let isAlive = states.isAlive(index)
        let sorryServer = definition.sorryServer
        guard sorryServer == nil || (wasUp == isUp && sorryServer?.identity != server.identity) else {
            return service(isUp: wasUp, flipped: index).changes(of: definition.identity, toReach: desired)
        }
        let before = entry(of: index, isAlive: !isAlive, isUp: isUp)
        switch (before, entry(of: index, isAlive: isAlive, isUp: isUp)) {
        case (nil, let now?): return [.addDestination(server.identity, now, of: definition.identity)]
        case (.some, nil): return [.removeDestination(server.identity, of: definition.identity)]
        case (let before?, let now?) where before != now: return [.editDestination(server.identity, now, of: definition.identity)]
        case (nil, nil), (.some, .some): return []
        }
    }

    /// The commands that follow from another weight of one real server, and from what the quorum made of it.
    func changes(since old: VirtualServer, ofWeightAt index: Int) -> [TableChange] {
        let server = definition.realServers[index]
        guard let sorryServer = definition.sorryServer, old.isUp != isUp || sorryServer.identity == server.identity else {
            let before = old.entry(of: index, isAlive: states.isAlive(index), isUp: isUp)
            guard let now = entry(of: index, isAlive: states.isAlive(index), isUp: isUp), now != before else { return [] }
            return [.editDestination(server.identity, now, of: definition.identity)]
        }
        return old.desired.changes(of: definition.identity, toReach: desired)
    }

    /// - Parameter flipped: the index of a real server that is taken as dead where it is alive, and the reverse.
    private func service(isUp: Bool, flipped: Int?) -> TableService {
        var service = TableService(settings: definition.settings.canonical(for: definition.identity.family))
        service.destinations.reserveCapacity(definition.realServers.count + 1)
        for (index, server) in definition.realServers.enumerated() {
            let isAlive = states.isAlive(index) != (index == flipped)
            if let settings = entry(of: index, isAlive: isAlive, isUp: isUp) { service.destinations[server.identity] = settings }
        }
        if let sorryServer = definition.sorryServer {
            if !isUp {
                service.destinations[sorryServer.identity] = sorryServer.settings
            } else if sorryServer.inhibit, service.destinations[sorryServer.identity] == nil {
                service.destinations[sorryServer.identity] = sorryServer.settings.withoutTraffic
            }
        }
        return service
    }

    /// A real server's entry in the table; nil where it has none. While a sorry server stands in, all others step back.
    func entry(of index: Int, isAlive: Bool, isUp: Bool) -> DestinationSettings? {
        let server = definition.realServers[index]
        if isAlive, isUp || definition.sorryServer == nil {
            var settings = server.settings
            settings.weight = weight(of: index)
            return settings
        }
        return server.inhibitOnFailure ? server.settings.withoutTraffic : nil
    }
}

extension RealServerDefinition {
    /// Whether an earlier run held this real server for alive, as its table tells.
    func wasAlive(in actual: TableService) -> Bool {
        guard let present = actual.destinations[identity] else { return false }
        return present.weight > 0 || !inhibitOnFailure || settings.weight == 0
    }
}

extension SorryServerDefinition {
    /// Whether the sorry server stood in for the real servers in this table.
    func isServing(in actual: TableService) -> Bool {
        guard let present = actual.destinations[identity] else { return false }
        return present.weight > 0 || !inhibit
    }
}

extension DestinationSettings {
    /// The same with weight 0: existing connections go on, new ones go elsewhere.
    var withoutTraffic: DestinationSettings {
        var result = self
        result.weight = 0
        return result
    }
}
