public import FakeKernel
public import HealthCheck
public import IPVSTable
public import NetworkTypes
public import VirtualServers

/// The check module's cores together, as the role joins them: checkers, virtual servers, the table's keeper and a kernel, in virtual time.
public struct SimulatedDirector {
    public struct Running {
        public var server: VirtualServer
        public var checkers: [[Checker]]
        /// `ha_suspend`: none of its addresses is here.
        var isSuspended = false

        func isDue(_ now: MonotonicInstant) -> Bool {
            if let due = server.deadline, due <= now { return true }
            return checkers.contains { checks in checks.contains { $0.deadline.map { $0 <= now } ?? false } }
        }
    }

    public var now = MonotonicInstant(nanoseconds: 0)
    public var random: SeededGenerator
    public var kernel = StrictKernel()
    public var keeper = TableKeeper()
    var schedule = ProbeSchedule<CheckPosition>(ProbeLimits())
    public internal(set) var running: [VirtualServerIdentity: Running] = [:]
    /// In the order of the configuration.
    public internal(set) var order: [VirtualServerIdentity] = []
    /// Gone from the configuration, waiting for the last connections of their real servers.
    public internal(set) var leaving: [VirtualServer] = []
    /// Real servers that answer no probe.
    public var dead: Set<IPAddress> = []
    /// Virtual addresses that another director has.
    public internal(set) var elsewhere: Set<IPAddress> = []
    /// How many connections real servers have, through each service that they are in.
    var connections: [IPAddress: UInt32] = [:]
    /// When connections are counted next, while a real server drains.
    private var nextCount: MonotonicInstant?
    /// A reload is under way: there is nothing to compare the kernel's table with.
    var isPaused = false
    /// Whether batches get lost.
    public var losesBatches = false
    /// Commands that reached the kernel.
    public var written = 0
    /// Services of somebody else. No command may name them.
    public var foreign: Set<ServiceIdentity> = []
    /// What should not have happened.
    public internal(set) var complaints: [String] = []

    public init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    // MARK: Time

    /// Lets time pass: probes, comparisons, counts, and what the virtual servers wait for.
    public mutating func pass(_ duration: Duration) {
        let end = now + duration
        var steps = 0
        while let due = nextDeadline, due <= end {
            steps += 1
            if steps > 200_000 { return complaints.append("there is no end of deadlines at \(now)") }
            now = max(now, due)
            runDue()
            send()
        }
        now = end
    }

    private var nextDeadline: MonotonicInstant? {
        var first = isPaused ? nil : keeper.deadline
        func note(_ deadline: MonotonicInstant?) {
            if let deadline { first = min(first ?? deadline, deadline) }
        }
        note(nextCount)
        for server in leaving { note(server.deadline) }
        for present in running.values {
            note(present.server.deadline)
            for checks in present.checkers {
                for checker in checks { note(checker.deadline) }
            }
        }
        return first
    }

    private mutating func runDue() {
        if let due = keeper.deadline, due <= now, !isPaused { compare() }
        // In the order of the configuration: that of a dictionary is another one in each process, and a seed must always do the same.
        for identity in order where running[identity]?.isDue(now) == true {
            if let due = running[identity]?.server.deadline, due <= now {
                perform(running[identity]?.server.handleTimeout(now: now) ?? [])
            }
            for position in positions(of: identity) {
                guard let due = running[identity]?.checkers[position.realServer][position.check].deadline, due <= now else { continue }
                probe(identity, position)
            }
        }
        for index in leaving.indices {
            if let due = leaving[index].deadline, due <= now { perform(leaving[index].handleTimeout(now: now)) }
        }
        if let due = nextCount, due <= now { countConnections() }
        followDrains()
    }

    private func positions(of identity: VirtualServerIdentity) -> [CheckPosition] {
        (running[identity]?.checkers ?? []).enumerated().flatMap { realServer, checks in
            checks.indices.map { CheckPosition(realServer: realServer, check: $0) }
        }
    }

    private mutating func probe(_ identity: VirtualServerIdentity, _ position: CheckPosition) {
        guard var checker = running[identity]?.checkers[position.realServer][position.check] else { return }
        checker.probeStarted(now: now)
        let verdict: Verdict = dead.contains(checker.definition.target.address) ? .failure(.connectionRefused) : .success
        let isFirst = !checker.hasResult
        let effects = checker.finished(verdict, now: now)
        running[identity]?.checkers[position.realServer][position.check] = checker
        for effect in effects {
            switch effect {
            case .becameUp: perform(running[identity]?.server.checkerChanged(position, isUp: true, now: now) ?? [])
            case .becameDown: perform(running[identity]?.server.checkerChanged(position, isUp: false, now: now) ?? [])
            default: break
            }
        }
        if isFirst { perform(running[identity]?.server.checkerConfirmed(position, now: now) ?? []) }
    }

    // MARK: Drains

    /// Connections are counted each second as long as somebody drains.
    mutating func followDrains() {
        leaving.removeAll(where: \.hasLeft)
        let isDraining = !leaving.isEmpty || running.values.contains(where: \.server.isDraining)
        if !isDraining { nextCount = nil } else if nextCount == nil { nextCount = now + .seconds(1) }
    }

    private mutating func countConnections() {
        nextCount = now + .seconds(1)
        // They end one after the other.
        for host in connections.keys.sorted() where Int.random(in: 0..<6, using: &random) == 0 { connections[host] = 0 }
        for identity in order {
            guard let present = running[identity], present.server.isDraining else { continue }
            let counts = counts(of: present.server)
            perform(running[identity]?.server.connectionsCounted(counts, now: now) ?? [])
        }
        for index in leaving.indices where leaving[index].isDraining {
            let counts = counts(of: leaving[index])
            perform(leaving[index].connectionsCounted(counts, now: now))
        }
    }

    private func counts(of server: VirtualServer) -> [ServiceIdentity: ServiceStatistics] {
        var counts: [ServiceIdentity: ServiceStatistics] = [:]
        for service in server.definition.services {
            guard let present = kernel.table.services[service] else { continue }
            counts[service] = ServiceStatistics(
                destinations: Dictionary(
                    uniqueKeysWithValues: present.destinations.keys.map {
                        ($0, DestinationStatistics(activeConnections: connections[$0.address] ?? 0))
                    }))
        }
        return counts
    }

    // MARK: The kernel

    /// - Parameter moving: services that stay, since they are another virtual server's now.
    mutating func perform(_ effects: [VirtualServerEffect], leaving moving: [ServiceIdentity: TableService] = [:]) {
        for effect in effects {
            guard case .change(let change) = effect else { continue }
            if case .removeService(let service) = change, moving[service] != nil { continue }
            keeper.enqueue(change)
        }
    }

    /// - Parameter isOneStep: all that waits is one decision, in the middle of which no service may be without a destination that had
    ///   one before and has one after it.
    public mutating func send(isOneStep: Bool = false) {
        var served: [ServiceIdentity: Bool] = [:]
        var gaps: Set<ServiceIdentity> = []
        var isUndisturbed = true
        while keeper.hasWork {
            let batch = keeper.nextBatch(upTo: 8)
            if losesBatches, Int.random(in: 0..<20, using: &random) == 0 {
                // Half of it may have been carried out.
                _ = kernel.answer(Array(batch.prefix(batch.count / 2)))
                _ = keeper.unanswered(batch, because: "lost", now: now)
                isUndisturbed = false
                continue
            }
            written += batch.count
            var refusals: [TableRefusal] = []
            for change in batch {
                if foreign.contains(change.service) { complaints.append("somebody else's service is changed: \(change)") }
                if isOneStep, served[change.service] == nil { served[change.service] = serves(change.service) }
                refusals += kernel.answer([change])
                if isOneStep, !serves(change.service) { gaps.insert(change.service) }
            }
            if !refusals.isEmpty { isUndisturbed = false }
            _ = keeper.answered(batch, refusals: refusals, now: now)
        }
        guard isOneStep, isUndisturbed else { return }
        for service in gaps where served[service] == true && serves(service) { complaints.append("\(service) was without destination for a moment") }
    }

    private func serves(_ service: ServiceIdentity) -> Bool {
        kernel.table.services[service]?.destinations.values.contains { $0.weight > 0 } ?? false
    }

    private mutating func compare() {
        let desired = desired
        keeper.beginComparison(of: desired.services.keys.sorted(), now: now)
        for _ in 0..<1000 {
            send()
            guard let service = keeper.nextService() else { break }
            _ = keeper.compare(service, actual: kernel.table.services[service], desired: desired.services[service], now: now)
        }
        _ = keeper.endComparison(now: now)
    }
}
