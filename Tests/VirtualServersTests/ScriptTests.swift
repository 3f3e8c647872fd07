import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func script(_ name: String) -> ScriptCommand { ScriptCommand(words: [name]) }

private func notified(omega: Bool = false, quorum: UInt32 = 2) -> VirtualServerDefinition {
    var definition = virtualServer([realServer(152), realServer(153)], quorum: quorum)
    definition.quorumUp = script("gained")
    definition.quorumDown = script("lost")
    definition.omega = omega
    for index in definition.realServers.indices {
        definition.realServers[index].notifyUp = script("up \(index)")
        definition.realServers[index].notifyDown = script("down \(index)")
    }
    return definition
}

extension [VirtualServerEffect] {
    fileprivate var scripts: [String] {
        compactMap { if case .run(let command) = $0 { command.description } else { nil } }
    }
}

@Suite("Scripts of a virtual server")
struct ScriptTests {
    @Test("at start one is told how the quorum stands, and of no real server")
    func start() {
        #expect(VirtualServer(notified()).start().scripts == ["gained"])
        #expect(VirtualServer(notified(quorum: 3)).start().scripts == ["lost"])
    }

    @Test("are run once for each real server that fails or returns, and when the quorum is lost or gained")
    func changes() {
        var server = VirtualServer(notified())
        #expect(server.check(1, isUp: false).scripts == ["down 1", "lost"])
        #expect(server.check(1, isUp: false).scripts == [])
        #expect(server.check(0, isUp: false).scripts == ["down 0"])
        #expect(server.check(0, isUp: true).scripts == ["up 0"])
        #expect(server.check(1, isUp: true).scripts == ["up 1", "gained"])
    }

    @Test("a reload that turns the quorum over is told of")
    func reload() {
        var server = VirtualServer(notified())
        #expect(server.reconfigure(to: notified(quorum: 9), now: someTime)?.effects.scripts == ["lost"])
        #expect(server.reconfigure(to: notified(quorum: 8), now: someTime)?.effects.scripts == [])
    }

    @Test("omega: at the end they are run as if all had failed")
    func omega() {
        #expect(VirtualServer(notified()).stop(.shutdown).scripts == [])
        var server = VirtualServer(notified(omega: true))
        #expect(server.stop(.shutdown).scripts == ["down 0", "down 1", "lost"])
        _ = server.check(0, isUp: false)
        #expect(server.stop(.shutdown).scripts == ["down 1"])
    }
}

@Suite("Weights that scripts report")
struct ReportedWeightTests {
    @Test("go into the table and count for the quorum")
    func table() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)], quorum: 2))
        let lower = server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: 0, now: someTime)
        #expect(lower.changes == [.editDestination(host(152), direct(weight: 0), of: web)])
        #expect(
            lower.lines == [
                "Changing weight from 1 to 0 for active service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80",
                "Lost quorum 2-0=2 > 1 for VS [172.17.1.160]:tcp:80",
            ])
        #expect(server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: 0, now: someTime) == [])
        let higher = server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: 253, now: someTime)
        #expect(higher.changes == [.editDestination(host(152), direct(weight: 253), of: web)])
        #expect(server.liveWeight == 254)
        #expect(server.checkerReported(CheckPosition(realServer: 5, check: 0), weight: 3, now: someTime) == [])
    }

    @Test("are forgotten when the real server fails, and wait until it returns")
    func failed() {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        _ = server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: 30, now: someTime)
        #expect(server.check(0, isUp: false).changes == [.removeDestination(host(152), of: web)])
        #expect(server.weight(of: 0) == 1)
        #expect(server.checkerReported(CheckPosition(realServer: 0, check: 0), weight: 9, now: someTime).changes == [])
        #expect(server.check(0, isUp: true).changes == [.addDestination(host(152), direct(weight: 9), of: web)])
    }

    @Test("of several checkers add up, from the configured weight on, and don't creep away")
    func several() {
        var server = VirtualServer(virtualServer([realServer(152, weight: 10, checks: [tcpCheck(), tcpCheck(port: 81)])]))
        for _ in 0..<3 {
            for (check, weight) in [(0, 15), (1, 8)] as [(Int, UInt32)] {
                _ = server.checkerReported(CheckPosition(realServer: 0, check: check), weight: .weight(weight), now: someTime)
            }
        }
        #expect(server.weight(of: 0) == 13)
    }
}
