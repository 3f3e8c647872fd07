import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

/// The rules once more, computed from scratch out of the checkers' states; only the quorum remembers.
private struct Oracle {
    var definition: VirtualServerDefinition
    var passing: [[Bool]]
    /// What scripts have reported.
    var weights: [[Int?]]
    var isUp: Bool

    init(_ definition: VirtualServerDefinition) {
        self.definition = definition
        passing = definition.realServers.map { $0.checks.map { !$0.startsFailed } }
        weights = passing.map { $0.map { _ in nil } }
        isUp = false
        turnQuorum()
    }

    func isAlive(_ index: Int) -> Bool { passing[index].allSatisfy { $0 } }

    func weight(_ index: Int) -> UInt32 {
        let configured = Int(definition.realServers[index].settings.weight)
        return UInt32(max(0, configured + weights[index].compactMap { $0 }.map { $0 - configured }.reduce(0, +)))
    }

    var liveWeight: UInt64 {
        definition.realServers.indices.filter(isAlive).reduce(0) { $0 + UInt64(weight($1)) }
    }

    mutating func turnQuorum() {
        let weight = Int(liveWeight)
        let quorum = Int(definition.quorum)
        let hysteresis = Int(definition.hysteresis)
        if isUp, weight == 0 || weight < quorum - hysteresis {
            isUp = false
        } else if !isUp, weight >= quorum + hysteresis {
            isUp = true
        }
    }

    var destinations: [DestinationIdentity: DestinationSettings] {
        var result: [DestinationIdentity: DestinationSettings] = [:]
        for (index, server) in definition.realServers.enumerated() {
            var settings = server.settings
            settings.weight = weight(index)
            if !isAlive(index) || (!isUp && definition.sorryServer != nil) {
                if !server.inhibitOnFailure { continue }
                settings.weight = 0
            }
            result[server.identity] = settings
        }
        if let sorryServer = definition.sorryServer {
            var settings = sorryServer.settings
            if isUp {
                settings.weight = 0
                if sorryServer.inhibit, result[sorryServer.identity] == nil { result[sorryServer.identity] = settings }
            } else {
                result[sorryServer.identity] = settings
            }
        }
        return result
    }
}

private struct RandomDefinitions {
    var generator: SeededGenerator

    mutating func definition() -> VirtualServerDefinition {
        let hosts = (1...6).map { UInt8($0) }.shuffled(using: &generator).prefix(Int.random(in: 0...6, using: &generator))
        let quorum = UInt32.random(in: 1...5, using: &generator)
        var definition = virtualServer(
            hosts.map { realServer($0) }, quorum: quorum, hysteresis: UInt32.random(in: 0..<quorum, using: &generator))
        if Bool.random(using: &generator) {
            // Now and then the sorry server is one of the real servers.
            definition.sorryServer = sorry(UInt8.random(in: 5...12, using: &generator), inhibit: Bool.random(using: &generator))
        }
        for index in definition.realServers.indices {
            definition.realServers[index].settings.weight = UInt32.random(in: 0...3, using: &generator)
            definition.realServers[index].inhibitOnFailure = Bool.random(using: &generator)
            definition.realServers[index].checks = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                tcpCheck(port: UInt16.random(in: 80...82, using: &generator), startsFailed: Int.random(in: 0..<4, using: &generator) == 0)
            }
        }
        if Bool.random(using: &generator) { definition.settings.scheduler = .weightedRoundRobin }
        return definition
    }
}

@Suite("Whatever happens to a virtual server")
struct VirtualServerPropertyTests {
    @Test("its state, its desired service and the table that follows its effects are what the rules say", arguments: 0..<300 as Range<UInt64>)
    func incrementalEqualsFromScratch(seed: UInt64) {
        var random = RandomDefinitions(generator: SeededGenerator(seed: seed))
        let definition = random.definition()
        var server = VirtualServer(definition)
        var oracle = Oracle(definition)
        var table = Table(services: server.desired)

        for step in 0..<60 {
            let place: Comment = "seed \(seed), step \(step)"
            let effects: [VirtualServerEffect]
            if Int.random(in: 0..<10, using: &random.generator) == 0 {
                let new = random.definition()
                let reload = server.reconfigure(to: new)
                follow(reload, to: new, oracle: &oracle, place)
                effects = reload?.effects ?? []
            } else {
                effects = change(&server, &oracle, &random.generator)
            }
            let before = table
            table.apply(effects.changes)
            #expect(server.isUp == oracle.isUp, place)
            #expect(server.liveWeight == oracle.liveWeight, place)
            #expect(server.service.destinations == oracle.destinations, place)
            #expect(table.services == server.desired, place)
            #expect(before.changes(toReach: table).count == effects.changes.count, place)
        }
    }

    /// One random checker reports.
    private func change(
        _ server: inout VirtualServer, _ oracle: inout Oracle, _ generator: inout SeededGenerator
    ) -> [VirtualServerEffect] {
        guard let index = oracle.passing.indices.randomElement(using: &generator),
            let check = oracle.passing[index].indices.randomElement(using: &generator)
        else { return [] }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            let weight = Int.random(in: 0...4, using: &generator)
            oracle.weights[index][check] = weight
            oracle.turnQuorum()
            return server.checkerReported(CheckPosition(realServer: index, check: check), weight: UInt32(weight))
        }
        let isUp = Bool.random(using: &generator)
        oracle.passing[index][check] = isUp
        if !isUp { oracle.weights[index][check] = nil }
        oracle.turnQuorum()
        return server.checkerChanged(CheckPosition(realServer: index, check: check), isUp: isUp)
    }

    /// Carries the states over as the reconfiguration says, having looked at whether it says so rightly.
    private func follow(_ reload: Reconfiguration?, to new: VirtualServerDefinition, oracle: inout Oracle, _ place: Comment) {
        guard let reload else {
            #expect(new == oracle.definition, place)
            return
        }
        let old = oracle
        #expect(reload.checkers.map(\.count) == new.realServers.map(\.checks.count), place)
        let kept = reload.checkers.joined().compactMap { $0 }
        #expect(Set(kept).count == kept.count, place)
        oracle.definition = new
        oracle.passing = zip(new.realServers, reload.checkers).map { server, positions in
            let former = old.definition.realServers.firstIndex { $0.identity == server.identity }
            return zip(server.checks, positions).map { check, position in
                if let position {
                    #expect(former == position.realServer, place)
                    #expect(old.definition.realServers[position.realServer].checks[position.check] == check, place)
                    return old.passing[position.realServer][position.check]
                }
                return former.map(old.isAlive) ?? !check.startsFailed
            }
        }
        oracle.weights = reload.checkers.map { $0.map { position in position.flatMap { old.weights[$0.realServer][$0.check] } } }
        oracle.turnQuorum()
    }

    @Test("a reload and the reload back write nothing in sum where no real server was lost on the way", arguments: 0..<100 as Range<UInt64>)
    func thereAndBack(seed: UInt64) {
        var random = RandomDefinitions(generator: SeededGenerator(seed: seed))
        let definition = random.definition()
        var changed = definition
        for index in changed.realServers.indices { changed.realServers[index].settings.weight += 1 }
        var server = VirtualServer(definition)
        let before = server.desired
        guard server.isUp else { return }
        _ = server.reconfigure(to: changed)
        _ = server.reconfigure(to: definition)
        #expect(server.desired == before, "seed \(seed)")
    }
}
