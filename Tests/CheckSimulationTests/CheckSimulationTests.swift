import FakeKernel
import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("The check module in a simulation")
struct CheckSimulationTests {
    /// Real servers die and return, the configuration changes, somebody edits the table, batches get lost and a scheduler is missing for
    /// a time. Then all of it ends, and things must come right.
    @Test("whatever happens, soon after the kernel's table is what the real servers' state demands, and stays untouched", arguments: 0..<80 as Range<UInt64>)
    func converges(seed: UInt64) {
        var configurations = RandomConfigurations(random: SeededGenerator(seed: seed))
        var director = SimulatedDirector(seed: seed ^ 0xABCD)
        var definitions = configurations.configuration()
        director.begin(definitions)
        director.losesBatches = true
        for _ in 0..<30 {
            switch Int.random(in: 0..<6, using: &director.random) {
            case 0:
                definitions = Bool.random(using: &director.random) ? configurations.configuration() : configurations.variation(of: definitions)
                director.follow(definitions)
            case 1: director.sabotage()
            case 2: director.kernel.missingSchedulers = Bool.random(using: &director.random) ? [.weightedRoundRobin] : []
            default: director.turnOverAHost()
            }
            director.pass(.milliseconds(Int64.random(in: 0...6000, using: &director.random)))
        }
        director.losesBatches = false
        director.kernel.missingSchedulers = []
        director.pass(.seconds(150))
        #expect(director.kernel.table == director.desired, "seed \(seed)")
        for identity in director.order {
            guard let present = director.running[identity] else { continue }
            for (index, server) in present.server.definition.realServers.enumerated() {
                #expect(present.server.isAlive(index) == !director.dead.contains(server.identity.address), "seed \(seed): \(server.identity)")
            }
            #expect(present.server.definition == definitions.first { $0.identity == identity }, "seed \(seed)")
        }
        #expect(director.keeper.owned == Set(definitions.flatMap(\.services)), "seed \(seed)")
        let written = director.written
        director.pass(.seconds(60))
        #expect(director.written == written, "seed \(seed): nothing is left to be written")
    }

    @Test("for any two configurations and any kernel table, the plan gives the desired table, and a second time there is nothing to do", arguments: 0..<200 as Range<UInt64>)
    func anyTwoConfigurations(seed: UInt64) throws {
        var configurations = RandomConfigurations(random: SeededGenerator(seed: seed))
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

@Suite("A reload in a simulation")
struct ReloadSimulationTests {
    @Test("the commands lead to the new configuration's table and mention nothing that is equal in both", arguments: 0..<200 as Range<UInt64>)
    func commands(seed: UInt64) {
        var configurations = RandomConfigurations(random: SeededGenerator(seed: seed))
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
        var configurations = RandomConfigurations(random: SeededGenerator(seed: seed))
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

extension SimulatedDirector {
    /// A real server dies or returns.
    mutating func turnOverAHost() {
        guard let host = RandomConfigurations.hosts.randomElement(using: &random) else { return }
        if dead.remove(host) == nil { dead.insert(host) }
    }

    /// Somebody else edits a service of ours.
    mutating func sabotage() {
        guard let service = kernel.table.services.keys.sorted().randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: kernel.table = Table()
        case 1: kernel.table.services[service] = nil
        case 2: kernel.table.services[service]?.destinations = [:]
        default:
            for destination in kernel.table.services[service]?.destinations.keys.sorted() ?? [] {
                kernel.table.services[service]?.destinations[destination]?.weight = UInt32.random(in: 0...9, using: &random)
            }
        }
    }
}
