internal import FakeKernel
internal import HealthCheck
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
    ///
    /// - Parameter between: anything that may happen between two steps of it, but for a crash or another reload.
    public mutating func follow(_ definitions: [VirtualServerDefinition], between: (inout SimulatedDirector) -> Void = { _ in }) {
        // What was decided before is out before a reload begins, as at the end of each of the loop's rounds.
        send()
        var following = Following(definitions)
        while following.proceed(&self) { between(&self) }
    }

    // MARK: Virtual servers

    mutating func add(_ server: VirtualServer) {
        running[server.definition.identity] = Running(server: server, checkers: makeCheckers(server))
    }

    func makeCheckers(_ server: VirtualServer) -> [[Checker]] {
        server.definition.realServers.enumerated().map { realServer, definition in
            definition.sharedChecks.enumerated().map { check, definition in
                let position = CheckPosition(realServer: realServer, check: check)
                return Checker(definition, isUp: server.isPassing(position), isProven: server.isProven(position))
            }
        }
    }

    mutating func start(_ identity: VirtualServerIdentity) {
        guard var present = running[identity] else { return }
        present.isSuspended = lacksItsAddresses(present.server)
        if present.isSuspended { present.server.checksSuspended() }
        running[identity] = present
        perform(present.server.start())
        startCheckers(identity)
    }

    mutating func startCheckers(_ identity: VirtualServerIdentity) {
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

    mutating func followAddresses(_ identity: VirtualServerIdentity) {
        guard var present = running[identity], present.isSuspended != lacksItsAddresses(present.server) else { return }
        present.isSuspended.toggle()
        if present.isSuspended {
            present.server.checksSuspended()
            for index in present.checkers.indices {
                for check in present.checkers[index].indices { present.checkers[index][check].stop() }
            }
        } else {
            // The checkers go on with what they know.
            present.server.checksResumed(now: now)
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
