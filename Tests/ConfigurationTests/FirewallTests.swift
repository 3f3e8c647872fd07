import Configuration
import Routing
import Testing

@Suite("Who accepts traffic, and how the others are kept from it")
struct FirewallTests {
    private func accepts(_ lines: String) -> Bool? {
        read(instance(lines)).configuration.vrrpInstances.first?.acceptsTraffic
    }

    @Test("addresses accept traffic unless strict mode or `no_accept` keeps them from it; an owner's always do")
    func acceptance() {
        #expect(accepts("") == true)
        #expect(accepts("no_accept") == false)
        #expect(accepts("no_accept\naccept") == true)
        #expect(accepts("strict_mode on") == false)
        #expect(accepts("strict_mode on\npriority 255") == true)
        #expect(accepts("no_accept\npriority 255") == true)
        #expect(accepts("strict_mode on\nversion 3\naccept") == true)
        #expect(accepts("strict_mode on\naccept") == false)
    }

    @Test("strict mode says plainly what follows, and what to do about it")
    func message() {
        let text = rendered(instance("strict_mode on"))
        #expect(text.contains("[closed-addresses]"))
        #expect(text.contains("accept no traffic, not even a ping"))
        #expect(text.contains("`accept`"))
        #expect(read(instance("strict_mode on\naccept")).complaints == ["closed-addresses"])
        #expect(read(instance("no_accept")).complaints == [])
    }

    private func firewall(_ lines: String) -> FirewallSettings {
        read("global_defs {\n\(lines)\n}\n").configuration.global.firewall
    }

    @Test("nftables is used unless only iptables is asked for")
    func kinds() {
        #expect(firewall("") == .nftables(NFTablesSettings()))
        #expect(
            firewall("nftables mine\nnftables_priority 5\nnftables_counters\nnftables_ifindex")
                == .nftables(NFTablesSettings(table: "mine", priority: 5, counts: true, usesInterfaceNumbers: true)))
        #expect(firewall("vrrp_iptables") == .iptables(IPTablesSettings(input: "INPUT", output: "OUTPUT")))
        #expect(firewall("vrrp_iptables kin") == .iptables(IPTablesSettings(input: "kin")))
        #expect(firewall("vrrp_iptables kin kout\nnftables") == .nftables(NFTablesSettings()))
    }

    @Test("names of sets that aren't given are made from the first")
    func sets() {
        #expect(
            firewall("vrrp_iptables kin\nvrrp_ipsets mine")
                == .iptables(IPTablesSettings(input: "kin", sets: IPTablesSettings.SetNames(ipv4: "mine", ipv6: "mine6", linkLocal: "mine_if6"))))
        #expect(
            firewall("vrrp_ipsets a b c\nvrrp_iptables kin")
                == .iptables(IPTablesSettings(input: "kin", sets: IPTablesSettings.SetNames(ipv4: "a", ipv6: "b", linkLocal: "c"))))
    }

    @Test(
        "a name that commands of the firewall could misunderstand is refused",
        arguments: ["nftables \"a; flush ruleset\"", "nftables 9a", "vrrp_iptables -F", "vrrp_iptables a/b", "vrrp_ipsets a,b", "nftables_priority high"])
    func names(line: String) {
        let reading = read("global_defs {\n\(line)\n}\n")
        #expect(reading.complaints == ["invalid-value"])
        #expect(reading.configuration.global.firewall == .nftables(NFTablesSettings()))
    }

    @Test("what is printed reads back as the same", arguments: ["nftables t\nnftables_priority -5\nnftables_counters", "vrrp_iptables a b\nvrrp_ipsets x", "vrrp_iptables a"])
    func printing(lines: String) {
        let configuration = read("global_defs {\n\(lines)\n}\n" + instance("no_accept") + instance("", name: "B", identifier: 52, address: "10.0.0.2")).configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
