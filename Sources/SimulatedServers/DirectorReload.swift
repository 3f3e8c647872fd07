public import IPVSTable
public import NetworkTypes
public import VirtualServers

/// What a reload does to the virtual servers at work.
extension SimulatedDirector: VirtualServerHost {
    public var identities: [VirtualServerIdentity] { order }

    public func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition? { running[identity]?.server.definition }

    public func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService] { running[identity]?.server.desired ?? [:] }

    public func serversFoundUp(of identity: VirtualServerIdentity) -> Set<DestinationIdentity> { running[identity]?.server.serversFoundUp ?? [] }

    public var leavingServices: [[ServiceIdentity]] { leaving.map(\.definition.services) }

    public mutating func beginChanges() {
        isPaused = true
    }

    public mutating func claim(_ services: [ServiceIdentity]) {
        keeper.claim(services)
    }

    public mutating func takeFromLeaving(_ services: Set<ServiceIdentity>) -> [ServiceIdentity: TableService] {
        var taken: [ServiceIdentity: TableService] = [:]
        let comingBack = leaving.filter { $0.definition.services.contains(where: services.contains) }
        leaving.removeAll { $0.definition.services.contains(where: services.contains) }
        for server in comingBack {
            let desired = server.desired
            for service in server.definition.services where services.contains(service) { taken[service] = desired[service] }
            perform(server.stop(.removedFromConfiguration), leaving: taken)
        }
        return taken
    }

    public mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        guard var present = running[definition.identity],
            let reconfiguration = present.server.reconfigure(to: definition, taking: moving, now: now)
        else { return }
        let old = present.checkers
        let fresh = makeCheckers(present.server)
        present.checkers = reconfiguration.checkers.enumerated().map { realServer, checks in
            checks.enumerated().map { check, former in former.map { old[$0.realServer][$0.check] } ?? fresh[realServer][check] }
        }
        running[definition.identity] = present
        perform(reconfiguration.effects, leaving: moving)
        startCheckers(definition.identity)
        followAddresses(definition.identity)
        followDrains()
        send(isOneStep: true)
    }

    public mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService], foundUp: Set<DestinationIdentity>) {
        let server = VirtualServer(definition, adopting: moving, foundUp: foundUp, now: now)
        add(server)
        order.append(definition.identity)
        let desired = server.desired
        for service in definition.services {
            guard let wanted = desired[service] else { continue }
            let changes = moving[service].map { $0.changes(of: service, toReach: wanted) } ?? wanted.additions(as: service)
            for change in changes { keeper.enqueue(change) }
        }
        start(definition.identity)
        send(isOneStep: true)
    }

    public mutating func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService]) {
        guard var gone = running.removeValue(forKey: identity)?.server else { return }
        order.removeAll { $0 == identity }
        if gone.definition.services.contains(where: { moving[$0] != nil }) {
            perform(gone.stop(.removedFromConfiguration), leaving: moving)
        } else {
            perform(gone.leave(now: now))
            if !gone.hasLeft { leaving.append(gone) }
        }
        followDrains()
    }

    public mutating func endChanges(_ definitions: [VirtualServerDefinition]) {
        order = definitions.map(\.identity)
        keeper.follow(keeper.reconciliation, now: now)
        isPaused = false
        followDrains()
    }
}
