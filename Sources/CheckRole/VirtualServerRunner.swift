internal import HealthCheck
internal import IPVSTable
internal import Logging
internal import VirtualServers

/// One virtual server at work: its state, its checkers, and the way of its changes to the kernel's table.
final class VirtualServerRunner {
    private let environment: CheckEnvironment
    private let table: KernelTable
    private(set) var server: VirtualServer
    /// As in the definition: by real server, then by check.
    private var checkers: [[CheckerRunner]] = []

    /// - Parameter actual: what stands in the kernel already: left by an earlier run of ours, or handed over by another virtual server.
    init(
        _ environment: CheckEnvironment, _ table: KernelTable, _ definition: VirtualServerDefinition,
        adopting actual: [ServiceIdentity: TableService]
    ) {
        self.environment = environment
        self.table = table
        server = VirtualServer(definition, adopting: actual)
        checkers = definition.realServers.indices.map { realServer in
            definition.realServers[realServer].checks.indices.map { makeChecker(CheckPosition(realServer: realServer, check: $0)) }
        }
    }

    private func makeChecker(_ position: CheckPosition) -> CheckerRunner {
        let definition = server.definition.realServers[position.realServer].checks[position.check]
        return CheckerRunner(environment, definition, isUp: server.isPassing(position), position: position, owner: self)
    }

    /// Begins checking. The table is brought up for all virtual servers at once, not here.
    func start() {
        perform(server.start())
        for checker in checkers.joined() { checker.start() }
    }

    /// Follows a changed definition; checkers that are equal in both keep timers, retries and probes in flight.
    ///
    /// - Parameter moving: services that change hands by this reload.
    func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        let old = checkers
        guard let reconfiguration = server.reconfigure(to: definition, taking: moving) else { return }
        var kept: Set<CheckPosition> = []
        checkers = reconfiguration.checkers.enumerated().map { realServer, checks in
            checks.enumerated().map { check, former in
                let position = CheckPosition(realServer: realServer, check: check)
                guard let former else { return makeChecker(position) }
                kept.insert(former)
                let runner = old[former.realServer][former.check]
                runner.position = position
                return runner
            }
        }
        for (realServer, runners) in old.enumerated() {
            for (check, runner) in runners.enumerated() where !kept.contains(CheckPosition(realServer: realServer, check: check)) { runner.stop() }
        }
        perform(reconfiguration.effects, leaving: moving)
        for (realServer, checks) in reconfiguration.checkers.enumerated() {
            for (check, former) in checks.enumerated() where former == nil { checkers[realServer][check].start() }
        }
    }

    /// - Parameter moving: services that another virtual server has taken over.
    func stop(_ reason: StopReason, moving: [ServiceIdentity: TableService]) {
        for checker in checkers.joined() { checker.stop() }
        perform(server.stop(reason), leaving: moving)
    }

    func checkerChanged(_ position: CheckPosition, isUp: Bool) {
        perform(server.checkerChanged(position, isUp: isUp))
    }

    func checkerReported(_ position: CheckPosition, weight: UInt32) {
        perform(server.checkerReported(position, weight: weight))
    }

    func log(_ event: CheckEvent, at position: CheckPosition) {
        let definition = server.definition
        let name = RealServerName(definition.realServers[position.realServer].identity, of: definition.identity)
        environment.logger.info("\(event.text(service: name, virtualServer: definition.identity))")
    }

    private func log(_ event: VirtualServerEvent) {
        environment.logger.info("\(event)")
    }

    /// - Parameter moving: services that stay, since they are another virtual server's now.
    private func perform(_ effects: [VirtualServerEffect], leaving moving: [ServiceIdentity: TableService] = [:]) {
        for effect in effects {
            switch effect {
            case .change(.removeService(let service)) where moving[service] != nil: break
            case .change(let change): table.enqueue(change)
            case .event(let event): log(event)
            case .run(let command): environment.notify(command)
            }
        }
    }
}
