import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func address(_ last: UInt8, port: UInt16 = 80) -> ServiceIdentity {
    .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, last)), port: port))
}

private func group(_ services: [ServiceIdentity], _ realServers: [RealServerDefinition], sorryServer: SorryServerDefinition? = nil) -> VirtualServerDefinition {
    var definition = virtualServer(realServers, sorryServer: sorryServer)
    definition.identity = .group("shop", .tcp)
    definition.services = services
    return definition
}

@Suite("A virtual server that stands for a group of services")
struct GroupTests {
    private let services = [address(1), address(2), .firewallMark(7, .ipv4)]

    @Test("has all its real servers in every service, and one state for all")
    func desired() {
        var server = VirtualServer(group(services, [realServer(152), realServer(153)]))
        #expect(server.desired.count == 3)
        #expect(server.desired[address(1)]?.destinations.count == 2)
        let effects = server.check(0, isUp: false)
        // Only what the kernel is told grows with the group. A mark covers many ports, so its destinations have none.
        #expect(
            effects.changes == [
                .removeDestination(host(152), of: address(1)), .removeDestination(host(152), of: address(2)),
                .removeDestination(host(152, port: 0), of: .firewallMark(7, .ipv4)),
            ])
        #expect(effects.lines == ["Removing service [172.17.1.152]:tcp:80 from VS [shop]:0"])
    }

    @Test("members with several ports: NAT keeps a real server's port, the others have the member's")
    func ports() {
        var real = realServer(152)
        real.identity = host(152, port: 0)
        var translated = realServer(153)
        translated.settings.forwarding = .masquerade
        let server = VirtualServer(group([address(1, port: 80), address(1, port: 443)], [real, translated]))
        #expect(server.desired[address(1, port: 80)]?.destinations.keys.sorted() == [host(152, port: 80), host(153, port: 80)])
        #expect(server.desired[address(1, port: 443)]?.destinations.keys.sorted() == [host(153, port: 80), host(152, port: 443)].sorted())
    }

    @Test("members of both families keep their own width of persistence")
    func families() {
        var definition = group([address(1), .endpoint(.tcp, Endpoint(.v6(IPv6Address(high: 1, low: 1)), port: 80))], [realServer(152)])
        definition.settings.persistenceTimeout = 60
        definition.settings.persistencePrefixLength = 128
        let prefixes = VirtualServer(definition).desired.values.map(\.settings.persistencePrefixLength)
        #expect(prefixes.sorted() == [32, 128])
    }

    @Test("a reload that changes the members touches only those, and keeps all checkers")
    func members() throws {
        let servers = [realServer(152), realServer(153)]
        var server = VirtualServer(group([address(1), address(2)], servers))
        _ = server.check(1, isUp: false)
        let made = server.reconfigure(to: group([address(2), address(3)], servers), now: someTime)
        let reload = try #require(made)
        #expect(
            reload.effects.changes == [
                .addService(address(3), roundRobin), .addDestination(host(152), direct(weight: 1), of: address(3)),
                .removeService(address(1)),
            ])
        #expect(reload.checkers == [[CheckPosition(realServer: 0, check: 0)], [CheckPosition(realServer: 1, check: 0)]])
    }

    @Test("a service that another virtual server hands over is changed in place")
    func handedOver() throws {
        let servers = [realServer(152), realServer(153)]
        var server = VirtualServer(group([address(1)], servers))
        let former = TableService(settings: roundRobin, destinations: [host(152): direct(weight: 1), host(99): direct(weight: 1)])
        let made = server.reconfigure(to: group([address(1), address(2)], servers), taking: [address(2): former], now: someTime)
        let reload = try #require(made)
        #expect(
            reload.effects.changes == [.addDestination(host(153), direct(weight: 1), of: address(2)), .removeDestination(host(99), of: address(2))])
    }

    @Test("the sorry server takes over in every service, and leaves the table with them")
    func sorryServerInAll() {
        var server = VirtualServer(group([address(1), address(2)], [realServer(152)], sorryServer: sorry()))
        #expect(
            server.check(0, isUp: false).changes == [
                .addDestination(host(99), direct(weight: 1), of: address(1)), .removeDestination(host(152), of: address(1)),
                .addDestination(host(99), direct(weight: 1), of: address(2)), .removeDestination(host(152), of: address(2)),
            ])
        #expect(server.stop(.shutdown).changes == [.removeService(address(1)), .removeService(address(2))])
    }

    @Test("after a crash the states are those of the first service that is there, and the others are brought in line")
    func adopts() {
        let definition = group([address(1), address(2)], [realServer(152), realServer(153)])
        var earlier = VirtualServer(definition)
        _ = earlier.check(0, isUp: false)
        let left = Table(services: [address(2): earlier.desired[address(2)]].compactMapValues { $0 })
        let now = VirtualServer(definition, adopting: left.services)
        #expect(!now.isAlive(0) && now.isAlive(1))
        #expect(left.changes(toReach: Table(services: now.desired)).allSatisfy { $0.service == address(1) })
    }
}
