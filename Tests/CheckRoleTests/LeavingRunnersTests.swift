import IPVSTable
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("Virtual servers that leave")
struct LeavingRunnersTests {
    private final class Server {
        let services: [ServiceIdentity]
        init(_ marks: UInt32...) { services = marks.map { .firewallMark($0, .ipv4) } }
    }

    @Test("are listed in the order in which they left, and found by any of their services until they are gone")
    func order() {
        var leaving = LeavingRunners<Server>()
        let servers = [Server(5, 6), Server(1), Server(9)]
        for server in servers { leaving.append(server, services: server.services) }
        #expect(leaving.all.map { ObjectIdentifier($0) } == servers.map { ObjectIdentifier($0) })
        #expect(leaving.runner(of: .firewallMark(6, .ipv4)) === servers[0])
        #expect(leaving.runner(of: .firewallMark(6, .ipv6)) == nil)
        let removals = [leaving.remove(servers[0], services: servers[0].services), leaving.remove(servers[0], services: servers[0].services)]
        #expect(removals == [true, false])
        #expect(leaving.runner(of: .firewallMark(5, .ipv4)) == nil && leaving.runner(of: .firewallMark(6, .ipv4)) == nil)
        #expect(leaving.all.count == 2 && leaving.all.first === servers[1])
    }

    @Test("the end of one doesn't touch another that has one of its services by now")
    func takenService() {
        var leaving = LeavingRunners<Server>()
        let (first, second) = (Server(1, 2), Server(2))
        leaving.append(first, services: first.services)
        leaving.append(second, services: second.services)
        leaving.remove(first, services: first.services)
        #expect(leaving.runner(of: .firewallMark(2, .ipv4)) === second)
        leaving.remove(second, services: second.services)
        #expect(leaving.isEmpty)
    }
}
