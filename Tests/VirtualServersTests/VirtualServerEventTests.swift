import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("Log lines of virtual servers read as keepalived's")
struct VirtualServerEventTests {
    @Test("a real server under a firewall mark has no protocol")
    func firewallMark() {
        let mark = VirtualServerIdentity.service(.firewallMark(7, .ipv4))
        let name = RealServerName(Endpoint(.v4(IPv4Address(127, 0, 0, 3)), port: 0), of: mark)
        #expect(VirtualServerEvent.realServerUp(name, inhibit: false).description == "Adding service [127.0.0.3]:none:0 to VS FWM 7")
    }

    @Test("the numbers of a quorum")
    func quorum() {
        let reading = QuorumReading(quorum: 2, hysteresis: 1, weight: 8)
        #expect(VirtualServerEvent.quorumGained(.service(web), reading).description == "Gained quorum 2+1=3 <= 8 for VS [172.17.1.160]:tcp:80")
        let low = QuorumReading(quorum: 1, hysteresis: 0, weight: 0)
        #expect(VirtualServerEvent.quorumLost(.service(web), low).description == "Lost quorum 1-0=1 > 0 for VS [172.17.1.160]:tcp:80")
    }

    @Test("extreme numbers don't trap")
    func extremes() {
        let reading = QuorumReading(quorum: .max, hysteresis: .max, weight: .max)
        #expect(reading.gainThreshold == 2 * UInt64(UInt32.max) && reading.lossThreshold == 0)
        #expect(QuorumReading(quorum: 1, hysteresis: 5, weight: 0).lossThreshold == 0)
    }
}
