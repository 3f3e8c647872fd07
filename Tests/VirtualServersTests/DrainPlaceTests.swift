import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

/// Groups of services with several ports, and real servers that stand there under their own port or under that of the service.
private struct RandomPlaces {
    var generator: SeededGenerator

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &generator)] }

    static func service(_ port: UInt16) -> ServiceIdentity { .endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: port)) }

    /// As the kernel takes it in a service with this port.
    static func place(_ server: RealServerDefinition, _ port: UInt16) -> DestinationIdentity {
        if server.settings.forwarding == .masquerade, server.identity.port != 0 { return server.identity }
        return Endpoint(server.identity.address, port: port)
    }

    mutating func definition() -> VirtualServerDefinition {
        let ports = pick([[80, 443], [80, 443, 8080], [443, 80], [80]] as [[UInt16]])
        var definition = virtualServer([])
        definition.identity = .group("shop", .tcp)
        definition.services = ports.map(Self.service)
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            var server = realServer(pick([1, 2, 3]))
            server.settings.forwarding = pick([.masquerade, .masquerade, .directRouting, .tunnel])
            server.identity.port = server.settings.forwarding == .masquerade ? pick([80, 443, 8080, 0]) : 0
            server.drainTimeout = pick([.zero, .seconds(20), .seconds(40)])
            server.inhibitOnFailure = pick([true, false])
            // The reader lets no two of a virtual server be one destination.
            let isNew = definition.realServers.allSatisfy { other in
                other.identity != server.identity && ports.allSatisfy { Self.place(other, $0) != Self.place(server, $0) }
            }
            if isNew { definition.realServers.append(server) }
        }
        return definition
    }
}

@Suite("Real servers that finish, and others in their places")
struct DrainPlaceTests {
    @Test("whatever comes and goes, the table follows, and no end of a drain touches a real server in force", arguments: 0..<300 as Range<UInt64>)
    func anyPlaces(seed: UInt64) {
        var random = RandomPlaces(generator: SeededGenerator(seed: seed))
        var now = someTime
        var server = VirtualServer(random.definition(), now: now)
        var table = Table(services: server.desired)
        for step in 0..<30 {
            let place: Comment = "seed \(seed), step \(step)"
            switch Int.random(in: 0..<8, using: &random.generator) {
            case 0...2: table.apply(server.reconfigure(to: random.definition(), now: now)?.effects.changes ?? [])
            case 3:
                now = now + .seconds(Int64.random(in: 1...30, using: &random.generator))
                if let deadline = server.deadline, deadline <= now { table.apply(server.handleTimeout(now: now).changes) }
            case 4...5:
                var counts: [ServiceIdentity: ServiceStatistics] = [:]
                for (service, present) in table.services {
                    counts[service] = ServiceStatistics(destinations: present.destinations.mapValues { _ in DestinationStatistics(activeConnections: random.pick([0, 0, 0, 1])) })
                }
                table.apply(server.connectionsCounted(counts, now: now).changes)
            case 6:
                if let index = server.definition.realServers.indices.randomElement(using: &random.generator) {
                    table.apply(server.check(index, isUp: random.pick([true, false])).changes)
                }
            default:
                let deadlines = server.drainDeadlines
                server = VirtualServer(server.definition, adopting: table.services, drains: deadlines, now: now)
                #expect(Set(server.drainDeadlines.keys).isSubset(of: deadlines.keys), place)
                table = Table(services: server.desired)
            }
            #expect(table.services == server.desired, place)
            for (index, definition) in server.definition.realServers.enumerated() {
                for case .endpoint(_, let endpoint) in server.definition.services {
                    let entry = table.services[RandomPlaces.service(endpoint.port)]?.destinations[RandomPlaces.place(definition, endpoint.port)]
                    let expected = server.isAlive(index) ? definition.settings : definition.inhibitOnFailure ? definition.settings.with(weight: 0) : nil
                    #expect(entry == expected, "\(definition.identity) \(endpoint.port) \(place)")
                }
            }
        }
        // Once all have finished, nobody is left behind.
        _ = server.handleTimeout(now: now + .seconds(100))
        #expect(!server.isDraining)
    }
}

extension DestinationSettings {
    fileprivate func with(weight: UInt32) -> DestinationSettings {
        var other = self
        other.weight = weight
        return other
    }
}
