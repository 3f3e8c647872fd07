import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("A reload of a virtual server")
struct ReconfigurationTests {
    private func position(_ realServer: Int, _ check: Int = 0) -> CheckPosition {
        CheckPosition(realServer: realServer, check: check)
    }

    private func reloaded(_ server: inout VirtualServer, to definition: VirtualServerDefinition) throws -> Reconfiguration {
        let reload = server.reconfigure(to: definition, now: someTime)
        return try #require(reload)
    }

    @Test("without a change is none")
    func unchanged() {
        let definition = virtualServer([realServer(152)])
        var server = VirtualServer(definition)
        _ = server.check(0, isUp: false)
        #expect(server.reconfigure(to: definition, now: someTime) == nil)
        #expect(!server.isAlive(0))
    }

    @Test("pushes a changed weight and nothing else, and keeps all checkers")
    func weight() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153, weight: 2)]))
        let reload = try reloaded(&server, to: virtualServer([realServer(152), realServer(153, weight: 5)]))
        #expect(reload.effects.changes == [.editDestination(host(153), direct(weight: 5), of: web)])
        #expect(
            reload.effects.lines == ["Changing weight from 2 to 5 for active service [172.17.1.153]:tcp:80 of VS [172.17.1.160]:tcp:80"])
        #expect(reload.checkers == [[position(0)], [position(1)]])
    }

    @Test("says so too where the real server is dead, and writes nothing")
    func weightOfADeadServer() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        _ = server.check(0, isUp: false)
        let reload = try reloaded(&server, to: virtualServer([realServer(152, weight: 4), realServer(153)]))
        #expect(reload.effects.changes == [])
        #expect(reload.effects.lines.first?.contains("from 1 to 4 for inactive service") == true)
    }

    @Test("pushes thresholds, forwarding methods and the scheduler")
    func settings() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        var new = virtualServer([realServer(152), realServer(153)])
        new.settings.scheduler = .weightedRoundRobin
        new.realServers[0].settings.upperThreshold = 10
        new.realServers[1].settings.forwarding = .masquerade
        let reload = try reloaded(&server, to: new)
        #expect(
            reload.effects.changes == [
                .editService(web, new.settings),
                .editDestination(host(152), new.realServers[0].settings, of: web),
                .editDestination(host(153), new.realServers[1].settings, of: web),
            ])
    }

    @Test("adds a new real server alive, an alpha one not, and removes what is gone after that")
    func addsAndRemoves() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        let new = virtualServer([realServer(154), realServer(155, checks: [tcpCheck(startsFailed: true)]), realServer(153)])
        let reload = try reloaded(&server, to: new)
        #expect(
            reload.effects.changes == [.addDestination(host(154), direct(weight: 1), of: web), .removeDestination(host(152), of: web)])
        #expect(
            reload.effects.lines == [
                "service [172.17.1.152]:tcp:80 no longer exist",
                "Removing service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80",
                "Adding service [172.17.1.154]:tcp:80 to VS [172.17.1.160]:tcp:80",
            ])
        #expect(reload.checkers == [[nil], [nil], [position(1)]])
    }

    @Test("keeps equal checks of a real server, each once, in whatever order")
    func keepsEqualChecks() throws {
        let old = [tcpCheck(port: 1), tcpCheck(port: 2), tcpCheck(port: 2)]
        var server = VirtualServer(virtualServer([realServer(152, checks: old)]))
        _ = server.check(0, isUp: false, check: 1)
        let new = [tcpCheck(port: 2), tcpCheck(port: 3), tcpCheck(port: 1), tcpCheck(port: 2), tcpCheck(port: 2)]
        let reload = try reloaded(&server, to: virtualServer([realServer(152, checks: new)]))
        #expect(reload.checkers == [[position(0, 1), nil, position(0, 0), position(0, 2), nil]])
        #expect(!server.isPassing(position(0, 0)))
        #expect(server.isPassing(position(0, 3)))
    }

    @Test("a changed check begins as its real server was: a live one loses no traffic")
    func changedCheckOfALiveServer() throws {
        var server = VirtualServer(virtualServer([realServer(152)]))
        let new = virtualServer([realServer(152, checks: [tcpCheck(startsFailed: true, delayLoop: .seconds(2))])])
        let reload = try reloaded(&server, to: new)
        #expect(reload.effects == [])
        #expect(reload.checkers == [[nil]])
        #expect(server.isPassing(position(0)))
    }

    @Test("a changed check begins as its real server was: a dead one gets no traffic before a success")
    func changedCheckOfADeadServer() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        _ = server.check(0, isUp: false)
        let reload = try reloaded(&server, to: virtualServer([realServer(152, checks: [tcpCheck(port: 81)]), realServer(153)]))
        #expect(reload.effects == [])
        #expect(server.check(0, isUp: true).changes == [.addDestination(host(152), direct(weight: 1), of: web)])
    }

    @Test("brings a dead real server back whose failed check is gone")
    func failedCheckRemoved() throws {
        var server = VirtualServer(virtualServer([realServer(152, checks: [tcpCheck(port: 1), tcpCheck(port: 2)]), realServer(153)]))
        _ = server.check(0, isUp: false, check: 0)
        let reload = try reloaded(&server, to: virtualServer([realServer(152, checks: [tcpCheck(port: 2)]), realServer(153)]))
        #expect(reload.effects.changes == [.addDestination(host(152), direct(weight: 1), of: web)])
    }

    @Test("gains or loses the quorum by the new numbers, and the sorry server follows")
    func quorum() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)], sorryServer: sorry()))
        _ = server.check(0, isUp: false)
        let lost = try reloaded(&server, to: virtualServer([realServer(152), realServer(153)], quorum: 2, sorryServer: sorry()))
        #expect(lost.effects.changes == [.addDestination(host(99), direct(weight: 1), of: web), .removeDestination(host(153), of: web)])
        #expect(lost.effects.lines.first == "Lost quorum 2-0=2 > 1 for VS [172.17.1.160]:tcp:80")

        let moved = try reloaded(&server, to: virtualServer([realServer(152), realServer(153)], quorum: 2, sorryServer: sorry(98)))
        #expect(moved.effects.changes == [.addDestination(host(98), direct(weight: 1), of: web), .removeDestination(host(99), of: web)])
    }
}

@Suite("What is known of a check before its first probe")
struct ProvenCheckTests {
    private let first = CheckPosition(realServer: 0, check: 0)

    @Test("At a start nothing is; after a crash the table tells who was up, and who was not")
    func adoption() {
        let definition = virtualServer([realServer(152), realServer(153, inhibit: true)])
        #expect(!VirtualServer(definition).isProven(first))
        let left = TableService(settings: roundRobin, destinations: [host(152): direct(weight: 1), host(153): direct(weight: 0)])
        let adopted = VirtualServer(definition, adopting: [web: left])
        #expect(adopted.isProven(first) && adopted.isPassing(first))
        #expect(!adopted.isProven(CheckPosition(realServer: 1, check: 0)))
    }

    @Test("A changed check of a real server that was found up is proven; one of a failed, of a new, or of one that is only assumed to be up isn't")
    func reload() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153), realServer(155)]))
        _ = server.checkerConfirmed(first, now: someTime)
        _ = server.check(1, isUp: false)
        // However often it changes before anybody has asked.
        for seconds in 7..<10 {
            let changed = [tcpCheck(delayLoop: .seconds(seconds))]
            _ = server.reconfigure(to: virtualServer(([152, 153, 155, 154] as [UInt8]).map { realServer($0, checks: changed) }), now: someTime)
            #expect((0..<4).map { server.isProven(CheckPosition(realServer: $0, check: 0)) } == [true, false, false, false])
        }
        #expect((0..<4).map { server.state(of: $0) } == [.up, .down, .checking, .checking])
    }

    @Test("Of a service that is handed over those are proven who were: in the table one looks like the other")
    func handover() {
        let servers: [UInt8] = [152, 153, 154]
        func proven(_ server: VirtualServer) -> [Bool] { servers.indices.map { server.isProven(CheckPosition(realServer: $0, check: 0)) } }
        var giver = VirtualServer(virtualServer(servers.map { realServer($0) }))
        _ = giver.checkerConfirmed(first, now: someTime)
        _ = giver.check(1, isUp: false)
        #expect(giver.serversFoundUp == [host(152)])
        var taker = VirtualServer(giver.definition, adopting: giver.desired, foundUp: giver.serversFoundUp, now: someTime)
        #expect(servers.indices.map { taker.isAlive($0) } == [true, false, true])
        #expect(proven(taker) == [true, false, false])
        _ = taker.reconfigure(to: virtualServer(servers.map { realServer($0, checks: [tcpCheck(port: 81)]) }), now: someTime)
        #expect(proven(taker) == [true, false, false])
    }
}
