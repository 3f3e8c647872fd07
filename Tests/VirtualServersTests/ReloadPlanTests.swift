import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("What a reload writes, worked out from the real servers that differ alone")
struct ReloadPlanTests {
    /// Few addresses and ports: the kernel takes two real servers for one destination where only their ports differ, unless it translates
    /// addresses.
    private func definition(_ random: inout SeededGenerator, services: [ServiceIdentity], after former: VirtualServerDefinition? = nil) -> VirtualServerDefinition {
        var servers = former?.realServers ?? []
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: if !servers.isEmpty { servers.remove(at: Int.random(in: servers.indices, using: &random)) }
            case 1: servers.shuffle(using: &random)
            default:
                let identity = host(UInt8.random(in: 150...154, using: &random), port: UInt16.random(in: 80...81, using: &random))
                var server = RealServerDefinition(
                    identity: identity,
                    settings: DestinationSettings(
                        forwarding: Int.random(in: 0..<4, using: &random) == 0 ? .masquerade : .directRouting, weight: UInt32.random(in: 0...2, using: &random)),
                    inhibitOnFailure: Bool.random(using: &random), checks: [tcpCheck()])
                server.drainTimeout = Int.random(in: 0..<3, using: &random) == 0 ? .seconds(9) : .zero
                if let index = servers.firstIndex(where: { $0.identity == identity }) { servers[index] = server } else { servers.append(server) }
            }
        }
        var result = virtualServer(servers, quorum: UInt32.random(in: 1...3, using: &random))
        result.services = services
        if Int.random(in: 0..<3, using: &random) == 0 {
            result.sorryServer = SorryServerDefinition(
                identity: host(UInt8.random(in: 150...156, using: &random)), settings: direct(weight: 1), inhibit: Bool.random(using: &random))
        }
        return result
    }

    @Test("is what the whole tables before and after say", arguments: 0..<1000 as Range<UInt64>)
    func smallest(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // The second one has another port.
        let other = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 161)), port: 81))
        let services = Bool.random(using: &random) ? [web] : [web, other]
        let first = definition(&random, services: services)
        var server = VirtualServer(first, now: someTime)
        for index in first.realServers.indices where Bool.random(using: &random) { _ = server.check(index, isUp: false) }
        var table = Table(services: server.desired)
        var former = first
        for _ in 0..<3 {
            let next = definition(&random, services: services, after: former)
            guard let reload = server.reconfigure(to: next, now: someTime) else { continue }
            former = next
            let wanted = Table(services: server.desired)
            // The same commands, service by service.
            let expected = services.flatMap { table.services[$0]?.changes(of: $0, toReach: wanted.services[$0] ?? TableService(settings: roundRobin)) ?? [] }
            #expect(reload.effects.changes == expected, "seed \(seed)")
            table.apply(reload.effects.changes)
            #expect(table == wanted, "seed \(seed)")
            for index in next.realServers.indices where Int.random(in: 0..<4, using: &random) == 0 {
                _ = server.check(index, isUp: Bool.random(using: &random))
            }
            table = Table(services: server.desired)
        }
    }
}
