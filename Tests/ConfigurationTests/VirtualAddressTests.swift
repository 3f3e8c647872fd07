import Configuration
import NetworkTypes
import Routing
import Testing
import VRRP

@Suite("Virtual addresses and their announcements")
struct VirtualAddressTests {
    private func addresses(_ lines: String) -> [VirtualAddress] {
        read(instance("virtual_ipaddress_excluded {\n\(lines)\n}")).configuration.vrrpInstances.first?.excludedAddresses ?? []
    }

    @Test("options are those of ip-address(8)")
    func options() throws {
        let found = addresses("10.1.0.9/24 brd + dev eth1 scope link label eth1:1 peer 10.1.0.10/32 home noprefixroute preferred_lft 60 no_track")
        let address = try #require(found.first)
        #expect(address.peer == IPPrefix(.v4(IPv4Address(10, 1, 0, 10)), length: 32))
        #expect(address.broadcast == IPv4Address(10, 1, 0, 255))
        #expect(address.flags == [.home, .noPrefixRoute])
        #expect(address.preferredLifetime == 60)
        #expect(!address.isTracked)
    }

    @Test("an IPv6 address is used without duplicate address detection unless `-nodad` stands there")
    func duplicateDetection() {
        let flags = addresses("2001:db8::9/64\n2001:db8::a/64 -nodad mngtmpaddr\n2001:db8::b/64 nodad\n10.1.0.9").map(\.flags)
        #expect(flags == [.noDuplicateDetection, .managesTemporary, .noDuplicateDetection, []])
    }

    @Test("a whole IPv6 address is deprecated unless `preferred_lft forever` stands there")
    func deprecation() {
        let lifetimes = addresses("2001:db8::9\n2001:db8::a preferred_lft forever\n2001:db8::b/64\n10.1.0.9").map(\.preferredLifetime)
        #expect(lifetimes == [0, nil, nil, nil])
    }

    @Test(
        "a line that makes no sense is left out",
        arguments: [
            ("10.1.0.9 peer 2001:db8::1", "address-family-mismatch"), ("10.1.0.9 peer", "missing-value"), ("10.1.0.9 preferred_lft soon", "invalid-value"),
            ("10.1.0.9 track_group G", "invalid-value"), ("10.1.0.9 -brd", "unknown-keyword"), ("10.1.0.9/33", "out-of-range"),
            ("10.1.0.9 preferred_lft 4294967295", "invalid-value"),
        ])
    func mistakes(line: String, code: String) {
        let reading = read(instance("virtual_ipaddress_excluded {\n\(line)\n}"))
        #expect(reading.complaints == [code])
        #expect(reading.configuration.vrrpInstances.first?.excludedAddresses == [])
    }

    @Test("what is printed reads back as the same")
    func printing() {
        let text =
            instance(
                """
                promote_secondaries
                garp_extra_if all 100
                virtual_ipaddress_excluded {
                    10.1.0.9/24 brd - dev eth1 scope link label eth1:1 peer 10.1.0.10/30 home noprefixroute preferred_lft 60 no_track
                    2001:db8::9 -nodad preferred_lft forever
                    2001:db8::a/64 mngtmpaddr autojoin preferred_lft 0
                    10.1.0.10 nodad
                }
                """)
            + "garp_group {\ngarp_interval 0.5\ninterfaces {\neth0\neth1\n}\n}\ngarp_group {\ngna_interval 1\ninterface eth2\n}\n"
        let configuration = read(text).configuration
        #expect(configuration.vrrpInstances.first?.excludedAddresses.count == 4)
        #expect(read(configuration.text).configuration == configuration)
    }

    @Test("`vrrp_min_garp` means one announcement without a repetition, unless an instance says otherwise")
    func fewAnnouncements() {
        let global = "global_defs {\nvrrp_min_garp\n}\n"
        let few = read(global + instance("")).configuration.vrrpInstances.first?.parameters
        #expect(few?.gratuitousARPRepeat == 1)
        #expect(few?.gratuitousARPDelay == .zero)
        let own = read(global + instance("garp_master_repeat 3\ngarp_master_delay 2")).configuration.vrrpInstances.first?.parameters
        #expect(own?.gratuitousARPRepeat == 3)
        #expect(own?.gratuitousARPDelay == .seconds(2))
    }

    @Test("`garp_extra_if` of an instance counts before that of global_defs, and 0 turns it off")
    func extraInterfaces() {
        let global = "global_defs {\nvrrp_garp_extra_if all 100\n}\n"
        let extra = { (lines: String) in read(global + instance(lines)).configuration.vrrpInstances.first?.extraAnnouncements }
        #expect(extra("") == ExtraAnnouncements(interval: .seconds(100), onAllInterfaces: true))
        #expect(extra("garp_extra_if 0") == ExtraAnnouncements(interval: .zero, onAllInterfaces: false))
        #expect(read(instance("garp_extra_if 86401")).complaints == ["out-of-range"])
        #expect(read(instance("garp_extra_if all")).complaints == ["missing-value"])
    }

    @Test("a link's delays: the second is as long as the first unless it is given")
    func linkDelays() {
        let reading = read("interface_up_down_delays {\neth0 2\neth1 0.5 3\neth2\neth3 256\n}\n")
        #expect(
            reading.configuration.global.links.delays
                == ["eth0": LinkDelays(down: .seconds(2), up: .seconds(2)), "eth1": LinkDelays(down: .milliseconds(500), up: .seconds(3))])
        #expect(reading.complaints == ["missing-value", "out-of-range"])
        #expect(read(reading.configuration.text).configuration == reading.configuration)
    }

    @Test("a group of interfaces has a limit, and an interface stands in one group")
    func groups() {
        let reading = read(
            "garp_group {\ngarp_interval 0.5\ninterfaces {\neth0\neth1\n}\n}\ngarp_group {\ngna_interval 1\ninterface eth1\n}\ngarp_group {\ninterface eth3\n}\n")
        #expect(
            reading.configuration.global.announcementLimits.groups
                == [AnnouncementLimits.Group(interfaces: ["eth0", "eth1"], gratuitousARP: .milliseconds(500))])
        #expect(reading.complaints == ["incomplete-group", "duplicate-group-member", "incomplete-group"])
    }
}
