internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// A reload on its way through the virtual servers, one after the other: of 36,000 the loop is held by one at a time. Each is in force at
/// any moment, with the old definition or with the new one, and none is touched that is equal in both.
final class Following {
    private let runners: VirtualServerRunners
    /// Of the new configuration; where the running one is equal, that takes the place of the new one.
    private var definitions: [VirtualServerDefinition]
    /// The changed and the new ones, by index.
    private var changed: [Int] = []
    private var gone: [VirtualServerIdentity] = []
    private let number: Int
    /// Who has the services of the changed and the new ones from now on.
    private var owners: [ServiceIdentity: VirtualServerIdentity] = [:]
    private var suspects: [VirtualServerRunner] = []
    /// Services that stand in the table for one virtual server and are another one's now, as when an address joins a group. They
    /// are changed in place: to remove them with the old one would end what the new one has just taken over.
    private var moving: [ServiceIdentity: TableService] = [:]
    private var hasGroups = false
    private var stage = Stage.comparing
    /// How many of the present stage are done.
    private var done = 0

    private enum Stage {
        /// Which are equal?
        case comparing
        /// Which are gone?
        case missing
        /// Whose services are they?
        case claiming
        case handingOver
        /// What comes and what changes.
        case coming
        /// Last, so that a service that moves to another address is there before it goes.
        case going
        case over
    }

    /// - Parameter number: another one for each reload.
    init(_ runners: VirtualServerRunners, _ definitions: [VirtualServerDefinition], number: Int) {
        self.runners = runners
        self.definitions = definitions
        self.number = number
    }

    /// Takes the next step.
    ///
    /// - Returns: whether another one is left.
    func proceed() -> Bool {
        switch stage {
        case .comparing: compare()
        case .missing: lookForMissing()
        case .claiming: claim()
        case .handingOver: handOver()
        case .coming: come()
        case .going: go()
        case .over: return false
        }
        return stage != .over
    }

    /// Takes what is to be done with one of several.
    ///
    /// - Returns: nil where all are done, and the next stage begins.
    private func next(of count: Int, then following: Stage) -> Int? {
        guard done < count else {
            stage = following
            done = 0
            return nil
        }
        done += 1
        return done - 1
    }

    private func compare() {
        guard let index = next(of: definitions.count, then: .missing) else {
            suspects = Array(runners.runners.values)
            return
        }
        let identity = definitions[index].identity
        if identity.ownService == nil { hasGroups = true }
        let runner = runners.runners[identity]
        runner?.reload = number
        if let runner, runner.server.definition == definitions[index] {
            definitions[index] = runner.server.definition
        } else {
            changed.append(index)
        }
    }

    private func lookForMissing() {
        guard let index = next(of: suspects.count, then: .claiming) else { return }
        if suspects[index].reload != number { gone.append(suspects[index].server.definition.identity) }
    }

    private func claim() {
        guard let index = next(of: changed.count, then: .handingOver) else { return endClaiming() }
        let definition = definitions[changed[index]]
        for service in definition.services { owners[service] = definition.identity }
    }

    private func endClaiming() {
        // What is written down as ours and isn't made yet must not be taken for gone.
        runners.table.isPaused = true
        runners.table.claim(owners.keys)
        suspects = changed.compactMap { runners.runners[definitions[$0].identity] } + gone.compactMap { runners.runners[$0] }
    }

    /// Only what has changed or is gone can have lost a service to another.
    private func handOver() {
        guard let index = next(of: suspects.count, then: .coming) else { return endHandingOver() }
        let runner = suspects[index]
        let identity = runner.server.definition.identity
        hand(runner.server.definition.services.filter { owners[$0].map { $0 != identity } ?? false }, of: runner)
    }

    private func hand(_ services: [ServiceIdentity], of runner: VirtualServerRunner) {
        if services.isEmpty { return }
        let desired = runner.server.desired
        for service in services { moving[service] = desired[service] }
    }

    private func endHandingOver() {
        suspects = []
        // One that was leaving and has come back takes its service over again, with real servers that were to finish.
        for runner in runners.leaving {
            let services = runner.server.definition.services.filter { owners[$0] != nil }
            hand(services, of: runner)
            if !services.isEmpty { runner.stop(.removedFromConfiguration, moving: moving) }
        }
        runners.leaving.removeAll { runner in runner.server.definition.services.contains { owners[$0] != nil } }
        if hasGroups || !runners.groups.isEmpty { runners.noteGroups(definitions) }
        // Between the word that a service moves and the move nothing may happen to it.
        if !moving.isEmpty { while stage != .over { _ = proceed() } }
    }

    private func come() {
        guard let index = next(of: changed.count, then: .going) else { return }
        let definition = definitions[changed[index]]
        if let runner = runners.runners[definition.identity] {
            runner.reconfigure(to: definition, moving: moving)
        } else {
            runners.add(definition, moving)
        }
    }

    private func go() {
        guard let index = next(of: gone.count, then: .over) else {
            runners.definitions = definitions
            runners.table.isPaused = false
            runners.drainsChanged()
            return runners.ordersChanged()
        }
        runners.remove(gone[index], moving)
    }
}
