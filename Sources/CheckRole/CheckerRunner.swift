internal import HealthCheck
internal import VirtualServers

/// One checker of one real server. Others may stand behind the same probes.
final class CheckerRunner {
    private let shared: SharedChecker
    private unowned let owner: VirtualServerRunner
    /// Where the checker stands in the virtual server's present definition.
    var position: CheckPosition
    /// Among the owners of the shared checker.
    var place = 0
    private var hasStopped = false

    init(_ environment: CheckEnvironment, _ definition: Shared<CheckDefinition>, isUp: Bool, position: CheckPosition, owner: VirtualServerRunner) {
        self.position = position
        self.owner = owner
        shared = environment.registry.checker(for: definition, isUp: isUp, environment)
    }

    func start() {
        shared.join(self)
    }

    func stop() {
        hasStopped = true
        shared.leave(self)
    }

    func take(_ effect: CheckEffect) {
        if hasStopped { return }
        switch effect {
        case .becameUp: owner.checkerChanged(position, isUp: true)
        case .becameDown: owner.checkerChanged(position, isUp: false)
        case .weighed(let weight): owner.checkerReported(position, weight: weight)
        case .checked: owner.checkerConfirmed(position)
        case .log(let event): owner.log(event, at: position)
        }
    }
}
