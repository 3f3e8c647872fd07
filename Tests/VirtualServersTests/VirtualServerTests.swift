import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("A virtual server at start")
struct VirtualServerStartTests {
    @Test("has all real servers in the table before any check has run")
    func assumesAlive() {
        let server = VirtualServer(virtualServer([realServer(152), realServer(153, weight: 3)]))
        #expect(server.service == TableService(settings: roundRobin, destinations: [host(152): direct(weight: 1), host(153): direct(weight: 3)]))
        #expect(server.start().lines == ["Gained quorum 1+0=1 <= 4 for VS [172.17.1.160]:tcp:80"])
    }

    @Test("alpha: a real server stays out, or at weight 0 with inhibit_on_failure, until all its checkers have passed")
    func alpha() {
        let checks = [tcpCheck(port: 80, startsFailed: true), tcpCheck(port: 443, startsFailed: true)]
        var server = VirtualServer(virtualServer([realServer(152, checks: checks), realServer(153, inhibit: true, checks: checks)]))
        #expect(server.weights == [host(153): 0])
        #expect(server.check(0, isUp: true, check: 0) == [])
        #expect(server.check(0, isUp: true, check: 1).changes == [.addDestination(host(152), direct(weight: 1), of: web)])
        _ = server.check(1, isUp: true, check: 0)
        #expect(server.check(1, isUp: true, check: 1).changes == [.editDestination(host(153), direct(weight: 1), of: web)])
    }

    @Test("has the sorry server in the table at once where the quorum cannot hold")
    func sorryAtOnce() {
        let server = VirtualServer(virtualServer([realServer(152), realServer(153)], quorum: 2, hysteresis: 1, sorryServer: sorry()))
        #expect(!server.isUp)
        #expect(server.weights == [host(99): 1])
        #expect(
            server.start().lines == [
                "Starting with quorum down 2+1=3 > 2 for VS [172.17.1.160]:tcp:80",
                "Adding sorry server [172.17.1.99]:tcp:80 to VS [172.17.1.160]:tcp:80",
                "Removing alive servers from the pool for VS [172.17.1.160]:tcp:80",
            ])
    }

    @Test("without checkers a real server is always alive")
    func withoutCheckers() {
        #expect(VirtualServer(virtualServer([realServer(152, checks: [])])).weights == [host(152): 1])
    }
}

@Suite("A virtual server whose checkers report")
struct VirtualServerChangeTests {
    @Test("takes a failed real server out and puts it back")
    func outAndIn() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        let out = server.check(0, isUp: false)
        #expect(out.changes == [.removeDestination(host(152), of: web)])
        #expect(out.lines == ["Removing service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80"])
        let back = server.check(0, isUp: true)
        #expect(back.changes == [.addDestination(host(152), direct(weight: 1), of: web)])
        #expect(back.lines == ["Adding service [172.17.1.152]:tcp:80 to VS [172.17.1.160]:tcp:80"])
    }

    @Test("inhibit_on_failure: sets the weight to 0 and back")
    func inhibit() {
        var server = VirtualServer(virtualServer([realServer(152, weight: 5, inhibit: true), realServer(153)]))
        let out = server.check(0, isUp: false)
        #expect(out.changes == [.editDestination(host(152), direct(weight: 0), of: web)])
        #expect(out.lines == ["Disabling service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80"])
        let back = server.check(0, isUp: true)
        #expect(back.changes == [.editDestination(host(152), direct(weight: 5), of: web)])
        #expect(back.lines == ["Enabling service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80"])
    }

    @Test("is down with the first failed checker and up with the last")
    func severalCheckers() {
        var server = VirtualServer(virtualServer([realServer(152, checks: [tcpCheck(port: 80), tcpCheck(port: 443)]), realServer(153)]))
        #expect(server.check(0, isUp: false, check: 1).changes.count == 1)
        #expect(server.check(0, isUp: false, check: 0) == [])
        #expect(server.check(0, isUp: true, check: 1) == [])
        #expect(server.check(0, isUp: true, check: 0).changes.count == 1)
    }

    @Test("passes over news that is none and checkers that don't exist")
    func noNews() {
        var server = VirtualServer(virtualServer([realServer(152)]))
        #expect(server.check(0, isUp: true) == [])
        for (realServer, check) in [(1, 0), (-1, 0), (0, 1), (0, -1), (.max, .max), (.min, .min)] as [(Int, Int)] {
            #expect(server.checkerChanged(CheckPosition(realServer: realServer, check: check), isUp: false, now: someTime) == [])
            #expect(!server.isPassing(CheckPosition(realServer: realServer, check: check)))
        }
    }

    @Test("keeps the last real servers when the quorum is lost without a sorry server")
    func quorumWithoutSorryServer() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)], quorum: 2))
        let effects = server.check(0, isUp: false)
        #expect(effects.changes == [.removeDestination(host(152), of: web)])
        #expect(effects.lines.last == "Lost quorum 2-0=2 > 1 for VS [172.17.1.160]:tcp:80")
        #expect(server.weights == [host(153): 1])
    }
}

@Suite("A virtual server with a sorry server")
struct SorryServerTests {
    @Test("hands over before the last real servers go, and takes back before the sorry server goes")
    func handsOver() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)], quorum: 2, sorryServer: sorry()))
        let lost = server.check(0, isUp: false)
        #expect(
            lost.changes == [
                .addDestination(host(99), direct(weight: 1), of: web),
                .removeDestination(host(152), of: web),
                .removeDestination(host(153), of: web),
            ])
        #expect(
            lost.lines == [
                "Removing service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80",
                "Lost quorum 2-0=2 > 1 for VS [172.17.1.160]:tcp:80",
                "Adding sorry server [172.17.1.99]:tcp:80 to VS [172.17.1.160]:tcp:80",
                "Removing alive servers from the pool for VS [172.17.1.160]:tcp:80",
            ])
        let gained = server.check(0, isUp: true)
        #expect(
            gained.changes == [
                .addDestination(host(152), direct(weight: 1), of: web),
                .addDestination(host(153), direct(weight: 1), of: web),
                .removeDestination(host(99), of: web),
            ])
        #expect(
            gained.lines == [
                "Adding service [172.17.1.152]:tcp:80 to VS [172.17.1.160]:tcp:80",
                "Gained quorum 2+0=2 <= 2 for VS [172.17.1.160]:tcp:80",
                "Removing sorry server [172.17.1.99]:tcp:80 from VS [172.17.1.160]:tcp:80",
                "Adding alive servers to the pool for VS [172.17.1.160]:tcp:80",
            ])
    }

    @Test("with inhibit only weights move, the sorry server's up first")
    func inhibit() {
        var server = VirtualServer(virtualServer([realServer(152, inhibit: true)], sorryServer: sorry(inhibit: true)))
        #expect(server.weights == [host(152): 1, host(99): 0])
        let lost = server.check(0, isUp: false)
        #expect(
            lost.changes == [.editDestination(host(99), direct(weight: 1), of: web), .editDestination(host(152), direct(weight: 0), of: web)])
        #expect(lost.lines.contains("Enabling sorry server [172.17.1.99]:tcp:80 to VS [172.17.1.160]:tcp:80"))
        let gained = server.check(0, isUp: true)
        #expect(
            gained.changes == [.editDestination(host(152), direct(weight: 1), of: web), .editDestination(host(99), direct(weight: 0), of: web)])
        #expect(gained.lines.contains("Disabling sorry server [172.17.1.99]:tcp:80 from VS [172.17.1.160]:tcp:80"))
    }

    @Test("keeps a real server that comes alive out of the table until the quorum is gained, but says that it is there")
    func aliveWithoutQuorum() {
        var server = VirtualServer(
            virtualServer((1...3).map { realServer($0, checks: [tcpCheck(startsFailed: true)]) }, quorum: 2, hysteresis: 1, sorryServer: sorry()))
        for index in 0..<2 {
            let effects = server.check(index, isUp: true)
            #expect(effects.changes == [])
            #expect(effects.lines == ["Adding service [172.17.1.\(index + 1)]:tcp:80 to VS [172.17.1.160]:tcp:80"])
        }
        #expect(server.check(2, isUp: true).changes.count == 4)
        #expect(server.isUp)
    }

    @Test("hysteresis: lost only below quorum - hysteresis, gained only from quorum + hysteresis on")
    func hysteresis() {
        var server = VirtualServer(virtualServer((1...5).map { realServer($0) }, quorum: 3, hysteresis: 1, sorryServer: sorry()))
        var course: [Bool] = []
        for index in 0..<4 {
            _ = server.check(index, isUp: false)
            course.append(server.isUp)
        }
        for index in 0..<4 {
            _ = server.check(index, isUp: true)
            course.append(server.isUp)
        }
        #expect(course == [true, true, true, false, false, false, true, true])
    }
}

@Suite("A quorum at its edges")
struct QuorumEdgeTests {
    @Test("is lost when nothing is left, even where the hysteresis would forgive it")
    func nothingLeft() {
        var server = VirtualServer(virtualServer([realServer(1, weight: 2)], quorum: 1, hysteresis: 1))
        #expect(server.isUp)
        _ = server.check(0, isUp: false)
        #expect(!server.isUp)
    }

    @Test("never holds while all weights are 0")
    func weightless() {
        #expect(!VirtualServer(virtualServer([realServer(1, weight: 0)], sorryServer: sorry())).isUp)
        #expect(!VirtualServer(virtualServer([])).isUp)
    }

    @Test("takes weights whose sum is beyond 32 bits")
    func heavy() {
        var server = VirtualServer(virtualServer((1...4).map { realServer($0, weight: 2_147_483_647) }, quorum: .max, hysteresis: 1))
        #expect(server.isUp && server.liveWeight == 4 * 2_147_483_647)
        for index in 0..<4 { _ = server.check(index, isUp: false) }
        #expect(!server.isUp && server.liveWeight == 0)
    }
}

@Suite("A virtual server that adopts a table")
struct AdoptionTests {
    private let definition = virtualServer([realServer(152), realServer(153, inhibit: true), realServer(154)])

    @Test("changes nothing in what an earlier run left, whichever real servers had failed", arguments: 0..<8)
    func changesNothing(failed: Int) {
        for sorryServer in [nil, sorry(), sorry(inhibit: true)] {
            var definition = definition
            definition.sorryServer = sorryServer
            definition.quorum = 2
            definition.hysteresis = 1
            var earlier = VirtualServer(definition)
            for index in 0..<3 where failed & 1 << index != 0 { _ = earlier.check(index, isUp: false) }
            let left = Table(services: earlier.desired)
            let now = VirtualServer(definition, adopting: earlier.desired)
            #expect(left.changes(toReach: Table(services: now.desired), owned: [web]) == [])
        }
    }

    @Test("holds those for failed that took no traffic, and those for passing that did, alpha or not")
    func states() {
        let alpha = virtualServer([realServer(152, checks: [tcpCheck(startsFailed: true)]), realServer(153)])
        let server = VirtualServer(alpha, adopting: [web: TableService(settings: roundRobin, destinations: [host(152): direct(weight: 1)])])
        #expect(server.isPassing(CheckPosition(realServer: 0, check: 0)))
        #expect(!server.isPassing(CheckPosition(realServer: 1, check: 0)))
        #expect(server.isAlive(0) && !server.isAlive(1))
    }

    @Test("holds a real server with the configured weight 0 for alive")
    func weightZero() {
        let definition = virtualServer([realServer(152, weight: 0, inhibit: true)])
        let actual = TableService(settings: roundRobin, destinations: [host(152): direct(weight: 0)])
        #expect(VirtualServer(definition, adopting: [web: actual]).isAlive(0))
    }
}

@Suite("A virtual server that ends")
struct StopTests {
    @Test("leaves the table with one command")
    func shutdown() {
        let server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        let effects = server.stop(.shutdown)
        #expect(effects.changes == [.removeService(web)])
        #expect(effects.lines.first == "Shutting down service [172.17.1.152]:tcp:80 from VS [172.17.1.160]:tcp:80")
        #expect(server.stop(.removedFromConfiguration).lines.first == "Removing Virtual Server [172.17.1.160]:tcp:80")
    }
}

@Suite("The work for a pool that flips")
struct FlipCostTests {
    private let count = 16_000

    private func pool(quorum: UInt32, sorryServer: SorryServerDefinition?) -> VirtualServer {
        let servers = (0..<count).map { number in
            RealServerDefinition(
                identity: Endpoint(.v4(IPv4Address(bits: 0x0A00_0000 + UInt32(number))), port: 80), settings: direct(weight: 1), checks: [tcpCheck()])
        }
        return VirtualServer(virtualServer(servers, quorum: quorum, sorryServer: sorryServer))
    }

    /// Each real server dies, and each returns.
    private func flip(_ server: inout VirtualServer) -> (changes: Int, visits: Int) {
        var changes = 0
        let before = server.entriesVisited
        for isUp in [false, true] {
            for index in 0..<count { changes += server.check(index, isUp: isUp).changes.count }
        }
        return (changes, Int(server.entriesVisited - before))
    }

    @Test("grows with the pool, not with its square: two looks at an entry for each change")
    func isLinear() {
        var server = pool(quorum: 1, sorryServer: nil)
        let work = flip(&server)
        #expect(work.changes == 2 * count)
        #expect(work.visits == 4 * count)
    }

    @Test("with a sorry server: one look at the whole pool for each turn of the quorum")
    func withSorryServer() {
        var server = pool(quorum: 8000, sorryServer: sorry())
        let work = flip(&server)
        #expect(work.changes == 2 * (count + 1))
        #expect(work.visits == 6 * count)
    }

    @Test("with a panic threshold: one look at all that were held when it ends")
    func withPanic() {
        var definition = pool(quorum: 1, sorryServer: nil).definition
        definition.panicThreshold = 50
        var server = VirtualServer(definition)
        #expect(flip(&server).visits <= 6 * count)
    }

    @Test("weights that scripts report cost as much")
    func reports() {
        var server = pool(quorum: 1, sorryServer: nil)
        for index in 0..<count { _ = server.checkerReported(CheckPosition(realServer: index, check: 0), weight: 7, now: someTime) }
        #expect(server.entriesVisited == UInt64(2 * count))
        #expect(server.liveWeight == UInt64(7 * count))
    }
}
