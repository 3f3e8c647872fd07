import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func pool(_ count: UInt8, threshold: UInt8, sorryServer: SorryServerDefinition? = nil, quorum: UInt32 = 1) -> VirtualServerDefinition {
    var definition = virtualServer((1...count).map { realServer($0) }, quorum: quorum, sorryServer: sorryServer)
    definition.panicThreshold = threshold
    return definition
}

@Suite("A pool of which too few seem to be alive")
struct PanicTests {
    @Test("keeps the set that was good last, says so loudly, and again every minute")
    func keeps() throws {
        var server = VirtualServer(pool(4, threshold: 50))
        #expect(server.check(0, isUp: false).changes.count == 1)
        #expect(server.check(1, isUp: false).changes.count == 1)
        let panic = server.check(2, isUp: false)
        #expect(panic.changes == [])
        #expect(
            panic.lines == [
                "Keeping failed service [172.17.1.3]:tcp:80 in VS [172.17.1.160]:tcp:80: too few are left",
                "PANIC: weight 1 of 4, less than 50 %, of VS [172.17.1.160]:tcp:80 are alive. Failed services are kept from now on; look at the checks and the network",
            ])
        #expect(server.check(3, isUp: false).changes == [])
        #expect(server.weights == [host(3): 1, host(4): 1])
        #expect(!server.isUp && server.isPanicking)
        let deadline = try #require(server.deadline)
        #expect(deadline == someTime + .seconds(60))
        #expect(server.handleTimeout(now: deadline).lines == ["PANIC lasts: weight 0 of 4, less than 50 %, of VS [172.17.1.160]:tcp:80 are alive, 2 failed services are kept"])
        #expect(server.deadline == someTime + .seconds(120))
    }

    @Test("is over when enough are back: those that are still dead leave")
    func ends() {
        var server = VirtualServer(pool(4, threshold: 50))
        for index in 0..<4 { _ = server.check(index, isUp: false) }
        #expect(server.check(0, isUp: true).changes == [.addDestination(host(1), direct(weight: 1), of: web)])
        let end = server.check(1, isUp: true)
        #expect(
            end.changes == [
                .addDestination(host(2), direct(weight: 1), of: web), .removeDestination(host(3), of: web), .removeDestination(host(4), of: web),
            ])
        #expect(end.lines.last == "Panic is over for VS [172.17.1.160]:tcp:80: weight 2 of 4 are alive")
        #expect(server.deadline == nil)
    }

    @Test("a sorry server that takes over is the better answer")
    func sorryServer() {
        var server = VirtualServer(pool(4, threshold: 50, sorryServer: sorry()))
        for index in 0..<3 { _ = server.check(index, isUp: false) }
        #expect(server.isPanicking && server.weights == [host(3): 1, host(4): 1])
        let over = server.check(3, isUp: false)
        #expect(over.lines.last == "Panic is over for VS [172.17.1.160]:tcp:80: weight 0 of 4 are alive")
        #expect(server.weights == [host(99): 1])
        _ = server.check(0, isUp: true)
        #expect(server.weights == [host(1): 1])
    }

    @Test("without the threshold there is none")
    func off() {
        var server = VirtualServer(pool(4, threshold: 0))
        for index in 0..<4 { _ = server.check(index, isUp: false) }
        #expect(server.weights == [:] && !server.isPanicking)
    }

    @Test("a reload that takes the threshold away ends it, and one that keeps it keeps the set")
    func reload() {
        var server = VirtualServer(pool(4, threshold: 50))
        for index in 0..<4 { _ = server.check(index, isUp: false) }
        var heavier = pool(4, threshold: 50)
        heavier.realServers[2].settings.weight = 2
        #expect(server.reconfigure(to: heavier, now: someTime)?.effects.changes == [.editDestination(host(3), direct(weight: 2), of: web)])
        #expect(server.reconfigure(to: pool(4, threshold: 0), now: someTime)?.effects.changes.count == 2)
        #expect(!server.isPanicking && server.weights == [:])
    }
}

@Suite("init_state checking")
struct InitialStateTests {
    private func undecided(quorum: UInt32 = 1, sorryServer: SorryServerDefinition? = sorry()) -> VirtualServer {
        var definition = virtualServer((1...3).map { realServer($0, checks: [tcpCheck(startsFailed: true)]) }, quorum: quorum, sorryServer: sorryServer)
        definition.initialState = .checking
        return VirtualServer(definition, now: someTime)
    }

    private func position(_ index: Int) -> CheckPosition { CheckPosition(realServer: index, check: 0) }

    @Test("no real server takes traffic before its first check, and nothing is said of the quorum")
    func waits() {
        var server = undecided(quorum: 2)
        #expect(server.weights == [:])
        #expect(server.start().lines == ["Waiting for the first checks of VS [172.17.1.160]:tcp:80: no real server takes traffic yet"])
        let first = server.check(0, isUp: true)
        #expect(first.changes == [.addDestination(host(1), direct(weight: 1), of: web)])
        #expect(first.lines.count == 1)
        #expect(server.check(1, isUp: true).lines.last == "Gained quorum 2+0=2 <= 2 for VS [172.17.1.160]:tcp:80")
        #expect(!server.isUndecided)
    }

    @Test("when all have been checked and too few are alive, the sorry server takes over")
    func decides() {
        var server = undecided(quorum: 2)
        _ = server.check(0, isUp: true)
        #expect(server.checkerConfirmed(position(1), now: someTime) == [])
        let last = server.checkerConfirmed(position(2), now: someTime)
        #expect(last.changes == [.addDestination(host(99), direct(weight: 1), of: web), .removeDestination(host(1), of: web)])
        #expect(last.lines.first == "Starting with quorum down 2+0=2 > 1 for VS [172.17.1.160]:tcp:80")
        #expect(server.deadline == nil)
    }

    @Test("a check that never ends doesn't keep it waiting for ever")
    func deadline() throws {
        var server = undecided()
        let deadline = try #require(server.deadline)
        #expect(deadline - someTime > .seconds(6))
        #expect(server.handleTimeout(now: deadline).changes == [.addDestination(host(99), direct(weight: 1), of: web)])
    }

    @Test("while nothing is checked it waits, and has its whole time again when checks begin (ha_suspend)")
    func suspended() throws {
        var server = undecided()
        let whole = try #require(server.deadline) - someTime
        server.checksSuspended()
        #expect(server.deadline == nil)
        let later = someTime + .seconds(86_400)
        #expect(server.handleTimeout(now: later).isEmpty)
        #expect(server.isUndecided, "the sorry server doesn't enter before any check")
        server.checksResumed(now: later)
        #expect(server.deadline == later + whole)
        _ = server.check(0, isUp: true)
        server.checksResumed(now: later)
        #expect(server.deadline == nil, "what is decided stays so")
    }

    @Test("a process that takes over a table knows already")
    func adopted() {
        let definition = undecided().definition
        let server = VirtualServer(definition, adopting: [web: TableService(settings: roundRobin, destinations: [host(1): direct(weight: 1)])])
        #expect(!server.isUndecided && server.isUp)
    }

    @Test("a process that takes over a table in which nobody serves, not even the sorry server, knows that nothing was decided")
    func adoptedUndecided() {
        let definition = undecided().definition
        var server = VirtualServer(definition, adopting: [web: TableService(settings: roundRobin)], now: someTime)
        #expect(server.isUndecided && server.deadline != nil && server.weights == [:])
        server.checksSuspended()
        #expect(server.handleTimeout(now: someTime + .seconds(9_999)).isEmpty)
        let sorryServes = VirtualServer(
            definition, adopting: [web: TableService(settings: roundRobin, destinations: [host(99): direct(weight: 1)])], now: someTime)
        #expect(!sorryServes.isUndecided)
    }
}
