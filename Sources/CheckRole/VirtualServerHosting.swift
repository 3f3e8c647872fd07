internal import EventLoop
internal import IPVSTable
internal import VirtualServers

/// What a reload does to the virtual servers at work.
extension VirtualServerRunners: VirtualServerHost {
    var identities: [VirtualServerIdentity] { definitions.map(\.identity) }

    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition? { runners[identity]?.server.definition }

    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService] { runners[identity]?.server.desired ?? [:] }

    func serversFoundUp(of identity: VirtualServerIdentity) -> Set<DestinationIdentity> { runners[identity]?.server.serversFoundUp ?? [] }

    var leavingServices: [[ServiceIdentity]] { leaving.isEmpty ? [] : leaving.all.map(\.server.definition.services) }

    func beginChanges() {
        // What is written down as ours and isn't made yet must not be taken for gone.
        table.isPaused = true
    }

    func claim(_ services: [ServiceIdentity]) {
        table.claim(services)
    }

    func takeFromLeaving(_ services: Set<ServiceIdentity>) -> [ServiceIdentity: TableService] {
        var taken: [ServiceIdentity: TableService] = [:]
        for service in services.sorted() {
            // One of several services takes the others with it.
            guard let runner = leaving.runner(of: service) else { continue }
            let desired = runner.server.desired
            for service in runner.server.definition.services where services.contains(service) { taken[service] = desired[service] }
            runner.stop(.removedFromConfiguration, moving: taken)
            leaving.remove(runner, services: runner.server.definition.services)
        }
        return taken
    }

    func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        guard let runner = runners[definition.identity] else { return }
        let services = runner.server.definition.services
        runner.reconfigure(to: definition, moving: moving)
        if services == definition.services { return forgetFollowers() }
        forgetLists()
        forgetGroup(definition.identity, services)
        noteGroup(definition)
    }

    func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService], foundUp: Set<DestinationIdentity>) {
        let runner = makeRunner(VirtualServer(definition, adopting: moving, foundUp: foundUp, now: environment.loop.now))
        runners[definition.identity] = runner
        noteGroup(definition)
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
        forgetGroup(identity, runner.server.definition.services)
        if runner.server.definition.services.contains(where: { moving[$0] != nil }) {
            runner.stop(.removedFromConfiguration, moving: moving)
        } else {
            runner.leave()
            if !runner.server.hasLeft { leaving.append(runner, services: runner.server.definition.services) }
            drainsChanged(of: runner)
        }
    }

    func endChanges(_ definitions: [VirtualServerDefinition]) {
        self.definitions = definitions
        table.isPaused = false
        noteDrains()
        ordersChanged()
    }
}
