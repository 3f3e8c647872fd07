internal import HealthCheck
internal import VirtualServers

/// One checker of one real server. Others may stand behind the same probes.
final class CheckerRunner {
    private var shared: SharedChecker
    private unowned let owner: VirtualServerRunner
    /// Where the checker stands in the virtual server's present definition.
    var position: CheckPosition
    /// Among the owners of the shared checker.
    var place = 0
    private var hasStarted = false
    private var hasStopped = false
    /// `ha_suspend`: nothing is probed for it.
    private(set) var isSuspended = false

    init(_ environment: CheckEnvironment, _ definition: Shared<CheckDefinition>, isUp: Bool, isProven: Bool, position: CheckPosition, owner: VirtualServerRunner) {
        self.position = position
        self.owner = owner
        shared = environment.registry.checker(for: definition, isUp: isUp, isProven: isProven, environment)
    }

    var status: CheckStatus { shared.status }

    func hurry() {
        shared.hurry()
    }

    func start() {
        hasStarted = true
        shared.join(self)
    }

    /// Nothing is probed for this real server until `resume`; what is known of it stays.
    func suspend() {
        if isSuspended || hasStopped { return }
        isSuspended = true
        if hasStarted { shared.leave(self) }
    }

    /// Goes on, with the failures and the results that there were, or with the probes that others have begun meanwhile.
    ///
    /// - Parameter isUp: how the real server stands.
    func resume(_ environment: CheckEnvironment, isUp: Bool) {
        guard isSuspended, !hasStopped else { return }
        isSuspended = false
        shared = environment.registry.settle(shared, isFirst: !shared.hasOwners, isUp: isUp, environment)
        start()
    }

    /// `share_checks` has changed: goes over to a checker of its own, or to one that others have.
    ///
    /// - Parameter isUp: how the real server stands.
    func settle(_ environment: CheckEnvironment, isUp: Bool) {
        guard hasStarted, !hasStopped, !isSuspended else { return }
        let new = environment.registry.settle(shared, isFirst: place == 0, isUp: isUp, environment)
        if new === shared { return }
        shared.leave(self)
        shared = new
        new.join(self)
    }

    func stop() {
        hasStopped = true
        shared.leave(self)
    }

    func take(_ effect: CheckEffect) {
        if hasStopped || isSuspended { return }
        switch effect {
        case .becameUp: owner.checkerChanged(position, isUp: true)
        case .becameDown: owner.checkerChanged(position, isUp: false)
        case .weighed(let weight): owner.checkerReported(position, weight: weight)
        case .checked: owner.checkerConfirmed(position)
        case .log(let event): owner.log(event, at: position)
        }
    }
}
