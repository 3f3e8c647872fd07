import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private let overUDP = VirtualServerIdentity.service(.endpoint(.udp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80)))
private let overIPv6 = VirtualServerIdentity.service(.endpoint(.tcp, Endpoint(.v6(IPv6Address(high: 0x2001_0DB8 << 32, low: 1)), port: 443)))

@Suite("How people call servers")
struct ServerPatternTests {

    @Test("a virtual server by the words of the configuration, with a colon, as in the log, by its address", arguments: [
        "172.17.1.160 80", "172.17.1.160:80", "172.17.1.160", "[172.17.1.160]:tcp:80", "172.17.1.160 80 tcp", "172.17.1.160:80/tcp", "172.17.1.160 80 TCP",
        "[172.17.1.160]:80", "172.17.1.160/tcp",
    ])
    func endpoints(text: String) {
        #expect(ServerPattern(text).matches(.service(web)))
    }

    @Test("the protocol tells apart what is called the same")
    func transports() {
        #expect(ServerPattern("172.17.1.160 80").matches(overUDP))
        #expect(!ServerPattern("172.17.1.160 80 tcp").matches(overUDP))
        #expect(!ServerPattern("[172.17.1.160]:tcp:80").matches(overUDP))
        #expect(ServerPattern("172.17.1.160:80/udp").matches(overUDP))
    }

    @Test("IPv6 in any spelling", arguments: ["2001:db8::1", "[2001:DB8::1]:443", "[2001:db8:0::1]", "2001:db8::1 443", "[2001:db8::1]:tcp:443"])
    func sixth(text: String) {
        #expect(ServerPattern(text).matches(overIPv6))
    }

    @Test("firewall marks and groups")
    func others() {
        #expect(ServerPattern("fwmark 3").matches(.service(.firewallMark(3, .ipv4))))
        #expect(ServerPattern("FWM 3").matches(.service(.firewallMark(3, .ipv6))))
        #expect(!ServerPattern("fwmark 4").matches(.service(.firewallMark(3, .ipv4))))
        #expect(ServerPattern("group web").matches(.group("web", .tcp)))
        #expect(ServerPattern("web").matches(.group("web", nil)))
        #expect(ServerPattern("group web tcp").matches(.group("web", .tcp)))
        #expect(ServerPattern("group web tcp").matches(.group("web tcp", nil)))
        #expect(!ServerPattern("group web udp").matches(.group("web", .tcp)))
    }

    @Test("a real server without a port is every one at that address")
    func realServers() {
        #expect(ServerPattern("172.17.1.152").matches(host(152)))
        #expect(ServerPattern("172.17.1.152").matches(host(152, port: 8080)))
        #expect(!ServerPattern("172.17.1.152 80").matches(host(152, port: 8080)))
        #expect(ServerPattern("[172.17.1.152]:none:0").matches(host(152, port: 0)))
        #expect(!ServerPattern("web").matches(host(152)))
    }

    @Test("the full name of everything means it", arguments: [
        VirtualServerIdentity.service(web), overUDP, overIPv6, .service(.firewallMark(7, .ipv4)), .group("web", .tcp), .group("two words", nil), .group("tcp", .udp),
    ])
    func names(identity: VirtualServerIdentity) {
        #expect(ServerPattern(identity.fullName).matches(identity), "\(identity.fullName)")
        #expect(ServerPattern(identity.trackingName).matches(identity))
        if identity.ownService != nil { #expect(ServerPattern(identity.description).matches(identity)) }
    }

    @Test("what makes no sense matches nothing and breaks nothing", arguments: [
        "", " ", "[", "]", "[]", "[1.2.3.4", "[1.2.3.4]x", "[1.2.3.4]:", "[1.2.3.4]:tcp", "[1.2.3.4]:a:b:c", "1.2.3.4:", ":80", "1.2.3.4:99999", "/", "/tcp", "tcp",
        "fwmark", "fwmark x", "group", "1.2.3.4 80 90 100",
    ])
    func nonsense(text: String) {
        #expect(!ServerPattern(text).matches(.service(web)))
        #expect(!ServerPattern(text).matches(host(152)))
    }
}
