internal import ControlProtocol
internal import EventLoop
internal import HealthCheck
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VirtualServers

/// One virtual server at work: its state, its checkers, and the way of its changes to the kernel's table.
final class VirtualServerRunner: AddressFollower {
    private let environment: CheckEnvironment
    private let table: KernelTable
    private(set) var server: VirtualServer
    /// As in the definition: by real server, then by check.
    private var checkers: [[CheckerRunner]] = []
    /// Made for the first thing that waits for the time; most virtual servers never have one.
    private var timer: EventLoop.Timer?
    private var counter: ConnectionCounter?
    /// `ha_suspend`: none of its addresses is on this host.
    private(set) var isSuspended = false
    /// Up to which real server the checkers know that already; nil: all of them.
    private var addressesFollowed: Int?
    /// Called when real servers begin to drain or have ended.
    var drainsChanged: () -> Void = {}
    /// Called when what is ordered of real servers may have changed.
    var ordersChanged: () -> Void = {}
    private var hasStarted = false
    private var isStopped = false

    init(_ environment: CheckEnvironment, _ table: KernelTable, _ server: VirtualServer) {
        self.environment = environment
        self.table = table
        self.server = server
    }

    deinit {
        if let timer { environment.loop.disarm(timer) }
    }

    private func makeCheckers() -> [[CheckerRunner]] {
        server.definition.realServers.indices.map { realServer in
            server.definition.realServers[realServer].sharedChecks.indices.map { makeChecker(CheckPosition(realServer: realServer, check: $0)) }
        }
    }

    private func makeChecker(_ position: CheckPosition) -> CheckerRunner {
        let definition = server.definition.realServers[position.realServer].sharedChecks[position.check]
        return CheckerRunner(
            environment, definition, isUp: server.isPassing(position), isProven: server.isProven(position), position: position, owner: self)
    }

    /// Begins checking. The table is brought up for all virtual servers at once, not here, and before any checker is made.
    func start() {
        if hasStarted || isStopped { return }
        hasStarted = true
        checkers = makeCheckers()
        isSuspended = lacksItsAddresses
        if isSuspended { server.checksSuspended() }
        perform(server.start())
        if isSuspended { log(.suspended(server.definition.identity)) }
        for checker in checkers.joined() { begin(checker) }
    }

    private func begin(_ checker: CheckerRunner) {
        if isSuspended { checker.suspend() } else { checker.start() }
    }

    /// Follows a changed definition; checkers that are equal in both keep timers, retries and probes in flight.
    ///
    /// - Parameter moving: services that change hands by this reload.
    func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        finishWithAddresses()
        let old = checkers
        let hadRecords = server.drainCount > 0 || server.hasOrders
        let formerSubjects = announcedSubjects
        guard let reconfiguration = server.reconfigure(to: definition, taking: moving, now: environment.loop.now) else { return }
        var left = LeftBehind(old)
        checkers.removeAll(keepingCapacity: true)
        checkers.reserveCapacity(reconfiguration.kept.count)
        for kept in reconfiguration.kept { checkers.append(runners(kept, of: checkers.count, &left)) }
        for runner in left.rest { runner.stop() }
        perform(reconfiguration.effects, leaving: moving, because: "the configuration has changed")
        for subject in formerSubjects.subtracting(announcedSubjects) { environment.fifos.forget(subject) }
        if hadRecords || server.drainCount > 0 || server.hasOrders {
            drainsChanged()
            ordersChanged()
        }
        for (realServer, kept) in reconfiguration.kept.enumerated() {
            guard case .some(let positions) = kept else { continue }
            for (check, former) in positions.enumerated() where former == nil { begin(checkers[realServer][check]) }
        }
        followAddresses()
        finishWithAddresses()
    }

    /// The checkers of a real server of a new definition, kept or made.
    private func runners(_ kept: KeptChecks, of realServer: Int, _ left: inout LeftBehind) -> [CheckerRunner] {
        switch kept {
        case .all(let former, _):
            let runners = left.takeAll(of: former)
            if former != realServer { for runner in runners { runner.position.realServer = realServer } }
            return runners
        case .some(let positions):
            return positions.enumerated().map { check, former in
                let position = CheckPosition(realServer: realServer, check: check)
                guard let former else { return makeChecker(position) }
                let runner = left.take(former)
                runner.position = position
                return runner
            }
        }
    }

    /// - Parameter moving: services that another virtual server has taken over.
    func stop(_ reason: StopReason, moving: [ServiceIdentity: TableService]) {
        // One that has left already has said so, and another may have its name now.
        let isGone = reason == .removedFromConfiguration && !isStopped
        endChecks()
        if isGone { environment.quorums.note(server.definition.identity, isUp: nil) }
        let subjects = announcedSubjects
        perform(server.stop(reason), leaving: moving)
        if isGone { for subject in subjects { environment.fifos.forget(subject) } }
        if let timer { environment.loop.disarm(timer) }
        counter = nil
    }

    /// The virtual server is gone from the configuration. `server.hasLeft` tells when nothing is left of it.
    func leave() {
        endChecks()
        environment.quorums.note(server.definition.identity, isUp: nil)
        let subjects = announcedSubjects
        perform(server.leave(now: environment.loop.now))
        for subject in subjects { environment.fifos.forget(subject) }
    }

    private func endChecks() {
        for checker in checkers.joined() { checker.stop() }
        checkers = []
        isStopped = true
    }

    /// Nothing where nobody is told.
    private var announcedSubjects: Set<Announcement.Subject> { environment.fifos.isEmpty ? [] : server.announcedSubjects }

    /// `share_checks` has changed.
    func settleCheckers() {
        for checker in checkers.joined() { checker.settle(environment, isUp: server.isPassing(checker.position)) }
    }

    // MARK: What the checkers say

    func checkerChanged(_ position: CheckPosition, isUp: Bool) {
        perform(server.checkerChanged(position, isUp: isUp, now: environment.loop.now), because: cause(position))
    }

    /// A probe has ended, whatever came out.
    func checkerConfirmed(_ position: CheckPosition) {
        let effects = server.checkerConfirmed(position, now: environment.loop.now)
        if !effects.isEmpty { perform(effects) }
    }

    func checkerReported(_ position: CheckPosition, weight: WeightReport) {
        perform(server.checkerReported(position, weight: weight, now: environment.loop.now), because: cause(position))
    }

    /// What the checker's last probe found, for those who follow events.
    private func cause(_ position: CheckPosition) -> String? {
        guard checkers.indices.contains(position.realServer), checkers[position.realServer].indices.contains(position.check) else { return nil }
        let status = checkers[position.realServer][position.check].status
        return status.lastProbe.map { "\(status.title): \($0.summary)" }
    }

    func log(_ event: CheckEvent, at position: CheckPosition) {
        let definition = server.definition
        let name = RealServerName(definition.realServers[position.realServer].identity, of: definition.identity)
        environment.logger.info(
            "\(event.text(service: name, virtualServer: definition.identity))",
            metadata: DaemonLog.fields(virtualServer: "\(definition.identity)", realServer: "\(name)", event: event.name))
    }

    // MARK: Run time

    /// Carries out an operator's order about one real server.
    ///
    /// - Parameter cause: who ordered it.
    func obey(_ order: ServerOrder, realServer: DestinationIdentity, persistent: Bool, because cause: String) throws(OrderRefusal) {
        perform(try server.obey(order, realServer: realServer, persistent: persistent, now: environment.loop.now), because: cause)
        ordersChanged()
    }

    /// For times that are told to others.
    var clock: ClockReading { ClockReading(now: environment.loop.now, sinceEpoch: SystemClock.sinceEpoch()) }

    /// - Parameter realServer: an index of the definition.
    func checkStatuses(of realServer: Int) -> [CheckStatus] {
        checkers.indices.contains(realServer) ? checkers[realServer].map(\.status) : []
    }

    /// Has the checks of a real server made at once.
    func checkNow(_ realServer: Int) {
        guard checkers.indices.contains(realServer), !isSuspended else { return }
        for checker in checkers[realServer] { checker.hurry() }
    }

    // MARK: Addresses

    var followedAddresses: [IPAddress] {
        guard server.definition.suspendsWithoutAddress else { return [] }
        return server.definition.services.compactMap { if case .endpoint(_, let endpoint) = $0 { endpoint.address } else { nil } }
    }

    /// The checks rest where the last address of the virtual server leaves this host, and go on when one comes. Each checker hears of it in
    /// `proceedWithAddresses`.
    func followAddresses() {
        if !hasStarted || isStopped { return }
        let lacksAddresses = lacksItsAddresses
        if lacksAddresses == isSuspended { return }
        isSuspended = lacksAddresses
        if isSuspended { server.checksSuspended() } else { server.checksResumed(now: environment.loop.now) }
        followTime()
        log(isSuspended ? .suspended(server.definition.identity) : .resumed(server.definition.identity))
        addressesFollowed = 0
    }

    func proceedWithAddresses(_ left: inout Int) -> Bool {
        guard var realServer = addressesFollowed else { return false }
        while realServer < checkers.count, left > 0 {
            for checker in checkers[realServer] {
                if isSuspended { checker.suspend() } else { checker.resume(environment, isUp: server.isPassing(checker.position)) }
            }
            realServer += 1
            left -= 1
        }
        addressesFollowed = realServer < checkers.count ? realServer : nil
        return addressesFollowed != nil
    }

    private func finishWithAddresses() {
        var left = Int.max
        _ = proceedWithAddresses(&left)
    }

    private var lacksItsAddresses: Bool {
        guard server.definition.suspendsWithoutAddress else { return false }
        return !server.definition.services.contains { service in
            switch service {
            case .endpoint(_, let endpoint): environment.localAddresses.contains(endpoint.address)
            case .firewallMark: true
            }
        }
    }

    // MARK: Effects

    private func log(_ event: VirtualServerEvent, because cause: String? = nil) {
        environment.logger.log(
            level: event.isAlarming ? .error : .info, "\(event)",
            metadata: DaemonLog.fields(
                virtualServer: "\(server.definition.identity)", realServer: event.realServer.map { "\($0)" }, event: event.name))
        // At the end of the daemon there may be 36,000 of these, and nobody is left to follow.
        if case .realServerShutDown = event { return }
        environment.publish(RoleEvent { event.write(to: &$0, cause: cause) })
    }

    /// - Parameter moving: services that stay, since they are another virtual server's now.
    private func perform(_ effects: [VirtualServerEffect], leaving moving: [ServiceIdentity: TableService] = [:], because cause: String? = nil) {
        if !isStopped { environment.quorums.note(server.definition.identity, isUp: server.isUp) }
        for effect in effects {
            switch effect {
            case .change(.removeService(let service)) where moving[service] != nil: break
            case .change(let change): table.enqueue(change)
            case .event(let event): log(event, because: cause)
            case .run(let command): environment.notify(command)
            case .announce(let announcement): environment.announce(announcement)
            }
        }
        followTime()
    }

    // MARK: Time

    private func followTime() {
        if let deadline = server.deadline {
            let timer = self.timer ?? EventLoop.Timer { [unowned self] in timeHasCome() }
            self.timer = timer
            environment.loop.arm(timer, at: deadline)
        } else if let timer {
            environment.loop.disarm(timer)
        }
        if server.isDraining, counter == nil {
            counter = ConnectionCounter(environment.loop, environment.logger, services: server.definition.services, by: table.makeReader()) { [unowned self] in
                counted($0)
            }
        }
    }

    private func timeHasCome() {
        let (drains, orders) = (server.drainCount, server.administrativeStates)
        perform(server.handleTimeout(now: environment.loop.now))
        if server.drainCount != drains { drainsChanged() }
        if server.administrativeStates != orders { ordersChanged() }
    }

    private func counted(_ counts: [ServiceIdentity: ServiceStatistics]) {
        let effects = server.connectionsCounted(counts, now: environment.loop.now)
        if !server.isDraining { counter = nil }
        // Nobody has finished: nearly always, and of thousands each is counted each second.
        if effects.isEmpty { return }
        perform(effects)
        drainsChanged()
        if server.hasOrders { ordersChanged() }
    }
}

/// The checkers of an older definition, of which some are kept.
private struct LeftBehind {
    private let checkers: [[CheckerRunner]]
    /// Where each real server's begin, counted through.
    private var begins: [Int] = []
    private var isTaken: [Bool]

    init(_ checkers: [[CheckerRunner]]) {
        self.checkers = checkers
        var count = 0
        begins.reserveCapacity(checkers.count)
        for runners in checkers {
            begins.append(count)
            count += runners.count
        }
        isTaken = Array(repeating: false, count: count)
    }

    mutating func take(_ position: CheckPosition) -> CheckerRunner {
        isTaken[begins[position.realServer] + position.check] = true
        return checkers[position.realServer][position.check]
    }

    mutating func takeAll(of realServer: Int) -> [CheckerRunner] {
        let runners = checkers[realServer]
        for check in runners.indices { isTaken[begins[realServer] + check] = true }
        return runners
    }

    var rest: [CheckerRunner] {
        zip(checkers.joined(), isTaken).lazy.filter { !$0.1 }.map { $0.0 }
    }
}
