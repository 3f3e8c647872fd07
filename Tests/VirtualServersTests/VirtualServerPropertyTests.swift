import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

struct RandomDefinitions {
    var generator: SeededGenerator

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

    mutating func definition() -> VirtualServerDefinition {
        let hosts = (1...6).map { UInt8($0) }.shuffled(using: &generator).prefix(Int.random(in: 0...6, using: &generator))
        let quorum = UInt32.random(in: 1...5, using: &generator)
        var definition = virtualServer(
            hosts.map { realServer($0) }, quorum: quorum, hysteresis: UInt32.random(in: 0..<quorum, using: &generator))
        if chance(2) {
            // Now and then the sorry server is one of the real servers.
            definition.sorryServer = sorry(UInt8.random(in: 5...12, using: &generator), inhibit: chance(2))
        }
        let scale: UInt32 = chance(2) ? 1 : 100
        if chance(2) { definition.panicThreshold = UInt8.random(in: 1...100, using: &generator) }
        if chance(3) { definition.initialState = .checking }
        for index in definition.realServers.indices {
            definition.realServers[index].settings.weight = UInt32.random(in: 0...3, using: &generator) * scale
            definition.realServers[index].inhibitOnFailure = chance(2)
            if chance(2) {
                definition.realServers[index].slowStart = SlowStart(
                    window: .milliseconds(Int.random(in: 1...30_000, using: &generator)), floor: UInt8.random(in: 1...100, using: &generator))
            }
            if chance(2) { definition.realServers[index].drainTimeout = .seconds(Int.random(in: 1...60, using: &generator)) }
            definition.realServers[index].checks = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                tcpCheck(port: UInt16.random(in: 80...82, using: &generator), startsFailed: definition.initialState == .checking || chance(4))
            }
        }
        if chance(2) { definition.settings.scheduler = .weightedRoundRobin }
        return definition
    }
}

/// A virtual server, the rules, the table that follows its effects, and what has been said of its quorum.
private struct Course {
    var server: VirtualServer
    var oracle: Oracle
    var table: Table
    var random: RandomDefinitions
    var now = someTime
    /// Whether the last word about the quorum was that it holds.
    var announced: Bool?

    init(seed: UInt64) {
        random = RandomDefinitions(generator: SeededGenerator(seed: seed))
        let definition = random.definition()
        server = VirtualServer(definition, now: someTime)
        oracle = Oracle(definition, decisionDeadline: server.isUndecided ? server.deadline : nil)
        table = Table(services: server.desired)
    }

    /// The effects go into the table; announcements of the quorum alternate.
    mutating func follow(_ effects: [VirtualServerEffect], _ place: Comment) {
        let before = table
        table.apply(effects.changes)
        #expect(before.changes(toReach: table).count == effects.changes.count, "no command undoes another: \(place)")
        for case .announce(let announcement) in effects {
            guard case .virtualServer = announcement.subject else { continue }
            #expect(announcement.isUp != announced, "the quorum's turns alternate: \(place)")
            announced = announcement.isUp
        }
    }

    func check(_ place: Comment) {
        #expect(server.isUp == oracle.isUp, place)
        #expect(server.isUndecided == oracle.isUndecided, place)
        #expect(server.isPanicking == oracle.isPanicking, place)
        #expect(server.liveWeight == oracle.liveWeight, place)
        #expect(table.services == server.desired, place)
        checkWhatIsRight(place)
        #expect(announced == (oracle.isUndecided ? nil : oracle.isUp), place)
        let expected = oracle.destinations(now: now)
        let actual = server.service.destinations
        #expect(actual.keys.sorted() == expected.keys.sorted(), place)
        for (identity, entry) in expected {
            guard var settings = actual[identity] else { continue }
            #expect(entry.weights.contains(settings.weight), "weight \(settings.weight) of \(identity) not in \(entry.weights), \(place)")
            settings.weight = entry.settings.weight
            #expect(settings == entry.settings, place)
        }
    }

    /// What it calls right is what it desires, and nothing beside it.
    private func checkWhatIsRight(_ place: Comment) {
        let right = server.service
        #expect(server.isRight(right, for: web), place)
        var wrong = right
        wrong.destinations[host(200)] = direct(weight: 1)
        #expect(!server.isRight(wrong, for: web), place)
        wrong = right
        wrong.settings.persistenceTimeout += 1
        #expect(!server.isRight(wrong, for: web), place)
        for (identity, settings) in right.destinations {
            wrong = right
            wrong.destinations[identity] = settings.weight == 0 ? direct(weight: 9) : direct(weight: 0)
            #expect(!server.isRight(wrong, for: web), place)
            wrong.destinations[identity] = nil
            #expect(!server.isRight(wrong, for: web), place)
        }
    }

    // MARK: What happens

    mutating func step(_ place: Comment) {
        switch Int.random(in: 0..<20, using: &random.generator) {
        case 0...1: reload(place)
        case 2...5: passTime(place)
        case 6...7: countConnections(place)
        case 8...9: order(place)
        default: report(place)
        }
    }

    private mutating func report(_ place: Comment) {
        guard let index = oracle.servers.indices.randomElement(using: &random.generator),
            let check = oracle.servers[index].passing.indices.randomElement(using: &random.generator)
        else { return }
        let position = CheckPosition(realServer: index, check: check)
        if Int.random(in: 0..<4, using: &random.generator) == 0 {
            let weight = Int.random(in: 0...4, using: &random.generator)
            oracle.reported(index, check, weight: weight)
            return follow(server.checkerReported(position, weight: .weight(UInt32(weight)), now: now), place)
        }
        let passes = Bool.random(using: &random.generator)
        let changes = oracle.servers[index].passing[check] != passes
        oracle.checked(index, check, passes: passes, now: now)
        // As a checker does: changes are told, and that there was a first result.
        if changes { follow(server.checkerChanged(position, isUp: passes, now: now), place) }
        follow(server.checkerConfirmed(position, now: now), place)
    }

    private mutating func passTime(_ place: Comment) {
        let end = now + .milliseconds(Int.random(in: 0...20_000, using: &random.generator))
        while let deadline = server.deadline, deadline <= end {
            now = max(now, deadline)
            oracle.timePasses(to: now)
            follow(server.handleTimeout(now: now), place)
            #expect(server.deadline.map { $0 > now } ?? true, "time stands still: \(place)")
            check(place)
        }
        now = end
        oracle.timePasses(to: now)
    }

    private mutating func countConnections(_ place: Comment) {
        let draining = oracle.servers.filter { if case .draining = $0.mode { true } else { false } }.map(\.definition.identity)
        let counts = Dictionary(uniqueKeysWithValues: (oracle.drains.keys.sorted() + draining).map { ($0, UInt32.random(in: 0...1, using: &random.generator)) })
        oracle.counted(counts)
        let statistics = counts.mapValues { DestinationStatistics(activeConnections: $0, inactiveConnections: 5) }
        follow(server.connectionsCounted([web: ServiceStatistics(destinations: statistics)], now: now), place)
    }

    private mutating func order(_ place: Comment) {
        guard let index = oracle.servers.indices.randomElement(using: &random.generator) else { return }
        let identity = oracle.servers[index].definition.identity
        let until = Bool.random(using: &random.generator) ? now + .milliseconds(Int.random(in: 1...30_000, using: &random.generator)) : nil
        let weight = UInt32.random(in: 0...4, using: &random.generator)
        let orders: [ServerOrder] = [.drain(until: until), .undrain, .disable, .enable, .enable, .weight(weight), .resetWeight]
        guard let order = orders.randomElement(using: &random.generator) else { return }
        do throws(OrderRefusal) {
            let isNew = oracle.servers[index].mode != .draining(until: until) && oracle.servers[index].mode != .drained
            let effects = try server.obey(order, realServer: identity, now: now)
            if case .drain = order, !isNew {} else { oracle.ordered(index, order, now: now) }
            follow(effects, place)
            if case .undrain = order { return }
            #expect(try server.obey(order, realServer: identity, now: now) == [], "the same order twice: \(place)")
        } catch {
            switch (order, oracle.servers[index].mode) {
            case (.drain, .disabled), (.undrain, .disabled): #expect(error == .isDisabled, place)
            case (.undrain, .inService): #expect(error == .isNotDraining, place)
            default: Issue.record("\(order) refused: \(error), \(place)")
            }
        }
    }

    mutating func leave(_ place: Comment) {
        let mayStay = !oracle.drains.isEmpty || oracle.servers.contains { $0.isAlive && $0.definition.drainTimeout > .zero }
        var effects = server.leave(now: now)
        table.apply(effects.changes)
        #expect(mayStay || server.hasLeft, place)
        while !server.hasLeft {
            #expect(table.services == server.desired, place)
            #expect(server.service.destinations.values.allSatisfy { $0.weight == 0 }, place)
            guard let deadline = server.deadline, deadline > now else {
                Issue.record("it waits for nothing: \(place)")
                return
            }
            now = deadline
            effects = server.handleTimeout(now: now)
            table.apply(effects.changes)
        }
        #expect(table.services.isEmpty, place)
        #expect(server.deadline == nil, place)
    }

    /// The new definition is often the old one with a change or two.
    private mutating func reload(_ place: Comment) {
        var new = random.definition()
        if Bool.random(using: &random.generator) {
            var close = oracle.definition
            close.realServers.shuffle(using: &random.generator)
            if let gone = close.realServers.indices.randomElement(using: &random.generator) { close.realServers.remove(at: gone) }
            new = close
        }
        guard let reload = server.reconfigure(to: new, now: now) else {
            #expect(new == oracle.definition, place)
            return
        }
        checkPositions(reload, new, place)
        oracle.reloaded(to: new, checkers: reload.checkers, now: now)
        follow(reload.effects, place)
    }

    /// Only equal checks of the same real server are carried over, each once.
    private func checkPositions(_ reload: Reconfiguration, _ new: VirtualServerDefinition, _ place: Comment) {
        #expect(reload.checkers.map(\.count) == new.realServers.map(\.checks.count), place)
        let kept = reload.checkers.joined().compactMap { $0 }
        #expect(Set(kept).count == kept.count, place)
        for (realServer, positions) in zip(new.realServers, reload.checkers) {
            for (check, position) in zip(realServer.checks, positions) {
                guard let position else { continue }
                let former = oracle.definition.realServers[position.realServer]
                #expect(former.identity == realServer.identity && former.checks[position.check] == check, place)
            }
        }
    }
}

@Suite("Whatever happens to a virtual server")
struct VirtualServerPropertyTests {
    @Test("its state, its desired service and the table that follows its effects are what the rules say", arguments: 0..<600 as Range<UInt64>)
    func incrementalEqualsFromScratch(seed: UInt64) {
        var course = Course(seed: seed)
        course.follow(course.server.start(), "seed \(seed), start")
        course.check("seed \(seed), start")
        for step in 0..<80 {
            let place: Comment = "seed \(seed), step \(step)"
            course.step(place)
            course.check(place)
        }
    }

    @Test("when it is gone from the configuration it leaves nothing behind, at the latest after the last drain", arguments: 0..<300 as Range<UInt64>)
    func leaving(seed: UInt64) {
        var course = Course(seed: seed)
        course.follow(course.server.start(), "seed \(seed), start")
        for step in 0..<20 { course.step("seed \(seed), step \(step)") }
        course.leave("seed \(seed)")
    }

    @Test("a process that takes over after a crash writes nothing", arguments: 0..<200 as Range<UInt64>)
    func adoption(seed: UInt64) {
        var course = Course(seed: seed)
        course.follow(course.server.start(), "seed \(seed), start")
        for step in 0..<40 { course.step("seed \(seed), step \(step)") }
        let earlier = course.server
        // What scripts have reported and a panic die with the process; an undecided one has nothing to adopt.
        let hasReports = course.oracle.servers.contains { $0.reports.contains { $0 != nil } }
        if hasReports || earlier.isPanicking || earlier.isUndecided { return }
        // Where a real server stands at weight 0 for another reason than its failure, the table doesn't tell.
        if earlier.definition.sorryServer != nil, !earlier.isUp { return }
        let now = VirtualServer(earlier.definition, adopting: earlier.desired, drains: earlier.drainDeadlines, orders: earlier.administrativeStates, now: course.now)
        let changes = Table(services: earlier.desired).changes(toReach: Table(services: now.desired))
        // The progress of a slow start is read from a rounded weight.
        #expect(changes.allSatisfy { if case .editDestination(_, let settings, _) = $0 { settings.weight > 0 } else { false } }, "seed \(seed): \(changes)")
        #expect(changes.isEmpty || earlier.definition.realServers.contains { $0.slowStart != nil }, "seed \(seed): \(changes)")
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
        _ = server.reconfigure(to: changed, now: someTime)
        _ = server.reconfigure(to: definition, now: someTime)
        #expect(server.desired == before, "seed \(seed)")
    }
}
