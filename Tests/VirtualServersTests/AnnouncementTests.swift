import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("Announcements")
struct AnnouncementTests {
    @Test("the lines of a FIFO are keepalived's")
    func lines() throws {
        let service = ServiceIdentity.endpoint(.tcp, Endpoint(try #require(IPAddress("10.0.0.1")), port: 80))
        let virtualServer = VirtualServerIdentity.service(service)
        let realServer = RealServerName(Endpoint(try #require(IPAddress("fd00::1")), port: 8080), of: virtualServer)
        #expect(Announcement(.virtualServer(virtualServer), isUp: true).line == "VS [10.0.0.1]:tcp:80 UP")
        #expect(Announcement(.realServer(realServer), isUp: false).line == "RS [fd00::1]:tcp:8080 [10.0.0.1]:tcp:80 DOWN")
        #expect(Announcement(.virtualServer(.service(.firewallMark(3, .ipv4))), isUp: false).line == "VS FWM 3 DOWN")
        #expect(Announcement(.virtualServer(.group("G", .tcp)), isUp: true).line == "VS [G]:0 UP")
    }

    @Test("who comes late is told how the quorum stands, and of each failed real server")
    func presentStates() throws {
        var server = VirtualServer(virtualServer([realServer(152), realServer(153)]))
        #expect(server.presentStates.map(\.isUp) == [true])
        _ = server.check(0, isUp: false)
        let lines = server.presentStates.map(\.line)
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("RS ") && lines[1].hasSuffix(" DOWN"))
        #expect(server.announcedSubjects.isSuperset(of: server.presentStates.map(\.subject)))
    }
}
