import FakeKernel
import HealthCheck
import IPVSTable
import NetworkTypes
import VirtualServers

/// The check module's cores together, as the role joins them: checkers, virtual servers, the table's keeper and a kernel, in virtual time.
struct SimulatedDirector {
    struct Running {
        var server: VirtualServer
        var checkers: [[Checker]]
    }

    var now = MonotonicInstant(nanoseconds: 0)
    var random: SeededGenerator
    var kernel = StrictKernel()
    var keeper = TableKeeper()
    var schedule = ProbeSchedule<CheckPosition>(ProbeLimits())
    var running: [VirtualServerIdentity: Running] = [:]
    /// In the order of the configuration.
    var order: [VirtualServerIdentity] = []
    /// Real servers that answer no probe.
    var dead: Set<IPAddress> = []
    /// Whether batches get lost.
    var losesBatches = false
    /// Commands that reached the kernel.
    var written = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    // MARK: Configuration

    mutating func begin(_ definitions: [VirtualServerDefinition]) {
        let wanted = Set(definitions.flatMap(\.services))
        keeper.claim(wanted)
        for definition in definitions {
            let server = VirtualServer(definition, now: now)
            running[definition.identity] = Running(server: server, checkers: makeCheckers(server))
        }
        order = definitions.map(\.identity)
        let present = Table(services: kernel.table.services.filter { wanted.contains($0.key) })
        keeper.begin(actual: present, desired: desired, now: now)
        for identity in order { start(identity) }
        send()
    }

    /// A reload: equal virtual servers aren't touched, changed ones keep what is equal in them.
    mutating func follow(_ definitions: [VirtualServerDefinition]) {
        keeper.claim(definitions.flatMap(\.services))
        for definition in definitions {
            if var present = running[definition.identity] {
                guard let reconfiguration = present.server.reconfigure(to: definition, now: now) else { continue }
                let old = present.checkers
                let fresh = makeCheckers(present.server)
                present.checkers = reconfiguration.checkers.enumerated().map { realServer, checks in
                    checks.enumerated().map { check, former in former.map { old[$0.realServer][$0.check] } ?? fresh[realServer][check] }
                }
                running[definition.identity] = present
                perform(reconfiguration.effects)
                start(definition.identity, isReload: true)
            } else {
                let server = VirtualServer(definition, now: now)
                running[definition.identity] = Running(server: server, checkers: makeCheckers(server))
                for (service, table) in server.desired.sorted(by: { $0.key < $1.key }) {
                    for change in table.additions(as: service) { keeper.enqueue(change) }
                }
                start(definition.identity)
            }
        }
        let wanted = Set(definitions.map(\.identity))
        for identity in order where !wanted.contains(identity) {
            guard let gone = running.removeValue(forKey: identity) else { continue }
            perform(gone.server.stop(.removedFromConfiguration))
        }
        order = definitions.map(\.identity)
    }

    private func makeCheckers(_ server: VirtualServer) -> [[Checker]] {
        server.definition.realServers.enumerated().map { realServer, definition in
            definition.checks.enumerated().map { check, definition in
                Checker(definition, isUp: server.isPassing(CheckPosition(realServer: realServer, check: check)))
            }
        }
    }

    private mutating func start(_ identity: VirtualServerIdentity, isReload: Bool = false) {
        guard let present = running[identity] else { return }
        if !isReload { perform(present.server.start()) }
        for (realServer, checks) in present.checkers.enumerated() {
            for (check, checker) in checks.enumerated() where checker.deadline == nil {
                let offset = schedule.offset(within: checker.definition.timing.warmup)
                _ = running[identity]?.checkers[realServer][check].start(now: now, after: offset)
            }
        }
    }

    /// All services that should stand, with all in them.
    var desired: Table {
        var table = Table()
        for present in running.values { table.services.merge(present.server.desired) { first, _ in first } }
        return table
    }

    // MARK: Time

    /// Lets time pass: probes, comparisons, and what the virtual servers wait for.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        var steps = 0
        while let due = nextDeadline, due <= end, steps < 200_000 {
            steps += 1
            now = max(now, due)
            runDue()
            send()
        }
        now = end
    }

    private var nextDeadline: MonotonicInstant? {
        var deadlines = [keeper.deadline]
        for present in running.values {
            deadlines.append(present.server.deadline)
            for checks in present.checkers { deadlines += checks.map(\.deadline) }
        }
        return deadlines.compactMap(\.self).min()
    }

    private mutating func runDue() {
        if let due = keeper.deadline, due <= now { compare() }
        for identity in order {
            if let due = running[identity]?.server.deadline, due <= now {
                let effects = running[identity]?.server.handleTimeout(now: now) ?? []
                perform(effects)
            }
            for position in positions(of: identity) {
                guard let due = running[identity]?.checkers[position.realServer][position.check].deadline, due <= now else { continue }
                probe(identity, position)
            }
        }
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
        let effects = checker.finished(verdict, now: now)
        running[identity]?.checkers[position.realServer][position.check] = checker
        for effect in effects {
            switch effect {
            case .becameUp: perform(running[identity]?.server.checkerChanged(position, isUp: true, now: now) ?? [])
            case .becameDown: perform(running[identity]?.server.checkerChanged(position, isUp: false, now: now) ?? [])
            default: break
            }
        }
    }

    mutating func perform(_ effects: [VirtualServerEffect]) {
        for effect in effects {
            if case .change(let change) = effect { keeper.enqueue(change) }
        }
    }

    // MARK: The kernel

    mutating func send() {
        while keeper.hasWork {
            let batch = keeper.nextBatch(upTo: 8)
            if losesBatches, Int.random(in: 0..<20, using: &random) == 0 {
                // Half of it may have been carried out.
                _ = kernel.answer(Array(batch.prefix(batch.count / 2)))
                _ = keeper.unanswered(batch, because: "lost", now: now)
            } else {
                written += batch.count
                _ = keeper.answered(batch, refusals: kernel.answer(batch), now: now)
            }
        }
    }

    private mutating func compare() {
        let desired = desired
        keeper.beginComparison(of: desired.services.keys.sorted(), now: now)
        for _ in 0..<1000 {
            send()
            guard let service = keeper.nextService() else { break }
            let actual = kernel.table.services[service]
            let wanted = desired.services[service]
            _ = keeper.compare(service, actual: actual, desired: wanted, now: now)
        }
        _ = keeper.endComparison(now: now)
    }
}
