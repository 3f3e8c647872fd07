internal import IPVSTable
internal import VirtualServers

/// All virtual servers at work, by identity, and which service of the table belongs to which of them.
final class VirtualServerRunners {
    private let environment: CheckEnvironment
    private let table: KernelTable
    private var runners: [VirtualServerIdentity: VirtualServerRunner] = [:]
    /// Which groups the services of groups belong to.
    private var groups: [ServiceIdentity: VirtualServerIdentity] = [:]

    /// - Parameter actual: what an earlier run of ours left in the kernel.
    init(_ environment: CheckEnvironment, _ table: KernelTable, _ definitions: [VirtualServerDefinition], adopting actual: Table) {
        self.environment = environment
        self.table = table
        for definition in definitions {
            runners[definition.identity] = VirtualServerRunner(environment, table, definition, adopting: actual.services)
        }
        noteGroups(definitions)
    }

    /// Begins checking, in the order of the configuration. The table is brought up before.
    func start(_ definitions: [VirtualServerDefinition]) {
        for definition in definitions { runners[definition.identity]?.start() }
    }

    var desiredTable: Table {
        var table = Table()
        for runner in runners.values { table.services.merge(runner.server.desired) { first, _ in first } }
        return table
    }

    /// What the kernel should hold for this service; nil where it belongs to none of ours.
    func desired(_ service: ServiceIdentity) -> TableService? {
        let owner = groups[service].flatMap { runners[$0] } ?? runners[.service(service)]
        return owner?.server.desired(for: service)
    }

    private func noteGroups(_ definitions: [VirtualServerDefinition]) {
        groups = [:]
        for definition in definitions where definition.identity.ownService == nil {
            for service in definition.services { groups[service] = definition.identity }
        }
    }

    // MARK: Reload

    /// Equal virtual servers aren't touched at all; changed ones keep what is equal in them.
    func follow(_ definitions: [VirtualServerDefinition]) {
        table.claim(definitions.lazy.flatMap(\.services))
        noteGroups(definitions)
        let moving = servicesThatMove(definitions)
        for definition in definitions {
            if let runner = runners[definition.identity] {
                if runner.server.definition != definition { runner.reconfigure(to: definition, moving: moving) }
            } else {
                add(definition, moving)
            }
        }
        // Last, so that a service that moves to another address is there before it goes.
        let wanted = Set(definitions.map(\.identity))
        for (identity, runner) in runners where !wanted.contains(identity) {
            runner.stop(.removedFromConfiguration, moving: moving)
            runners[identity] = nil
        }
    }

    /// Services that stand in the table for one virtual server and are another one's now, as when an address joins a group. They
    /// are changed in place: to remove them with the old one would end what the new one has just taken over.
    private func servicesThatMove(_ definitions: [VirtualServerDefinition]) -> [ServiceIdentity: TableService] {
        var owners: [ServiceIdentity: VirtualServerIdentity] = [:]
        for definition in definitions {
            for service in definition.services { owners[service] = definition.identity }
        }
        var moving: [ServiceIdentity: TableService] = [:]
        for (identity, runner) in runners {
            let services = runner.server.definition.services.filter { owners[$0].map { $0 != identity } ?? false }
            if services.isEmpty { continue }
            let desired = runner.server.desired
            for service in services { moving[service] = desired[service] }
        }
        return moving
    }

    private func add(_ definition: VirtualServerDefinition, _ moving: [ServiceIdentity: TableService]) {
        let runner = VirtualServerRunner(environment, table, definition, adopting: moving)
        runners[definition.identity] = runner
        let desired = runner.server.desired
        for service in definition.services {
            guard let wanted = desired[service] else { continue }
            let changes = moving[service].map { $0.changes(of: service, toReach: wanted) } ?? wanted.additions(as: service)
            for change in changes { table.enqueue(change) }
        }
        runner.start()
    }

    // MARK: Stop

    func stop(_ definitions: [VirtualServerDefinition]) {
        for definition in definitions { runners[definition.identity]?.stop(.shutdown, moving: [:]) }
    }
}
