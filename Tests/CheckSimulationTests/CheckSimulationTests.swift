import FakeKernel
import HealthCheck
import IPVSTable
import NetworkTypes
import SimulatedServers
import Testing
import VirtualServers

@Suite("The check module in a simulation")
struct CheckSimulationTests {
    // Thousands of seeds in an optimised build: `simulation`.
    @Test("whatever happens, soon after the kernel's table is what the real servers' state demands, and stays untouched", arguments: 0..<25 as Range<UInt64>)
    func converges(seed: UInt64) {
        #expect(ServerConvergence.complaints(seed: seed) == [])
    }

    @Test("for any two configurations and any kernel table, the plan gives the desired table, and a second time there is nothing to do", arguments: 0..<200 as Range<UInt64>)
    func anyTwoConfigurations(seed: UInt64) throws {
        var configurations = RandomPools(seed: seed)
        var director = SimulatedDirector(seed: seed)
        director.begin(configurations.configuration())
        for _ in 0..<Int.random(in: 0...3, using: &director.random) { director.sabotage() }
        let before = director.kernel.table
        let next = configurations.configuration()

        // A daemon that starts on this table with another configuration.
        var successor = SimulatedDirector(seed: seed)
        successor.kernel.table = before
        successor.keeper = TableKeeper(owned: director.keeper.owned)
        let wanted = Table(services: Dictionary(uniqueKeysWithValues: next.flatMap { VirtualServer($0, now: successor.now).desired }))
        let plan = before.changes(toReach: wanted, owned: director.keeper.owned)
        var kernel = StrictKernel(before)
        try kernel.execute(plan)
        #expect(Table(services: kernel.table.services.filter { wanted.services[$0.key] != nil }) == wanted, "seed \(seed)")
        #expect(kernel.table.changes(toReach: wanted, owned: director.keeper.owned) == [], "seed \(seed)")
        for change in plan {
            switch change {
            case .addDestination(let destination, _, of: let service), .editDestination(let destination, _, of: let service):
                #expect(before.services[service]?.destinations[destination] != wanted.services[service]?.destinations[destination], "seed \(seed)")
            default: break
            }
        }
    }
}

@Suite("ha_suspend in a simulation")
struct SuspensionSimulationTests {
    @Test("checks that rested keep their retries: one failure isn't enough when the address comes back")
    func retries() throws {
        let (host, own) = (RandomPools.hosts[0], RandomPools.addresses[0])
        let timing = CheckTiming(connectTimeout: .seconds(1), retries: 1, delayBeforeRetry: .seconds(3), delayLoop: .seconds(5), warmup: .zero)
        var definition = VirtualServerDefinition(
            identity: .service(.endpoint(.tcp, Endpoint(own, port: 80))), settings: ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32),
            realServers: [
                RealServerDefinition(
                    identity: Endpoint(host, port: 80), settings: DestinationSettings(forwarding: .directRouting, weight: 1),
                    checks: [CheckDefinition(probe: .tcp, target: Endpoint(host, port: 80), timing: timing)])
            ])
        definition.suspendsWithoutAddress = true
        var director = SimulatedDirector(seed: 1)
        director.begin([definition])
        director.pass(.seconds(20))
        director.turnOver(own)
        director.dead.insert(host)
        director.pass(.seconds(60))
        #expect(director.running[definition.identity]?.server.isAlive(0) == true, "nothing is checked without the address")
        director.turnOver(own)
        director.pass(.milliseconds(3500))
        #expect(director.running[definition.identity]?.checkers[0][0].standing == .passing(failures: 1, of: 1))
        #expect(director.running[definition.identity]?.server.isAlive(0) == true)
        director.pass(.seconds(3))
        #expect(director.running[definition.identity]?.server.isAlive(0) == false)
    }
}

@Suite("A reload in a simulation")
struct ReloadSimulationTests {
    @Test("the commands lead to the new configuration's table and mention nothing that is equal in both", arguments: 0..<200 as Range<UInt64>)
    func commands(seed: UInt64) {
        var configurations = RandomPools(seed: seed)
        var director = SimulatedDirector(seed: seed)
        let first = configurations.configuration()
        director.begin(first)
        for _ in 0..<3 { director.turnOverAHost() }
        director.pass(.seconds(40))
        let before = director.kernel.table
        #expect(before == director.desired, "seed \(seed)")
        director.written = 0
        let second = seed % 2 == 0 ? configurations.variation(of: first) : configurations.configuration()
        director.follow(second)
        director.send()
        #expect(director.kernel.table == director.desired, "seed \(seed): thresholds, weights, schedulers and methods are pushed")
        #expect(director.written == before.changes(toReach: director.desired, owned: Set(before.services.keys)).count, "seed \(seed): and nothing else")
    }

    @Test("checkers that are equal in both configurations keep their timer and their retries; all others begin, none is forgotten", arguments: 0..<200 as Range<UInt64>)
    func checkers(seed: UInt64) {
        var configurations = RandomPools(seed: seed)
        var director = SimulatedDirector(seed: seed)
        let first = configurations.configuration()
        director.begin(first)
        director.turnOverAHost()
        director.pass(.milliseconds(Int64.random(in: 1000...9000, using: &director.random)))
        let before = director.running
        let second = seed % 2 == 0 ? configurations.variation(of: first) : configurations.configuration()
        director.follow(second)
        for definition in second {
            for (index, server) in definition.realServers.enumerated() {
                for (check, checkDefinition) in server.checks.enumerated() {
                    let now = director.running[definition.identity]?.checkers[index][check]
                    #expect(now?.definition == checkDefinition, "seed \(seed)")
                    #expect(now?.deadline != nil, "seed \(seed): it has its next probe")
                    guard let old = before[definition.identity],
                        let place = old.server.definition.realServers.firstIndex(where: { $0.identity == server.identity }),
                        let former = old.server.definition.realServers[place].checks.firstIndex(of: checkDefinition)
                    else { continue }
                    let kept = old.checkers[place][former]
                    #expect(now?.deadline == kept.deadline && now?.isUp == kept.isUp && now?.hasResult == kept.hasResult, "seed \(seed)")
                }
            }
        }
    }
}

@Suite("A reload in slices")
struct SlicedReloadTests {
    /// A director that has been at work for a while, and a configuration for it.
    private func prepare(_ seed: UInt64) -> (director: SimulatedDirector, first: [VirtualServerDefinition], second: [VirtualServerDefinition]) {
        var configurations = RandomPools(seed: seed)
        var director = SimulatedDirector(seed: seed)
        let first = configurations.configuration()
        director.begin(first)
        for _ in 0..<3 { director.turnOverAHost() }
        director.pass(.milliseconds(Int64.random(in: 1000...40000, using: &director.random)))
        return (director, first, seed % 3 == 0 ? configurations.variation(of: first) : configurations.configuration())
    }

    @Test("wherever it is cut, it ends where one in one go ends, and writes as much", arguments: 0..<200 as Range<UInt64>)
    func sameEnd(seed: UInt64) {
        var (sliced, _, second) = prepare(seed)
        var whole = sliced
        whole.follow(second)
        whole.send()
        // The loop sends what waits at the end of each slice.
        var cuts = SeededGenerator(seed: seed)
        sliced.follow(second) { director in
            if Bool.random(using: &cuts) { director.send() }
        }
        sliced.send()
        #expect(sliced.kernel.table == whole.kernel.table, "seed \(seed)")
        #expect(sliced.written == whole.written, "seed \(seed)")
        #expect(sliced.desired == whole.desired, "seed \(seed)")
        #expect(sliced.order == whole.order && sliced.keeper.owned == whole.keeper.owned, "seed \(seed)")
        #expect(sliced.complaints == [], "seed \(seed)")
        for (identity, present) in whole.running {
            #expect(sliced.running[identity]?.checkers.map { $0.map(\.deadline) } == present.checkers.map { $0.map(\.deadline) }, "seed \(seed)")
        }
    }

    @Test("whatever happens between the slices, what is equal in both configurations is only touched by what happens to it", arguments: 0..<200 as Range<UInt64>)
    func equalOnesGoOn(seed: UInt64) {
        var (director, first, second) = prepare(seed)
        let equal = second.filter(first.contains)
        // One that follows no reload while the same time passes.
        var still = director
        var passed = Duration.zero
        var cuts = SeededGenerator(seed: seed)
        director.follow(second) { director in
            let time = Duration.milliseconds(Int64.random(in: 0...900, using: &cuts))
            passed += time
            director.pass(time)
        }
        still.pass(passed)
        for definition in equal {
            let (after, before) = (director.running[definition.identity], still.running[definition.identity])
            #expect(after?.server.desired == before?.server.desired, "seed \(seed)")
            #expect(after?.checkers.map { $0.map(\.hasResult) } == before?.checkers.map { $0.map(\.hasResult) }, "seed \(seed)")
            #expect(after?.checkers.map { $0.map(\.deadline) } == before?.checkers.map { $0.map(\.deadline) }, "seed \(seed)")
        }
    }
}
