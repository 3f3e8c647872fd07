import Configuration
import NetworkTypes
import Routing
import Testing

@Suite("Routes and rules")
struct RoutingTests {
    private func routes(_ lines: String) -> [Route] {
        read("static_routes {\n\(lines)\n}\n").configuration.staticNetwork.routes
    }

    private func rules(_ lines: String) -> [RoutingRule] {
        read("static_rules {\n\(lines)\n}\n").configuration.staticNetwork.rules
    }

    private let gateway = IPAddress.v4(IPv4Address(192, 168, 200, 254))

    @Test("a route is written as ip-route(8) has it")
    func route() throws {
        let route = try #require(
            routes("src 192.168.100.1 to 192.168.109.0/24 via 192.168.200.254 dev eth1 table 100 metric 7 mtu lock 1400 rtt 2ms tos 0x10 onlink append").first)
        #expect(route.destination == IPPrefix(.v4(IPv4Address(192, 168, 109, 0)), length: 24))
        #expect(route.preferredSource == .v4(IPv4Address(192, 168, 100, 1)))
        #expect(route.nextHops == [NextHop(gateway: gateway, interface: "eth1", isOnLink: true)])
        #expect(route.table == .number(100))
        #expect(route.priority == 7)
        #expect(route.metrics == [.maximumTransmissionUnit: RouteMetricValue(1400, isLocked: true), .roundTripTime: RouteMetricValue(16)])
        #expect(route.typeOfService == 0x10)
        #expect(route.placement == .append)
        #expect(route.origin == 18)
    }

    @Test("`or`, `gw` and `nexthop` name ways")
    func ways() throws {
        #expect(routes("192.168.113.0/24 via 192.168.200.254 or 192.168.100.254 dev eth1").first?.nextHops.count == 2)
        #expect(routes("0.0.0.0/0 gw 192.168.200.254 table 100").first?.nextHops == [NextHop(gateway: gateway)])
        let several = routes("192.168.100.0/24 table 6909 nexthop via 192.168.101.1 dev wlan0 onlink weight 1 nexthop via 192.168.101.2 dev wlan0 weight 2")
        #expect(several.first?.nextHops.map(\.weight) == [1, 2])
        #expect(several.first?.nextHops.map(\.isOnLink) == [true, false])
    }

    @Test("`encap` says what packets are put into; behind its own options those of the route go on")
    func encapsulation() {
        let labels = routes("10.1.0.0/16 encap mpls 100/200 via 10.0.0.1 dev eth1").first?.nextHops.first
        #expect(labels?.encapsulation == .mpls([100, 200]))
        #expect(labels?.gateway == IPAddress(10, 0, 0, 1))
        var tunnel = Encapsulation.Tunnel()
        tunnel.identifier = 42
        tunnel.destination = IPAddress(10, 9, 0, 1)
        tunnel.source = IPAddress(10, 9, 0, 2)
        tunnel.hopLimit = 64
        let route = routes("10.1.0.0/16 encap ip id 42 dst 10.9.0.1 src 10.9.0.2 ttl 64 dev gre1 metric 5").first
        #expect(route?.nextHops.first?.encapsulation == .tunnel(.ipv4, tunnel))
        #expect(route?.nextHops.first?.interface == "gre1")
        #expect(route?.priority == 5)
        #expect(routes("2001:db8:5::/72 encap ila 2001:db8:1:2 dev eth0").first?.nextHops.first?.encapsulation == .ila(locator: 0x2001_0DB8_0001_0002))
        let several = routes("10.1.0.0/16 nexthop encap ip6 dst 2001:db8::9 tc 8 hoplimit 9 dev t6 weight 2 nexthop via 10.0.0.1")
        #expect(several.first?.nextHops.map { $0.encapsulation != nil } == [true, false])
        #expect(several.first?.nextHops.first?.weight == 2)
    }

    @Test("the scope of a route follows from what it leads to, unless it is given")
    func scope() {
        let scopes = routes("10.1.0.0/16 dev eth1\n10.2.0.0/16 via 10.0.0.1\nblackhole 10.3.0.0/16\nlocal 10.4.0.1 dev lo\n10.5.0.0/16 dev eth1 scope global")
            .map(\.effectiveScope)
        #expect(scopes == [.link, .global, .global, .host, .global])
    }

    @Test("`default` is of the family of what stands beside it")
    func defaultRoute() {
        let families = routes("default via 10.0.0.1\ndefault via fe80::1 dev eth0\ndefault inet6 dev eth0\ndefault dev eth0").map(\.family)
        #expect(families == [.ipv4, .ipv6, .ipv6, .ipv4])
    }

    @Test(
        "a route that makes no sense is left out",
        arguments: [
            ("via 10.0.0.1", "missing-value"), ("10.1.0.0/16", "missing-value"), ("blackhole 10.1.0.0/16 dev eth0", "invalid-value"),
            ("2001:db8::/32 via 10.0.0.1", "address-family-mismatch"), ("10.1.0.0/16 via", "missing-value"), ("10.1.0.0/16 via x", "invalid-address"),
            ("10.1.0.0/16 dev eth0 wurst", "unknown-keyword"), ("10.1.0.0/16 dev eth0 table 0", "invalid-value"),
            ("10.1.0.0/16 dev eth0 mtu 5s", "invalid-value"), ("10.1.0.0/16 dev eth0 no_track", "invalid-value"),
            ("10.1.0.0/16 as 10.2.0.0 dev eth0", "invalid-value"), ("10.1.0.0/16 encap mpls 1048576 dev eth0", "invalid-value"),
            ("10.1.0.0/16 encap seg6 mode encap dev eth0", "invalid-value"), ("10.1.0.0/16 encap ip ttl 5 dev eth0", "missing-value"),
            ("10.1.0.0/16 encap ip dst 2001:db8::1 dev eth0", "address-family-mismatch"), ("10.1.0.0/16 encap ila 1:2:3 dev eth0", "invalid-value"),
        ])
    func mistakes(line: String, code: String) {
        let reading = read("static_routes {\n\(line)\n}\n")
        #expect(reading.complaints == [code])
        #expect(reading.configuration.staticNetwork.routes == [])
    }

    @Test("a rule is written as ip-rule(8) has it")
    func rule() throws {
        let rule = try #require(
            rules("not from 192.168.28.0/24 to 192.168.29.0/26 table small iif p33p1 oif wlan0 tos 22 fwmark 24/12 preference 39 realms 30/20 sport 10-20").first)
        #expect(rule.isInverted)
        #expect(rule.action == .lookup(.named("small")))
        #expect(rule.priority == 39)
        #expect(rule.firewallMark == 24)
        #expect(rule.firewallMask == 12)
        #expect(rule.realms == 0x1E_0014)
        #expect(rule.sourcePorts == 10...20)
        let other = try #require(rules("to 1:2:3:4:6:6:7:0/112 from 8:6:5:4:3:2::/96 l3mdev protocol 12 ip_proto UDP sport 10-20 preference 5").first)
        #expect(other.family == .ipv6)
        #expect(other.action == .lookupOfVRF)
        #expect(other.transport == 17)
    }

    @Test("a rule without a preference gets one, downwards from 16384, whatever the block")
    func preferences() {
        let reading = read(
            "static_rules {\nfrom 10.0.0.0/8 table 1\nto 10.0.0.0/8 table 1 preference 50\nfrom 11.0.0.0/8 table 1\n}\n"
                + instance("virtual_rules {\nfrom 10.0.0.9 table 2\n}"))
        #expect(reading.configuration.staticNetwork.rules.map(\.priority) == [16384, 50, 16383])
        #expect(reading.configuration.vrrpInstances.first?.rules.map(\.priority) == [16382])
        #expect(reading.notices == ["rule-priority", "rule-priority", "rule-priority"])
    }

    @Test(
        "a rule that makes no sense is left out",
        arguments: [
            ("from 10.0.0.0/8", "missing-value"), ("from 10.0.0.0/8 to 2001:db8::/32 table 1", "address-family-mismatch"),
            ("from 10.0.0.0/8 goto 5 preference 9", "invalid-value"), ("from 10.0.0.0/8 sport 9-3 table 1", "invalid-value"), ("wurst", "unknown-keyword"),
            ("table 1 preference 0", "invalid-value"),
        ])
    func ruleMistakes(line: String, code: String) {
        let reading = read("static_rules {\n\(line)\n}\n")
        #expect(reading.complaints == [code])
        #expect(reading.configuration.staticNetwork.rules == [])
    }

    @Test("what is printed reads back as the same")
    func printing() {
        let text =
            """
            track_group G {
                group {
                    VI_1
                }
            }
            static_ipaddress {
                10.7.0.5/24 dev eth1 track_group G
                10.7.1.5/24
            }
            static_routes {
                192.168.2.0/24 via 192.168.1.100 dev p33p1.2 table 6909 tos 0x04 protocol bird scope link priority 12 mtu 1000 hoplimit 100 advmss 101 rtt 102 rttvar 103 reordering 104 window 105 cwnd 106 ssthresh lock 107 realms 3/0x14 rto_min 108 initcwnd 109 initrwnd 110 features ecn quickack 1 congctl cubic add track_group G
                10.1.0.0/16 encap ip dst 10.9.0.1 src 10.9.0.2 tos 8 dev gre1 src 10.0.0.7 tos 0x10
                10.2.0.0/16 nexthop encap mpls 5/6 via 10.0.0.1 weight 2 nexthop encap ip6 id 7 dst 2001:db8::9 dev t6 weight 3
                2001:db8:5::/72 encap ila 2001:db8:1:2 dev eth0
                192.168.100.0/24 vrf blue nexthop via 192.168.101.1 dev wlan0 onlink weight 1 nexthop via 192.168.101.2 dev wlan0 onlink weight 2
                2001:470:69e9:1:2::4 dev p33p1.2 from 2001:db8::/32 pref high expires 60 fastopen_no_cookie 1 prepend
                prohibit 10.9.0.0/16 table vpn
                10.8.0.0/16 via inet6 fe80::1 dev eth0 src 10.8.0.1 ttl-propagate enabled
            }
            static_rules {
                to 1:2:3:4:5:6:7:0/112 from 7:6:5:4:3:2::/96 table 6908 uidrange 10000-19999
                not fwmark 0x18/0xc iif lo oif wlan0 suppress_prefixlength 0 suppress_ifgroup 3 tunnel-id 77 dport 80 goto 40000 preference 7
                inet6 l3mdev
                from 10.1.0.0/16 prohibit
            }

            """
            + instance("virtual_routes {\n10.90.0.0/24 via 10.8.0.2 no_track\n}\nvirtual_rules {\nfrom 10.0.0.1 table 5 preference 8 no_track\n}")
        let reading = read(text)
        #expect(reading.complaints == [])
        #expect(reading.configuration.staticNetwork.routes.count == 8)
        #expect(read(reading.configuration.text).configuration == reading.configuration)
    }

    @Test("a static address without an interface stands on the default one")
    func defaultInterface() {
        #expect(read("static_ipaddress {\n10.7.0.5/24\n}\n").configuration.staticNetwork.addresses.first?.interface == "eth0")
        let chosen = read("static_ipaddress {\n10.7.0.5/24\n}\nglobal_defs {\ndefault_interface eth7\n}\n").configuration
        #expect(chosen.staticNetwork.addresses.first?.interface == "eth7")
    }

    @Test("what differs between two configurations says so")
    func changes() {
        let old = read("static_routes {\n10.1.0.0/16 dev eth0\n}\n").configuration
        let new = read("static_routes {\n10.1.0.0/16 dev eth1\n}\n").configuration
        let change = new.changes(from: old).all.first
        #expect(change?.object == .staticNetwork)
        #expect(new.changes(from: new).isEmpty)
        guard case .changed(let differences)? = change?.kind else { return #expect(Bool(false)) }
        #expect(differences.map(\.keyword) == ["static_routes", "static_routes"])
    }
}
