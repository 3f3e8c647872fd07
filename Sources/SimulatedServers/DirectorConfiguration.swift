import FakeKernel
import HealthCheck
public import IPVSTable
public import NetworkTypes
public import VirtualServers

// Start, reload and crash, as the check role goes through them.

extension SimulatedDirector {
    /// Starts on whatever stands in the kernel, with what an earlier process wrote down.
    ///
    /// - Parameter drains: until when real servers that are gone may finish, by service.
    public mutating func begin(
        _ definitions: [VirtualServerDefinition], drains: [ServiceIdentity: [DestinationIdentity: MonotonicInstant]] = [:]
    ) {
        let wanted = Set(definitions.flatMap(\.services))
        let found = Table(services: kernel.table.services.filter { wanted.contains($0.key) || keeper.owned.contains($0.key) })
        let leftBehind = found.services.filter { keeper.owned.contains($0.key) }
        keeper.claim(wanted)
        for definition in definitions {
            let own = definition.services.lazy.compactMap { drains[$0] }.first ?? [:]
            add(VirtualServer(definition, adopting: leftBehind, drains: own, now: now))
        }
        for (service, drains) in drains.sorted(by: { $0.key < $1.key }) where !wanted.contains(service) {
            guard let left = leftBehind[service], let server = VirtualServer(leaving: service, in: left, drains: drains, now: now) else { continue }
            leaving.append(server)
        }
        order = definitions.map(\.identity)
        keeper.begin(actual: found, desired: desired, now: now)
        for identity in order { start(identity) }
        followDrains()
        send()
    }

    /// The process is killed and another one begins: it has the kernel's table, and the records of services and of drains.
    public mutating func crash(then definitions: [VirtualServerDefinition]) {
        var drains: [ServiceIdentity: [DestinationIdentity: MonotonicInstant]] = [:]
        for server in running.values.map(\.server) + leaving where server.isDraining {
            for service in server.definition.services { drains[service] = server.drainDeadlines }
        }
        keeper = TableKeeper(keeper.reconciliation, owned: keeper.owned)
        (running, leaving, order) = ([:], [], [])
        begin(definitions, drains: drains)
    }

    /// A reload: equal virtual servers aren't touched, changed ones keep what is equal in them.
    public mutating func follow(_ definitions: [VirtualServerDefinition]) {
        // What was decided before is out before a reload begins, as at the end of each of the loop's rounds.
        send()
        keeper.claim(definitions.flatMap(\.services))
        let moving = servicesThatMove(definitions)
        for definition in definitions {
            if running[definition.identity] != nil { reconfigure(to: definition, moving) } else { introduce(definition, moving) }
            send(isOneStep: true)
        }
        let wanted = Set(definitions.map(\.identity))
        for identity in order where !wanted.contains(identity) {
            guard var gone = running.removeValue(forKey: identity)?.server else { continue }
            if gone.definition.services.contains(where: { moving[$0] != nil }) {
                perform(gone.stop(.removedFromConfiguration), leaving: moving)
            } else {
                perform(gone.leave(now: now))
                if !gone.hasLeft { leaving.append(gone) }
            }
        }
        order = definitions.map(\.identity)
        keeper.follow(keeper.reconciliation, now: now)
        followDrains()
    }

    private mutating func reconfigure(to definition: VirtualServerDefinition, _ moving: [ServiceIdentity: TableService]) {
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
    }

    private mutating func introduce(_ definition: VirtualServerDefinition, _ moving: [ServiceIdentity: TableService]) {
        let server = VirtualServer(definition, adopting: moving, now: now)
        add(server)
        let desired = server.desired
        for service in definition.services {
            guard let wanted = desired[service] else { continue }
            let changes = moving[service].map { $0.changes(of: service, toReach: wanted) } ?? wanted.additions(as: service)
            for change in changes { keeper.enqueue(change) }
        }
        start(definition.identity)
    }

    /// Services that stand in the table for one virtual server and are another one's now.
    private mutating func servicesThatMove(_ definitions: [VirtualServerDefinition]) -> [ServiceIdentity: TableService] {
        var owners: [ServiceIdentity: VirtualServerIdentity] = [:]
        for definition in definitions {
            for service in definition.services { owners[service] = definition.identity }
        }
        var moving: [ServiceIdentity: TableService] = [:]
        for (identity, present) in running {
            let desired = present.server.desired
            for service in present.server.definition.services where owners[service].map({ $0 != identity }) ?? false { moving[service] = desired[service] }
        }
        for server in leaving {
            let desired = server.desired
            for service in server.definition.services where owners[service] != nil { moving[service] = desired[service] }
        }
        for server in leaving where server.definition.services.contains(where: { owners[$0] != nil }) {
            perform(server.stop(.removedFromConfiguration), leaving: moving)
        }
        leaving.removeAll { server in server.definition.services.contains { owners[$0] != nil } }
        return moving
    }

    // MARK: Virtual servers

    private mutating func add(_ server: VirtualServer) {
        running[server.definition.identity] = Running(server: server, checkers: makeCheckers(server))
    }

    private func makeCheckers(_ server: VirtualServer) -> [[Checker]] {
        server.definition.realServers.enumerated().map { realServer, definition in
            definition.sharedChecks.enumerated().map { check, definition in
                Checker(definition, isUp: server.isPassing(CheckPosition(realServer: realServer, check: check)))
            }
        }
    }

    private mutating func start(_ identity: VirtualServerIdentity) {
        guard var present = running[identity] else { return }
        present.isSuspended = lacksItsAddresses(present.server)
        if present.isSuspended { present.server.checksSuspended() }
        running[identity] = present
        perform(present.server.start())
        startCheckers(identity)
    }

    private mutating func startCheckers(_ identity: VirtualServerIdentity) {
        guard let present = running[identity], !present.isSuspended else { return }
        for (realServer, checks) in present.checkers.enumerated() {
            for (check, checker) in checks.enumerated() where checker.deadline == nil {
                let offset = schedule.offset(within: checker.definition.timing.warmup)
                _ = running[identity]?.checkers[realServer][check].start(now: now, after: offset)
            }
        }
    }

    // MARK: ha_suspend

    /// A virtual address comes to this director, or leaves it.
    public mutating func turnOver(_ address: IPAddress) {
        if elsewhere.remove(address) == nil { elsewhere.insert(address) }
        for identity in order { followAddresses(identity) }
    }

    private mutating func followAddresses(_ identity: VirtualServerIdentity) {
        guard var present = running[identity], present.isSuspended != lacksItsAddresses(present.server) else { return }
        present.isSuspended.toggle()
        if present.isSuspended {
            present.server.checksSuspended()
            for index in present.checkers.indices {
                for check in present.checkers[index].indices { present.checkers[index][check].stop() }
            }
        } else {
            present.server.checksResumed(now: now)
            present.checkers = makeCheckers(present.server)
        }
        running[identity] = present
        startCheckers(identity)
    }

    private func lacksItsAddresses(_ server: VirtualServer) -> Bool {
        server.definition.suspendsWithoutAddress && !server.definition.services.contains { service in
            if case .endpoint(_, let endpoint) = service { !elsewhere.contains(endpoint.address) } else { true }
        }
    }

    /// All services that should stand, with all in them.
    public var desired: Table {
        var table = Table()
        for present in running.values { table.services.merge(present.server.desired) { first, _ in first } }
        for server in leaving { table.services.merge(server.desired) { first, _ in first } }
        return table
    }
}
