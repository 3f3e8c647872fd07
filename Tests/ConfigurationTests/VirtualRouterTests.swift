import Configuration
import NetworkTypes
import Routing
import Testing
import VRRP

@Suite("vrrp_instance")
struct VirtualRouterTests {
    private func parameters(_ lines: String, global: String = "") -> VirtualRouterParameters? {
        read("global_defs {\n\(global)\n}\n" + instance(lines)).configuration.vrrpInstances.first?.parameters
    }

    @Test("defaults are keepalived's")
    func defaults() throws {
        let instance = try #require(read(instance("")).configuration.vrrpInstances.first)
        #expect(
            instance.parameters
                == VirtualRouterParameters(name: "VI_1", virtualRouterID: 51, advertisedAddresses: [IPAddress(10, 0, 0, 1)]))
        #expect(instance.parameters.priority == 100)
        #expect(instance.parameters.initialState == .backup)
        #expect(instance.extraAnnouncements == nil)
        #expect(instance.multicastGroup == IPAddress(224, 0, 0, 18))
    }

    @Test("`state MASTER` without a priority means 255")
    func priorityFromState() {
        let reading = read(instance("state MASTER"))
        #expect(reading.configuration.vrrpInstances.first?.parameters.priority == 255)
        #expect(reading.notices == ["priority-from-state"])
        #expect(parameters("state MASTER\npriority 90")?.priority == 90)
        #expect(parameters("priority 255")?.initialState == .master)
    }

    @Test("`nopreempt` doesn't go together with `state MASTER`")
    func preemption() {
        #expect(parameters("nopreempt")?.preempt == false)
        #expect(parameters("nopreempt\npreempt")?.preempt == true)
        #expect(parameters("nopreempt\nstate MASTER\npriority 100")?.preempt == true)
        #expect(read(instance("nopreempt\nstate MASTER\npriority 100")).complaints == ["preemption-conflict"])
    }

    @Test("an instance takes the GARP settings of global_defs, and its own where it has some; the lower-priority ones follow the global ones alone")
    func gratuitousARP() {
        let global = "vrrp_garp_master_delay 7\nvrrp_garp_master_repeat 3\nvrrp_garp_master_refresh 60"
        let inherited = parameters("", global: global)
        #expect(inherited?.gratuitousARPDelay == .seconds(7))
        #expect(inherited?.gratuitousARPRepeat == 3)
        #expect(inherited?.gratuitousARPLowerPriorityRepeat == 3)
        let own = read("global_defs {\n\(global)\n}\n" + instance("garp_master_delay 1.5\ngarp_lower_prio_repeat 2")).configuration
        #expect(own.vrrpInstances.first?.parameters.gratuitousARPDelay == .milliseconds(1500))
        #expect(own.vrrpInstances.first?.parameters.gratuitousARPLowerPriorityDelay == .seconds(7))
        #expect(own.vrrpInstances.first?.parameters.gratuitousARPRefresh == .seconds(60))
        #expect(own.vrrpInstances.first?.parameters.gratuitousARPLowerPriorityRepeat == 2)
    }

    @Test("what an instance says of taking over doesn't change what it does against a lower priority, as in keepalived")
    func lowerPriorityFollowsGlobals() throws {
        let own = try #require(parameters("garp_master_delay 2\ngarp_master_repeat 3"))
        #expect(own.gratuitousARPLowerPriorityDelay == .seconds(5))
        #expect(own.gratuitousARPLowerPriorityRepeat == 5)
        let both = try #require(parameters("garp_master_delay 2", global: "vrrp_garp_lower_prio_delay 9\nvrrp_garp_lower_prio_repeat 0"))
        #expect(both.gratuitousARPLowerPriorityDelay == .seconds(9))
        #expect(both.gratuitousARPLowerPriorityRepeat == 0)
    }

    @Test("global definitions count wherever they stand")
    func order() {
        let reading = read(instance("") + "global_defs {\n vrrp_garp_master_delay 9\n}\n")
        #expect(reading.configuration.vrrpInstances.first?.parameters.gratuitousARPDelay == .seconds(9))
    }

    @Test("version 2 has whole seconds between advertisements")
    func interval() {
        #expect(parameters("advert_int 3")?.advertisementInterval == .seconds(3))
        #expect(parameters("advert_int 2.5")?.advertisementInterval == .seconds(3))
        #expect(parameters("advert_int 2.4")?.advertisementInterval == .seconds(2))
        #expect(parameters("advert_int 0.2")?.advertisementInterval == .seconds(1))
        #expect(read(instance("advert_int 0.2")).complaints == ["advertisement-interval"])
        #expect(read(instance("advert_int 256")).complaints == ["out-of-range"])
    }

    @Test("version 3 has centiseconds up to 40.95 s between advertisements, and no authentication")
    func versionThree() {
        #expect(parameters("version 3\nadvert_int 0.3")?.advertisementInterval == .milliseconds(300))
        #expect(parameters("version 3")?.version == .version3)
        #expect(parameters("version 3\nadvert_int 0.014")?.advertisementInterval == .milliseconds(10))
        #expect(parameters("version 3\nadvert_int 41")?.advertisementInterval == .milliseconds(40_950))
        #expect(read(instance("version 3\nadvert_int 41")).complaints == ["advertisement-interval"])
        #expect(read(instance("version 3\nadvert_int 0.25")).complaints == [])
        let withPassword = read(instance("version 3\nauthentication {\nauth_type PASS\nauth_pass 1111\n}"))
        #expect(withPassword.complaints == ["version-without-authentication"])
        #expect(withPassword.configuration.vrrpInstances.first?.parameters.authentication == Authentication.none)
    }

    @Test("version and checksum form come from global_defs where the instance says nothing")
    func globalVersion() {
        let global = "global_defs {\nvrrp_version 3\nv3_checksum_as_v2\n}\n"
        let first = read(global + instance("")).configuration.vrrpInstances.first?.parameters
        #expect(first?.version == .version3)
        #expect(first?.leavesOutPseudoHeader == true)
        let second = read(global + instance("version 2\nv3_checksum_as_v2 off")).configuration.vrrpInstances.first?.parameters
        #expect(second?.version == .version2)
        #expect(second?.leavesOutPseudoHeader == false)
    }

    @Test(
        "an instance without what it needs is left out",
        arguments: [
            ("interface eth0\nvirtual_ipaddress {\n10.0.0.1\n}", "missing-virtual-router-id"),
            ("virtual_router_id 1\nvirtual_ipaddress {\n10.0.0.1\n}", "missing-interface"),
            ("virtual_router_id 1\ninterface eth0\nversion 3", "missing-virtual-address"),
        ])
    func incomplete(lines: String, code: String) {
        let reading = read("vrrp_instance A {\n\(lines)\n}\n")
        #expect(reading.configuration.vrrpInstances.isEmpty)
        #expect(reading.complaints == [code])
        #expect(reading.outcome == .usableWithErrors)
    }

    @Test("an instance without addresses is not sensible, but runs")
    func noAddress() {
        let reading = read("vrrp_instance A {\nvirtual_router_id 1\ninterface eth0\n}\n")
        #expect(reading.configuration.vrrpInstances.count == 1)
        #expect(reading.complaints == ["missing-virtual-address"])
        #expect(read("vrrp_instance A {\nvirtual_router_id 1\ninterface eth0\nno_virtual_ipaddress\n}\n").complaints == [])
    }

    @Test("a VRID means one instance per interface, a name means one instance")
    func duplicates() {
        #expect(read(instance("") + instance("", name: "B", address: "10.0.0.2")).complaints == ["vrid-conflict"])
        #expect(read(instance("") + instance("interface eth1", name: "B", address: "10.0.0.2")).complaints == [])
        #expect(read(instance("") + instance("", identifier: 52, address: "10.0.0.2")).complaints == ["duplicate-instance"])
        #expect(read(instance("") + instance("", name: "B", identifier: 52)).complaints == ["shared-virtual-address"])
    }

    @Test("each multicast group has VRIDs of its own, and so have unicast instances without a common peer, as in keepalived")
    func spacesOfIdentifiers() {
        func complaints(_ lines: String...) -> [String] {
            let text = lines.enumerated().map { instance($1, name: "I\($0)", identifier: 1, address: "10.0.0.\(100 + $0)") }.joined()
            let reading = read(text)
            #expect(reading.configuration.vrrpInstances.count == lines.count - reading.complaints.count)
            return reading.complaints
        }
        func unicast(_ peers: Int..., source: Int? = nil, interface: String = "eth0") -> String {
            let source = source.map { "unicast_src_ip 10.0.0.\($0)\n" } ?? ""
            return "interface \(interface)\n" + source + "unicast_peer {\n" + peers.map { "10.0.0.\($0)\n" }.joined() + "}"
        }
        #expect(complaints(unicast(2), unicast(3), "", "mcast_dst_ip 224.0.0.19") == [])
        #expect(complaints("mcast_dst_ip 224.0.0.19", "mcast_dst_ip 224.0.0.19") == ["vrid-conflict"])
        #expect(complaints("", "mcast_dst_ip 224.0.0.18") == ["vrid-conflict"])
        #expect(complaints(unicast(2, 3), unicast(4), unicast(3, 4)) == ["vrid-conflict"])
        #expect(complaints(unicast(2, source: 1), unicast(2, source: 5)) == [])
        #expect(complaints(unicast(2, source: 1), unicast(2, source: 1)) == ["vrid-conflict"])
        #expect(complaints(unicast(2, source: 1), unicast(2, source: 1, interface: "eth1")) == [])
        let unbound = "vrrp_instance U {\nvirtual_router_id 1\nunicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.2\n}\nvirtual_ipaddress {\n10.0.0.90 dev eth0\n}\n}\n"
        #expect(read(unbound + instance(unicast(2, source: 1), identifier: 1)).complaints == ["vrid-conflict"])
        #expect(read(unbound + instance(unicast(3, source: 1), identifier: 1)).complaints == [])
    }

    @Test("an address under two instances is a warning, on one interface or on two; a link-local one may be on each link")
    func sharedAddress() {
        #expect(
            rendered(instance("") + instance("interface eth1", name: "B", identifier: 52)) == """
                lvsd.conf:13:9: warning: 10.0.0.1 is a virtual address of two instances, on two interfaces [shared-virtual-address]
                            10.0.0.1
                            ^~~~~~~~
                    lvsd.conf:5:9: here for the first time

                """)
        let excluded = "virtual_ipaddress_excluded {\nfe80::1\n}"
        let linkLocal = instance(excluded) + instance("interface eth1\n" + excluded, name: "B", address: "10.0.0.2")
        #expect(read(linkLocal).complaints == [])
        #expect(read(instance("", address: "10.0.0.1\n10.0.0.1 dev eth1")).complaints == [])
    }

    @Test("a password has eight bytes")
    func password() {
        #expect(
            parameters("authentication {\nauth_type PASS\nauth_pass abc\n}")?.authentication == .simpleText([97, 98, 99, 0, 0, 0, 0, 0]))
        #expect(read(instance("authentication {\nauth_type PASS\n}")).complaints == ["incomplete-authentication"])
        #expect(read(instance("authentication {\nauth_pass 1\n}")).complaints == ["incomplete-authentication"])
        #expect(parameters("authentication {\nauth_type AH\nauth_pass 1\n}")?.authentication == .header(key: [49, 0, 0, 0, 0, 0, 0, 0]))
    }

    @Test("virtual addresses with their options")
    func addressOptions() throws {
        let text = """
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                virtual_ipaddress {
                    10.1.2.3/20 brd + dev eth1 scope link label eth1:vip
                    10.1.2.4/24 brd -
                    10.1.2.5 broadcast 10.1.2.255 scope 17
                    10.1.2.3 dev eth2
                }
                virtual_ipaddress_excluded {
                    2001:db8::5/64
                }
            }
            """
        let reading = read(text)
        #expect(reading.complaints == [])
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(instance.parameters.advertisedAddresses.map(\.description) == ["10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.3"])
        let first = instance.virtualAddresses[0]
        #expect(first.prefix.description == "10.1.2.3/20")
        #expect(first.broadcast == IPv4Address(10, 1, 15, 255))
        #expect(first.interface == "eth1")
        #expect(first.scope == .link)
        #expect(first.label == "eth1:vip")
        #expect(instance.virtualAddresses[1].broadcast == IPv4Address(10, 1, 2, 0))
        #expect(instance.virtualAddresses[2].prefix.length == 32)
        #expect(instance.virtualAddresses[2].scope == AddressScope(rawValue: 17))
        #expect(instance.excludedAddresses.map(\.prefix.description) == ["2001:db8::5/64"])
    }

    @Test(
        "a bad line among virtual addresses is left out, the others stay",
        arguments: [
            ("10.0.0.300", "invalid-address"), ("10.0.0.2/33", "out-of-range"), ("10.0.0.2 dev", "missing-value"),
            ("10.0.0.2 dev a/b", "invalid-value"), ("10.0.0.2 brd x", "invalid-value"), ("10.0.0.2 scope outer", "invalid-value"),
            ("10.0.0.2 colour red", "unknown-keyword"), ("10.0.0.1", "duplicate-virtual-address"), ("2001:db8::1", "address-family-mismatch"),
        ])
    func badAddress(line: String, code: String) {
        let reading = read(instance("", address: "10.0.0.1\n\(line)"))
        #expect(reading.complaints == [code])
        #expect(reading.configuration.vrrpInstances.first?.virtualAddresses.count == 1)
    }

    @Test("unicast peers with their bounds; a bound or check_unicast_src turns the check of the source on")
    func unicast() {
        let peers = "unicast_peer {\n10.0.0.2\n10.0.0.3 min_ttl 254 max_ttl 255\n10.0.0.2\n}"
        let bounded = UnicastParameters.Peer(IPAddress(10, 0, 0, 3), timesToLive: 254...255)
        #expect(
            parameters(peers + "\nunicast_ttl 64")?.unicast
                == UnicastParameters(peers: [UnicastParameters.Peer(IPAddress(10, 0, 0, 2)), bounded], timeToLive: 64, checksSource: true))
        let one = "unicast_peer {\n10.0.0.2\n}"
        #expect(parameters(one)?.unicast?.checksSource == false)
        #expect(parameters(one + "\ncheck_unicast_src")?.unicast?.checksSource == true)
        #expect(parameters(one, global: "vrrp_check_unicast_src")?.unicast?.checksSource == true)
        #expect(parameters(one + "\ncheck_unicast_src off", global: "vrrp_check_unicast_src")?.unicast?.checksSource == false)
        #expect(parameters("unicast_src_ip 10.0.0.9")?.unicast == nil, "without peers the group is used")
    }

    @Test("the source address goes by either keyword")
    func sourceAddress() {
        let peers = "unicast_peer {\n10.0.0.2\n}\n"
        func source(_ lines: String) -> IPAddress? { read(instance(lines)).configuration.vrrpInstances.first?.source }
        #expect(source(peers + "unicast_src_ip 10.0.0.9") == IPAddress(10, 0, 0, 9))
        #expect(source(peers + "mcast_src_ip 10.0.0.8") == IPAddress(10, 0, 0, 8))
        #expect(source("unicast_src_ip 10.0.0.9") == IPAddress(10, 0, 0, 9))
        #expect(source("") == nil)
    }

    @Test(
        "a bad peer is left out",
        arguments: [
            ("10.0.0.300", "invalid-address"), ("10.0.0.2 min_ttl", "invalid-value"), ("10.0.0.2 min_ttl 256", "out-of-range"),
            ("10.0.0.2 min_ttl 5 max_ttl 4", "out-of-range"), ("10.0.0.2 ttl 4", "invalid-value"), ("2001:db8::1", "address-family-mismatch"),
        ])
    func badPeer(line: String, code: String) {
        let reading = read(instance("unicast_peer {\n10.0.0.3\n\(line)\n}"))
        #expect(reading.complaints == [code])
        #expect(reading.configuration.vrrpInstances.first?.parameters.unicast?.peers.count == 1)
    }

    @Test("unicast comes back from the text as it was")
    func unicastRoundTrip() {
        let text = instance("unicast_src_ip 10.0.0.9\nunicast_peer {\n10.0.0.2\n10.0.0.3 min_ttl 3\n10.0.0.4 max_ttl 9\n}\nunicast_ttl 7")
        let configuration = read(text).configuration
        #expect(configuration.vrrpInstances.first?.parameters.unicast?.peers.count == 3)
        #expect(read(configuration.text).configuration == configuration)
    }

    @Test("an advertisement holds 255 addresses; the others are treated as excluded ones")
    func manyAddresses() throws {
        let lines = (0..<300).map { "10.0.\($0 / 256).\($0 % 256)" }.joined(separator: "\n")
        let reading = read(instance("", address: lines))
        #expect(reading.complaints == ["too-many-virtual-addresses"])
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(instance.parameters.advertisedAddresses.count == 255)
        #expect(instance.virtualAddresses.count == 255)
        #expect(instance.excludedAddresses.count == 45)
    }

    @Test("the check role doesn't look into instances, nor the VRRP role into virtual servers")
    func parts() {
        let text = instance("nonsense") + virtualServer("nonsense\nreal_server 10.0.1.1 80 {\n}")
        #expect(read(text).complaints == ["unknown-keyword", "unknown-keyword"])
        let check = read(text, part: .check)
        #expect(check.complaints == ["unknown-keyword"])
        #expect(check.configuration.vrrpInstances.isEmpty && check.configuration.virtualServers.count == 1)
        let vrrp = read(text, part: .vrrp)
        #expect(vrrp.complaints == ["unknown-keyword"])
        #expect(vrrp.configuration.vrrpInstances.count == 1 && vrrp.configuration.virtualServers.isEmpty)
    }
}
