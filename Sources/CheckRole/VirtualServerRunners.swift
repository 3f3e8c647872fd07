internal import EventLoop
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VirtualServers

/// All virtual servers at work, by identity, and which service of the table belongs to which of them.
final class VirtualServerRunners {
    private let environment: CheckEnvironment
    private let table: KernelTable
    private let drainRecord: DrainRecord
    private var runners: [VirtualServerIdentity: VirtualServerRunner] = [:]
    /// Which groups the services of groups belong to.
    private var groups: [ServiceIdentity: VirtualServerIdentity] = [:]
    /// Gone from the configuration, and waiting for the last connections of their real servers.
    private var leaving: [VirtualServerRunner] = []
    private var drainsAreRecorded = true
    private let orderRecord: OrderRecord
    private var recordedOrders: OrderRecord.Orders?
    private var ordersAreRecorded = true

    /// - Parameter actual: what an earlier run of ours left in the kernel.
    init(_ environment: CheckEnvironment, _ table: KernelTable, _ definitions: [VirtualServerDefinition], adopting actual: Table, _ drainRecord: DrainRecord, _ orderRecord: OrderRecord) {
        self.environment = environment
        self.table = table
        self.drainRecord = drainRecord
        self.orderRecord = orderRecord
        let orders = orderRecord.read()
        let deadlines = drainRecord.read()
        for definition in definitions {
            let drains = definition.services.lazy.compactMap { deadlines[$0] }.first ?? [:]
            runners[definition.identity] = makeRunner(
                VirtualServer(
                    definition, adopting: actual.services, drains: drains, orders: orders[definition.identity] ?? [:], now: SystemClock.now()))
        }
        noteGroups(definitions)
        let wanted = Set(definitions.lazy.flatMap(\.services))
        for (service, drains) in deadlines where !wanted.contains(service) {
            guard let left = actual.services[service], let server = VirtualServer(leaving: service, in: left, drains: drains, now: SystemClock.now())
            else { continue }
            leaving.append(makeRunner(server))
        }
        environment.localAddresses.changed = { [unowned self] in
            for runner in runners.values { runner.followAddresses() }
        }
    }

    private func makeRunner(_ server: VirtualServer) -> VirtualServerRunner {
        let runner = VirtualServerRunner(environment, table, server)
        runner.drainsChanged = { [unowned self] in drainsChanged() }
        runner.ordersChanged = { [unowned self] in ordersChanged() }
        return runner
    }

    /// Begins checking, in the order of the configuration. The table is brought up before.
    func start(_ definitions: [VirtualServerDefinition]) {
        for definition in definitions { runners[definition.identity]?.start() }
        for runner in leaving { runner.start() }
        drainsChanged()
        ordersChanged()
    }

    func runner(_ identity: VirtualServerIdentity) -> VirtualServerRunner? { runners[identity] }

    /// Those that are gone from the configuration and wait for their last connections.
    var leavingRunners: [VirtualServerRunner] { leaving }

    var desiredTable: Table {
        var table = Table()
        for runner in all { table.services.merge(runner.server.desired) { first, _ in first } }
        return table
    }

    func runner(of identity: VirtualServerIdentity) -> VirtualServerRunner? { runners[identity] }

    var desiredServices: [ServiceIdentity] { all.flatMap(\.server.definition.services) }

    /// What the kernel should hold for this service; nil where it belongs to none of ours.
    func desired(_ service: ServiceIdentity) -> TableService? {
        let owner = groups[service].flatMap { runners[$0] } ?? runners[.service(service)] ?? leaving.first { $0.server.definition.services.contains(service) }
        return owner?.server.desired(for: service)
    }

    private func noteGroups(_ definitions: [VirtualServerDefinition]) {
        groups = [:]
        for definition in definitions where definition.identity.ownService == nil {
            for service in definition.services { groups[service] = definition.identity }
        }
    }

    private var all: [VirtualServerRunner] { Array(runners.values) + leaving }

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
            runners[identity] = nil
            let services = runner.server.definition.services
            if services.contains(where: { moving[$0] != nil }) {
                runner.stop(.removedFromConfiguration, moving: moving)
            } else {
                runner.leave()
                if !runner.server.hasLeft { leaving.append(runner) }
            }
        }
        drainsChanged()
        ordersChanged()
    }

    /// `share_checks` has changed: the checkers that there are follow.
    func settleCheckers() {
        for runner in runners.values { runner.settleCheckers() }
    }

    /// Services that stand in the table for one virtual server and are another one's now, as when an address joins a group. They
    /// are changed in place: to remove them with the old one would end what the new one has just taken over.
    private func servicesThatMove(_ definitions: [VirtualServerDefinition]) -> [ServiceIdentity: TableService] {
        var owners: [ServiceIdentity: VirtualServerIdentity] = [:]
        for definition in definitions {
            for service in definition.services { owners[service] = definition.identity }
        }
        var moving: [ServiceIdentity: TableService] = [:]
        func hand(_ services: [ServiceIdentity], of runner: VirtualServerRunner) {
            if services.isEmpty { return }
            let desired = runner.server.desired
            for service in services { moving[service] = desired[service] }
        }
        for (identity, runner) in runners {
            hand(runner.server.definition.services.filter { owners[$0].map { $0 != identity } ?? false }, of: runner)
        }
        // One that was leaving and has come back takes its service over again, with real servers that were to finish.
        for runner in leaving {
            let services = runner.server.definition.services.filter { owners[$0] != nil }
            hand(services, of: runner)
            if !services.isEmpty { runner.stop(.removedFromConfiguration, moving: moving) }
        }
        leaving.removeAll { runner in runner.server.definition.services.contains { owners[$0] != nil } }
        return moving
    }

    private func add(_ definition: VirtualServerDefinition, _ moving: [ServiceIdentity: TableService]) {
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

    // MARK: Drains

    /// Writes down who may finish until when, once in each round of the loop.
    private func drainsChanged() {
        leaving.removeAll { $0.server.hasLeft }
        guard drainsAreRecorded else { return }
        drainsAreRecorded = false
        environment.loop.atEndOfRound { [weak self] in self?.recordDrains() }
    }

    private func recordDrains() {
        drainsAreRecorded = true
        var deadlines: DrainRecord.Deadlines = [:]
        for runner in all where !runner.server.drainDeadlines.isEmpty {
            for service in runner.server.definition.services { deadlines[service] = runner.server.drainDeadlines }
        }
        if deadlines == recordedDrains { return }
        do throws(SystemError) {
            try drainRecord.write(deadlines)
            recordedDrains = deadlines
        } catch {
            environment.logger.error("\(error): after a crash, real servers that finish would leave at once")
        }
    }

    private var recordedDrains: DrainRecord.Deadlines?

    // MARK: Orders

    /// Writes down what is ordered, once in each round of the loop.
    private func ordersChanged() {
        guard ordersAreRecorded else { return }
        ordersAreRecorded = false
        environment.loop.atEndOfRound { [weak self] in self?.recordOrders() }
    }

    private var orders: OrderRecord.Orders {
        var orders: OrderRecord.Orders = [:]
        for (identity, runner) in runners where runner.server.hasOrders { orders[identity] = runner.server.administrativeStates }
        return orders
    }

    private func recordOrders() {
        ordersAreRecorded = true
        let orders = orders
        if orders == recordedOrders { return }
        do throws(SystemError) {
            try orderRecord.write(orders)
            recordedOrders = orders
        } catch {
            environment.logger.error("\(error): after a crash, what was ordered of real servers would be forgotten")
        }
    }

    /// The daemon ends, and with it what was ordered only for its time.
    func keepPersistentOrders() {
        do throws(SystemError) {
            try orderRecord.keepPersistent(of: orders)
        } catch {
            environment.logger.error("\(error): orders that were to persist are forgotten")
        }
    }

    // MARK: Stop

    func stop(_ definitions: [VirtualServerDefinition]) {
        keepPersistentOrders()
        for definition in definitions { runners[definition.identity]?.stop(.shutdown, moving: [:]) }
        for runner in leaving { runner.stop(.shutdown, moving: [:]) }
        try? drainRecord.write([:])
    }
}
