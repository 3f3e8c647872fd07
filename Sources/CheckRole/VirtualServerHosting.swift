internal import EventLoop
internal import IPVSTable
internal import VirtualServers

/// What a reload does to the virtual servers at work.
extension VirtualServerRunners: VirtualServerHost {
    var identities: [VirtualServerIdentity] { definitions.map(\.identity) }

    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition? { runners[identity]?.server.definition }

    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService] { runners[identity]?.server.desired ?? [:] }

    func beginChanges(claiming services: [ServiceIdentity]) {
        // What is written down as ours and isn't made yet must not be taken for gone.
        table.isPaused = true
        table.claim(services)
    }

    func takeFromLeaving(_ isTaken: (ServiceIdentity) -> Bool) -> [ServiceIdentity: TableService] {
        var taken: [ServiceIdentity: TableService] = [:]
        for runner in leaving.all {
            let services = runner.server.definition.services.filter(isTaken)
            if services.isEmpty { continue }
            let desired = runner.server.desired
            for service in services { taken[service] = desired[service] }
            runner.stop(.removedFromConfiguration, moving: taken)
            leaving.remove(runner, services: runner.server.definition.services)
        }
        return taken
    }

    func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        runners[definition.identity]?.reconfigure(to: definition, moving: moving)
        forgetLists()
    }

    func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        let runner = makeRunner(VirtualServer(definition, adopting: moving, now: environment.loop.now))
        runners[definition.identity] = runner
        let desired = runner.server.desired
        for service in definition.services {
            guard let wanted = desired[service] else { continue }
            let changes = moving[service].map { $0.changes(of: service, toReach: wanted) } ?? wanted.additions(as: service)
            for change in changes { table.enqueue(change) }
        }
        runner.start()
    }

    func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService]) {
        guard let runner = runners.removeValue(forKey: identity) else { return }
        if runner.server.definition.services.contains(where: { moving[$0] != nil }) {
            runner.stop(.removedFromConfiguration, moving: moving)
        } else {
            runner.leave()
            if !runner.server.hasLeft { leaving.append(runner, services: runner.server.definition.services) }
        }
    }

    func endChanges(_ definitions: [VirtualServerDefinition]) {
        self.definitions = definitions
        if !groups.isEmpty || definitions.contains(where: { $0.identity.ownService == nil }) { noteGroups(definitions) }
        table.isPaused = false
        noteDrains()
        ordersChanged()
    }
}
