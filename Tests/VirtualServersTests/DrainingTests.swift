import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func patient(_ number: UInt8, weight: UInt32 = 1, inhibit: Bool = false) -> RealServerDefinition {
    var server = realServer(number, weight: weight, inhibit: inhibit)
    server.drainTimeout = .seconds(300)
    return server
}

private func counts(
    _ active: UInt32, inactive: UInt32 = 0, of service: ServiceIdentity = web, port: UInt16 = 80
) -> [ServiceIdentity: ServiceStatistics] {
    [service: ServiceStatistics(destinations: [host(152, port: port): DestinationStatistics(activeConnections: active, inactiveConnections: inactive)])]
}

@Suite("A real server that is gone from the configuration and may finish")
struct DrainingTests {
    private func drained() -> VirtualServer {
        var server = VirtualServer(virtualServer([patient(152), patient(153)]))
        _ = server.reconfigure(to: virtualServer([patient(153)]), now: someTime)
        return server
    }

    @Test("gets weight 0, and leaves when its connections have ended")
    func finishes() throws {
        var server = VirtualServer(virtualServer([patient(152), patient(153)]))
        let made = server.reconfigure(to: virtualServer([patient(153)]), now: someTime)
        let reload = try #require(made)
        #expect(reload.effects.changes == [.editDestination(host(152), direct(weight: 0), of: web)])
        #expect(
            reload.effects.lines.last == "Draining service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80: weight 0 until its connections have ended, at most 300 s")
        #expect(server.connectionsCounted(counts(2), now: someTime) == [])
        // A connection that is just being opened is none yet.
        #expect(server.connectionsCounted(counts(0, inactive: 1), now: someTime) == [])
        #expect(server.connectionsCounted(counts(1), now: someTime) == [])
        #expect(server.connectionsCounted(counts(0, inactive: 1), now: someTime) == [])
        let end = server.connectionsCounted(counts(0), now: someTime)
        #expect(end.changes == [.removeDestination(host(152), of: web)])
        #expect(end.lines == ["Removing service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80: its connections have ended"])
        #expect(!server.isDraining && server.deadline == nil)
    }

    @Test("leaves at the deadline whatever is still open")
    func deadline() throws {
        var server = drained()
        _ = server.connectionsCounted(counts(7), now: someTime)
        let deadline = try #require(server.deadline)
        #expect(deadline == someTime + .seconds(300))
        #expect(server.handleTimeout(now: someTime + .seconds(299)) == [])
        let end = server.handleTimeout(now: deadline)
        #expect(end.changes == [.removeDestination(host(152), of: web)])
        #expect(end.lines == ["Removing service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80: drain_timeout is over, it had 7 connections"])
    }

    @Test("takes traffic again when it comes back into the configuration")
    func comesBack() {
        var server = drained()
        let back = server.reconfigure(to: virtualServer([patient(152), patient(153)]), now: someTime)
        #expect(back?.effects.changes == [.editDestination(host(152), direct(weight: 1), of: web)])
        #expect(!server.isDraining)
    }

    @Test("a dead one has nothing to finish, nor one without drain_timeout")
    func notAll() {
        var server = VirtualServer(virtualServer([patient(152, inhibit: true), realServer(153), realServer(154)]))
        _ = server.check(0, isUp: false)
        let reload = server.reconfigure(to: virtualServer([realServer(154)]), now: someTime)
        #expect(reload?.effects.changes == [.removeDestination(host(152), of: web), .removeDestination(host(153), of: web)])
    }

    /// A real server under NAT that goes, and one at its address under another method that comes, in services with two ports: at port 80 both are
    /// one destination.
    private func takenInOne() -> (server: VirtualServer, table: Table) {
        let services = [web, secure]
        var translated = patient(152)
        translated.settings.forwarding = .masquerade
        var direct = patient(152)
        direct.identity.port = 0
        var (before, after) = (virtualServer([translated]), virtualServer([direct]))
        (before.identity, before.services) = (.group("shop", .tcp), services)
        (after.identity, after.services) = (before.identity, services)
        var server = VirtualServer(before)
        var table = Table(services: server.desired)
        table.apply(server.reconfigure(to: after, now: someTime)?.effects.changes ?? [])
        return (server, table)
    }

    private var secure: ServiceIdentity { .endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 443)) }

    @Test("one that comes back under another method may be the same destination: nothing of it is taken away, and elsewhere the old one finishes")
    func samePlace() {
        var (server, table) = takenInOne()
        #expect(table.services == server.desired)
        #expect(server.desired[web]?.destinations[host(152)]?.weight == 1)
        #expect(server.desired[secure]?.destinations[host(152)]?.weight == 0)
        #expect(server.isDraining)
        // Connections of the one that took its place aren't the old one's.
        let busy = counts(7, of: web)
        for _ in 0..<2 { table.apply(server.connectionsCounted(busy, now: someTime).changes) }
        #expect(!server.isDraining)
        #expect(table.services == server.desired)
        #expect(table.services[web]?.destinations[host(152)]?.weight == 1)
        #expect(table.services[secure]?.destinations[host(152)] == nil)
    }

    @Test("the deadline of one that finishes in some services only takes nothing away in the others; a crash in between neither")
    func samePlaceAtDeadline() {
        let (server, table) = takenInOne()
        let next = VirtualServer(server.definition, adopting: table.services, drains: server.drainDeadlines, now: someTime + .seconds(1))
        #expect(next.desired == server.desired)
        for var either in [server, next] {
            var table = table
            table.apply(either.handleTimeout(now: someTime + .seconds(1000)).changes)
            #expect(table.services == either.desired)
            #expect(table.services[web]?.destinations[host(152)]?.weight == 1)
            #expect(!either.isDraining)
        }
    }

    @Test("when the one that took the place goes too, the end of the older one takes nothing of it away")
    func samePlaceTwice() {
        var (server, table) = takenInOne()
        var gone = server.definition
        gone.realServers = [patient(153)]
        table.apply(server.reconfigure(to: gone, now: someTime + .seconds(100))?.effects.changes ?? [])
        #expect(table.services == server.desired)
        #expect(server.drainCount == 2)
        // The older one's time is over first.
        table.apply(server.handleTimeout(now: someTime + .seconds(350)).changes)
        #expect(server.drainCount == 1)
        #expect(table.services == server.desired)
        #expect(table.services[web]?.destinations[host(152)]?.weight == 0)
    }

    @Test("UDP has no established connections: all count")
    func datagrams() {
        let name = ServiceIdentity.endpoint(.udp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 53))
        var definition = virtualServer([patient(152), patient(153)])
        definition.identity = .service(name)
        definition.services = [name]
        var server = VirtualServer(definition)
        definition.realServers.removeFirst()
        _ = server.reconfigure(to: definition, now: someTime)
        for _ in 0..<3 { #expect(server.connectionsCounted(counts(0, inactive: 1, of: name, port: 53), now: someTime) == []) }
        _ = server.connectionsCounted([:], now: someTime)
        #expect(server.connectionsCounted([:], now: someTime).changes.count == 1)
    }

    @Test("after a crash the next process goes on to the same deadline")
    func recovered() {
        let earlier = drained()
        var now = VirtualServer(
            earlier.definition, adopting: earlier.desired, drains: earlier.drainDeadlines, now: someTime + .seconds(100))
        #expect(now.desired == earlier.desired)
        #expect(now.deadline == someTime + .seconds(300))
        #expect(now.start().lines.contains("Draining service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 goes on"))
        #expect(now.handleTimeout(now: someTime + .seconds(300)).changes == [.removeDestination(host(152), of: web)])
        // Too late, or weight given by somebody else: it is not kept.
        let late = VirtualServer(earlier.definition, adopting: earlier.desired, drains: earlier.drainDeadlines, now: someTime + .seconds(301))
        #expect(!late.isDraining)
    }

    @Test("a virtual server that goes stays until its real servers have finished, and takes no new connections")
    func wholeVirtualServer() {
        var server = VirtualServer(virtualServer([patient(152), realServer(153)], sorryServer: sorry(inhibit: true)))
        let effects = server.leave(now: someTime)
        #expect(
            effects.changes == [
                .editDestination(host(152), direct(weight: 0), of: web), .removeDestination(host(99), of: web), .removeDestination(host(153), of: web),
            ])
        #expect(!server.hasLeft)
        _ = server.connectionsCounted([:], now: someTime)
        #expect(server.connectionsCounted([:], now: someTime).changes == [.removeService(web)])
        #expect(server.hasLeft)
        var plain = VirtualServer(virtualServer([realServer(152)]))
        #expect(plain.leave(now: someTime).changes == [.removeService(web)])
        #expect(plain.hasLeft)
    }

    @Test("a virtual server that was going when the process died goes on in the next one")
    func wholeVirtualServerRecovered() throws {
        var earlier = VirtualServer(virtualServer([patient(152), realServer(153)]))
        _ = earlier.leave(now: someTime)
        let left = try #require(earlier.desired[web])
        var now = try #require(VirtualServer(leaving: web, in: left, drains: earlier.drainDeadlines, now: someTime))
        #expect(now.desired == earlier.desired)
        #expect(now.handleTimeout(now: someTime + .seconds(300)).changes == [.removeService(web)])
        #expect(VirtualServer(leaving: web, in: left, drains: [:], now: someTime) == nil)
    }
}
