internal import EventLoop
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import VirtualServers

/// All virtual servers at work, by identity, and which service of the table belongs to which of them.
final class VirtualServerRunners {
    let environment: CheckEnvironment
    let table: KernelTable
    private let drainRecord: DrainRecord
    var runners: [VirtualServerIdentity: VirtualServerRunner] = [:] {
        didSet { forgetLists() }
    }
    /// Which groups the services of groups belong to.
    private(set) var groups: [ServiceIdentity: VirtualServerIdentity] = [:]
    /// Gone from the configuration, and waiting for the last connections of their real servers.
    var leaving = LeavingRunners<VirtualServerRunner>() {
        didSet { forgetLists() }
    }
    private let orderRecord: OrderRecord
    private var recordedOrders: OrderRecord.Orders?
    private var ordersAreRecorded = true
    /// Those in force, in their order.
    var definitions: [VirtualServerDefinition] = [] {
        didSet { knownOrder = nil }
    }

    /// - Parameter actual: what an earlier run of ours left in the kernel.
    init(_ environment: CheckEnvironment, _ table: KernelTable, _ definitions: [VirtualServerDefinition], adopting actual: Table, _ drainRecord: DrainRecord, _ orderRecord: OrderRecord) {
        self.environment = environment
        self.table = table
        self.drainRecord = drainRecord
        self.orderRecord = orderRecord
        let orders = orderRecord.read()
        let deadlines = drainRecord.read()
        // One look at the clock for all: where it is a system call, a thousand are felt.
        let now = SystemClock.now()
        let identities = orders.isEmpty ? [] : Set(definitions.lazy.map(\.identity))
        for definition in definitions {
            let drains = definition.services.lazy.compactMap { deadlines[$0] }.first ?? [:]
            runners[definition.identity] = makeRunner(
                VirtualServer(
                    definition, adopting: actual.services, drains: drains,
                    orders: OrderRecord.orders(of: definition.identity, in: orders, beside: identities), now: now))
        }
        for definition in definitions { noteGroup(definition) }
        let wanted = Set(definitions.lazy.flatMap(\.services))
        for (service, drains) in deadlines where !wanted.contains(service) {
            guard let left = actual.services[service], let server = VirtualServer(leaving: service, in: left, drains: drains, now: now)
            else { continue }
            leaving.append(makeRunner(server), services: server.definition.services)
        }
        environment.localAddresses.changed = { [unowned self] in addressFollowers.addressesChanged($0) }
    }

    private lazy var addressFollowers = AddressFollowers<VirtualServerRunner>(environment.loop) { [unowned self] in Array(runners.values) }

    /// So many begin to be checked between two looks at the clock.
    private static let realServersInAStep = 16

    func makeRunner(_ server: VirtualServer) -> VirtualServerRunner {
        let runner = VirtualServerRunner(environment, table, server)
        runner.drainsChanged = { [unowned self, unowned runner] in drainsChanged(of: runner) }
        runner.ordersChanged = { [unowned self] in ordersChanged() }
        return runner
    }

    /// Begins checking, in the order of the configuration; the table is brought up before.
    ///
    /// - Returns: steps, each of which begins with some virtual servers and says whether another one is left.
    func start(_ definitions: [VirtualServerDefinition]) -> () -> Bool {
        self.definitions = definitions
        var started = 0
        return { [unowned self] in
            var left = Self.realServersInAStep
            while started < definitions.count, left > 0 {
                runners[definitions[started].identity]?.start()
                left -= 1 + definitions[started].realServers.count
                started += 1
            }
            if left <= 0 { return true }
            for runner in leaving.all { runner.start() }
            noteDrains()
            ordersChanged()
            return false
        }
    }

    func runner(_ identity: VirtualServerIdentity) -> VirtualServerRunner? { runners[identity] }

    /// Those that are gone from the configuration and wait for their last connections.
    var leavingRunners: [VirtualServerRunner] { leaving.all }

    var desiredTable: Table {
        var table = Table()
        for runner in all { table.services.merge(runner.server.desired) { first, _ in first } }
        return table
    }

    /// Made when it is asked for after a change: each comparison with the kernel asks.
    var desiredServices: [ServiceIdentity] {
        if let knownServices { return knownServices }
        var services: [ServiceIdentity] = []
        services.reserveCapacity(runners.count + groups.count)
        for runner in runners.values { services += runner.server.definition.services }
        for runner in leaving.all { services += runner.server.definition.services }
        knownServices = services
        return services
    }

    private var knownServices: [ServiceIdentity]?

    /// The virtual servers, or the services of one, are others.
    func forgetLists() {
        knownServices = nil
        knownOrder = nil
        forgetFollowers()
    }

    /// The virtual servers, or the addresses that one follows, are others.
    func forgetFollowers() {
        addressFollowers.forget()
    }

    /// In the order of the configuration, and then those that are leaving. Made when it is asked for after a change: each page of an answer asks.
    var ordered: [VirtualServerRunner] {
        if let knownOrder { return knownOrder }
        let order = definitions.compactMap { runners[$0.identity] } + leaving.all
        knownOrder = order
        return order
    }

    private var knownOrder: [VirtualServerRunner]?

    /// What the kernel should hold for this service; nil where it belongs to none of ours.
    func desired(_ service: ServiceIdentity) -> TableService? {
        owner(of: service)?.server.desired(for: service)
    }

    func isRight(_ actual: TableService, for service: ServiceIdentity) -> Bool {
        owner(of: service)?.server.isRight(actual, for: service) ?? false
    }

    private func owner(of service: ServiceIdentity) -> VirtualServerRunner? {
        groups[service].flatMap { runners[$0] } ?? runners[.service(service)] ?? leaving.runner(of: service)
    }

    func noteGroup(_ definition: VirtualServerDefinition) {
        if definition.identity.ownService != nil { return }
        for service in definition.services { groups[service] = definition.identity }
    }

    /// - Parameter services: those that it had. Some may be another group's by now.
    func forgetGroup(_ identity: VirtualServerIdentity, _ services: [ServiceIdentity]) {
        if identity.ownService != nil { return }
        for service in services where groups[service] == identity { groups[service] = nil }
    }

    private var all: [VirtualServerRunner] { Array(runners.values) + leaving.all }

    // MARK: Reload

    /// `share_checks` has changed: the checkers that there are follow.
    func settleCheckers() {
        for runner in runners.values { runner.settleCheckers() }
    }

    /// Follows another configuration: equal virtual servers aren't touched at all; changed ones keep what is equal in them.
    ///
    /// - Returns: steps, each of which says whether another one is left.
    func follow(_ definitions: [VirtualServerDefinition]) -> () -> Bool {
        var following = Following(definitions)
        var host = self
        return { following.proceed(&host) }
    }

    // MARK: Drains

    /// Some of its real servers have begun to drain, or have ended.
    func drainsChanged(of runner: VirtualServerRunner) {
        let services = runner.server.definition.services
        if runner.server.hasLeft { leaving.remove(runner, services: services) }
        drainRecord.note(services, runner.server.drainDeadlines)
    }

    /// Services have changed hands, or have come from an earlier run: takes down who may finish anywhere, and nobody else.
    func noteDrains() {
        for runner in all where runner.server.drainCount > 0 { drainRecord.note(runner.server.definition.services, runner.server.drainDeadlines) }
        drainRecord.keepOnly { service in (owner(of: service)?.server.drainCount ?? 0) > 0 }
    }

    // MARK: Orders

    /// Writes down what is ordered, once in each round of the loop.
    func ordersChanged() {
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

    /// In the order of the configuration; what a reload under way has not come to is stopped as it is.
    func stop() {
        keepPersistentOrders()
        var others = runners
        for definition in definitions { others.removeValue(forKey: definition.identity)?.stop(.shutdown, moving: [:]) }
        for runner in others.values { runner.stop(.shutdown, moving: [:]) }
        for runner in leaving.all { runner.stop(.shutdown, moving: [:]) }
        drainRecord.remove()
    }
}
