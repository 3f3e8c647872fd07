import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func counts(_ active: UInt32) -> [ServiceIdentity: ServiceStatistics] {
    [web: ServiceStatistics(destinations: [host(152): DestinationStatistics(activeConnections: active)])]
}

@Suite("What operators order of real servers at run time")
struct ServerOrderTests {
    private func pair(inhibit: Bool = false, sorryServer: SorryServerDefinition? = nil) -> VirtualServer {
        VirtualServer(virtualServer([realServer(152, weight: 2, inhibit: inhibit), realServer(153)], sorryServer: sorryServer), now: someTime)
    }

    @Test("A drain sets the weight to 0 and says when no connection is left; the entry stays until `undrain`")
    func drain() throws {
        var server = pair()
        let begin = try server.obey(.drain(until: nil), realServer: host(152), now: someTime)
        #expect(begin.changes == [.editDestination(host(152), direct(weight: 0), of: web)])
        #expect(begin.lines == ["Draining service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 by order: weight 0"])
        #expect(server.isDraining && server.liveWeight == 1)
        #expect(server.connectionsCounted(counts(3), now: someTime) == [])
        #expect(server.status(of: 0).drainingConnections == 3)
        #expect(server.connectionsCounted(counts(0), now: someTime) == [])
        let end = server.connectionsCounted(counts(0), now: someTime)
        #expect(end.lines == ["Service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 is drained: no connection is left"])
        #expect(end.changes == [] && !server.isDraining && server.weights[host(152)] == 0)
        let back = try server.obey(.undrain, realServer: host(152), now: someTime)
        #expect(back.changes == [.editDestination(host(152), direct(weight: 2), of: web)])
        #expect(!server.hasOrders)
    }

    @Test("With a deadline a drained real server leaves the table, at the latest then")
    func deadline() throws {
        var server = pair()
        let end = someTime + .seconds(60)
        _ = try server.obey(.drain(until: end), realServer: host(152), now: someTime)
        #expect(server.deadline == end)
        _ = server.connectionsCounted(counts(7), now: someTime)
        let effects = server.handleTimeout(now: end)
        #expect(effects.changes == [.removeDestination(host(152), of: web)])
        #expect(
            effects.lines == [
                "Service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 is drained: the time for it is over, it had 7 connections and leaves the table"
            ])
        #expect(server.state(of: 0) == .drained && server.deadline == nil && !server.isDraining)
        #expect(try server.obey(.undrain, realServer: host(152), now: end).changes == [.addDestination(host(152), direct(weight: 2), of: web)])
    }

    @Test("`disable` takes it out at once whatever its checks say, even with inhibit_on_failure; `enable` puts it back")
    func disable() throws {
        var server = pair(inhibit: true)
        #expect(try server.obey(.disable, realServer: host(152), now: someTime).changes == [.removeDestination(host(152), of: web)])
        let failure = server.check(0, isUp: false)
        #expect(failure.changes == [])
        #expect(failure.lines == ["Service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 has failed by its checks; it is out of service by order"])
        #expect(try server.obey(.enable, realServer: host(152), now: someTime).changes == [.addDestination(host(152), direct(weight: 0), of: web)])
        #expect(server.check(0, isUp: true).changes == [.editDestination(host(152), direct(weight: 2), of: web)])
    }

    @Test("While all drain, the sorry server takes what is new and the connections go on")
    func drainedPool() throws {
        var server = pair(sorryServer: sorry())
        _ = try server.obey(.drain(until: nil), realServer: host(152), now: someTime)
        let last = try server.obey(.drain(until: nil), realServer: host(153), now: someTime)
        #expect(!server.isUp)
        #expect(server.weights == [host(152): 0, host(153): 0, host(99): 1])
        #expect(last.lines.contains("Lost quorum 1-0=1 > 0 for VS [172.17.1.160]:tcp:80"))
    }

    @Test("A weight by order holds against what checkers report, until it is reset or a reload changes the configured one")
    func weight() throws {
        var server = pair()
        let effects = try server.obey(.weight(7), realServer: host(152), now: someTime)
        #expect(effects.lines == ["Changing weight from 2 to 7 for active service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80"])
        #expect(server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: .weight(5), now: someTime) == [])
        #expect(server.weights[host(152)] == 7)
        // Another change of the block leaves it alone.
        _ = server.reconfigure(to: virtualServer([realServer(152, weight: 2), realServer(153, weight: 9)]), now: someTime)
        #expect(server.weights[host(152)] == 7)
        _ = server.reconfigure(to: virtualServer([realServer(152, weight: 3), realServer(153, weight: 9)]), now: someTime)
        #expect(server.weights[host(152)] == 5 && !server.hasOrders)
        #expect(throws: OrderRefusal.weightTooGreat) { try server.obey(.weight(1 << 31), realServer: host(152), now: someTime) }
    }

    @Test("An order outlives a reload, and ends with its real server")
    func reload() throws {
        var server = pair()
        _ = try server.obey(.disable, realServer: host(152), persistent: true, now: someTime)
        _ = server.reconfigure(to: virtualServer([realServer(153), realServer(152, weight: 5)]), now: someTime)
        #expect(server.state(of: 1) == .disabled && server.administrativeStates == [host(152): AdministrativeState(mode: .disabled, isPersistent: true)])
        _ = server.reconfigure(to: virtualServer([realServer(153)]), now: someTime)
        #expect(!server.hasOrders)
        _ = server.reconfigure(to: virtualServer([realServer(153), realServer(152)]), now: someTime)
        #expect(server.state(of: 1) != .disabled)
    }

    @Test("An order without persistence takes the persistence back")
    func persistence() throws {
        var server = pair()
        _ = try server.obey(.disable, realServer: host(152), persistent: true, now: someTime)
        _ = try server.obey(.disable, realServer: host(152), now: someTime)
        #expect(server.administrativeState(of: 0) == AdministrativeState(mode: .disabled))
    }

    @Test("What persists isn't forgotten by an order about something else")
    func aspects() throws {
        var server = pair()
        _ = try server.obey(.disable, realServer: host(152), persistent: true, now: someTime)
        _ = try server.obey(.weight(5), realServer: host(152), now: someTime)
        #expect(server.administrativeState(of: 0) == AdministrativeState(mode: .disabled, weight: 5, isPersistent: true))
        _ = try server.obey(.enable, realServer: host(152), now: someTime)
        #expect(server.administrativeState(of: 0) == AdministrativeState(weight: 5, isPersistent: true))
        _ = try server.obey(.weight(6), realServer: host(152), now: someTime)
        #expect(server.administrativeState(of: 0) == AdministrativeState(weight: 6))
    }

    @Test("One that is drained already stays out of the table when it is to be drained")
    func again() throws {
        var server = pair()
        _ = try server.obey(.drain(until: someTime), realServer: host(152), now: someTime)
        _ = server.handleTimeout(now: someTime)
        #expect(try server.obey(.drain(until: nil), realServer: host(152), now: someTime) == [])
        #expect(server.state(of: 0) == .drained)
    }

    @Test("One that comes back into service starts slowly where it is to")
    func slowStart() throws {
        var slow = realServer(152, weight: 100)
        slow.slowStart = SlowStart(window: .seconds(10))
        var server = VirtualServer(virtualServer([slow, realServer(153)]), now: someTime)
        _ = try server.obey(.disable, realServer: host(152), now: someTime)
        _ = try server.obey(.enable, realServer: host(152), now: someTime)
        #expect(server.weights[host(152)] == 10 && server.state(of: 0) == .startingSlowly(percent: 10))
    }

    @Test("What can't be done is refused with a sentence")
    func refusals() throws {
        var server = pair()
        #expect(throws: OrderRefusal.noSuchRealServer) { try server.obey(.disable, realServer: host(1), now: someTime) }
        #expect(throws: OrderRefusal.isNotDraining) { try server.obey(.undrain, realServer: host(152), now: someTime) }
        _ = try server.obey(.disable, realServer: host(152), now: someTime)
        #expect(throws: OrderRefusal.isDisabled) { try server.obey(.undrain, realServer: host(152), now: someTime) }
        #expect(throws: OrderRefusal.isDisabled) { try server.obey(.drain(until: nil), realServer: host(152), now: someTime) }
        _ = server.leave(now: someTime)
        #expect(throws: OrderRefusal.noSuchRealServer, "or that it leaves") {
            do throws(OrderRefusal) { _ = try server.obey(.enable, realServer: host(152), now: someTime) } catch { throw error == .isLeaving ? .noSuchRealServer : error }
        }
    }
}

@Suite("What virtual servers and real servers say of themselves")
struct VirtualServerStatusTests {
    @Test("Each real server has one state, and since when")
    func states() {
        var server = VirtualServer(
            virtualServer([realServer(152, weight: 2), realServer(153, checks: [tcpCheck(startsFailed: true)]), realServer(154, checks: [])]), now: someTime)
        #expect((0..<3).map { server.state(of: $0) } == [.checking, .checking, .up])
        let later = someTime + .seconds(90)
        _ = server.checkerConfirmed(CheckPosition(realServer: 0, check: 0), now: later)
        _ = server.checkerChanged(CheckPosition(realServer: 1, check: 0), isUp: true, now: later)
        _ = server.checkerChanged(CheckPosition(realServer: 0, check: 0), isUp: false, now: later)
        #expect((0..<3).map { server.state(of: $0) } == [.down, .up, .up])
        #expect(server.status(of: 0).since == later && server.status(of: 2).since == someTime)
        #expect(server.status(of: 0).tableWeight == nil && server.status(of: 0).configuredWeight == 2)
        #expect(server.status.counts == ["down": 1, "up": 2])
    }

    @Test("One that counted as alive by assumption is up when its check has said so")
    func confirmed() {
        var server = VirtualServer(virtualServer([realServer(152)]), now: someTime)
        #expect(server.state(of: 0) == .checking && !server.isUndecided)
        #expect(server.checkerConfirmed(CheckPosition(realServer: 0, check: 0), now: someTime) == [])
        #expect(server.state(of: 0) == .up)
    }

    @Test("An explanation names the rule, and the failed check with its reason")
    func explanations() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]), now: someTime)
        var checker = Checker(tcpCheck())
        _ = checker.start(now: someTime, after: .zero)
        let due = someTime + .seconds(1)
        checker.probeStarted(now: due)
        _ = checker.finished(.failure(.connectionRefused), now: due + .milliseconds(3))
        _ = server.check(0, isUp: false)
        let later = due + .seconds(4)
        func explain(_ index: Int) -> RealServerExplanation {
            server.status(of: index).explanation(in: server.status, checks: [checker.status(sharedBy: 1)], isSuspended: false, now: later)
        }
        #expect(explain(0).rule == .checkFailed)
        #expect(
            explain(0).sentences.first
                == "Not in the table because TCP_CHECK 0.0.0.0:80 failed: connection refused, 4.0 s ago; next try in 2.0 s.")
        _ = try server.obey(.disable, realServer: host(153), now: someTime)
        #expect(explain(1).rule == .disabled)
    }
}
