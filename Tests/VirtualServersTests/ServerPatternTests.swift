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
        for name in ["FWM 3 IPv6", "fwmark 3 inet6", "fwmark 3 IPv6"] {
            #expect(ServerPattern(name).matches(.service(.firewallMark(3, .ipv6))) && !ServerPattern(name).matches(.service(.firewallMark(3, .ipv4))))
        }
        // What a status or a page calls it is its own, and that of IPv6 finds it again; log lines say no more than keepalived's.
        let identities = [VirtualServerIdentity.service(.firewallMark(3, .ipv4)), .service(.firewallMark(3, .ipv6))]
        #expect(identities.map(\.fullName) == ["fwmark 3", "fwmark 3 inet6"])
        #expect(identities.map(\.description) == ["FWM 3", "FWM 3"])
        #expect(identities.map(\.trackingName) == ["fwmark 3", "fwmark 3"])
        #expect(identities.filter { ServerPattern(identities[1].fullName).matches($0) } == [identities[1]])
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
        .group("web", nil, .ipv6), .service(.firewallMark(7, .ipv6)),
    ])
    func names(identity: VirtualServerIdentity) {
        #expect(ServerPattern(identity.fullName).matches(identity), "\(identity.fullName)")
        #expect(ServerPattern(identity.distinctName).matches(identity), "\(identity.distinctName)")
        #expect(ServerPattern(identity.trackingName).matches(identity))
        if identity.ownService != nil { #expect(ServerPattern(identity.description).matches(identity)) }
    }

    @Test("firewall marks of both families are told apart by inet and inet6, alone and in groups; without either both are meant")
    func families() {
        for (four, six) in [
            (VirtualServerIdentity.service(.firewallMark(7, .ipv4)), VirtualServerIdentity.service(.firewallMark(7, .ipv6))),
            (.group("web", nil), .group("web", nil, .ipv6)),
        ] {
            for (one, other) in [(four, six), (six, four)] {
                #expect(ServerPattern(one.distinctName).matches(one))
                #expect(!ServerPattern(one.distinctName).matches(other), "\(one.distinctName)")
                #expect(ServerPattern(one.trackingName).matches(other))
            }
        }
        #expect(VirtualServerIdentity.group("web", nil).fullName == "group web")
        #expect(VirtualServerIdentity.group("web", nil, .ipv6).fullName == "group web inet6")
        #expect(VirtualServerIdentity.group("web", nil, .ipv6).description == "[web]:0")
        #expect(!ServerPattern("fwmark 7 ipv6").matches(.service(.firewallMark(7, .ipv6))))
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
