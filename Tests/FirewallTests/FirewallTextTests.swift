import NetworkTypes
import Routing
import Testing

@testable import Firewall

@Suite("Firewall rules")
struct FirewallTextTests {
    private var closed: ClosedAddresses {
        get throws {
            var closed = ClosedAddresses()
            for (text, interface) in [("10.8.0.10", "eth0"), ("10.8.0.9", "eth0"), ("2001:db8::9", "eth0"), ("fe80::99", "eth1")] {
                closed.insert(try #require(IPAddress(text)), on: interface)
            }
            return closed
        }
    }

    @Test("One transaction removes the tables and makes them anew")
    func replacement() throws {
        let text = NFTablesText.replacement(try closed, NFTablesSettings(table: "t", priority: -7, counts: true))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(Array(lines.prefix(4)) == ["add table ip t", "delete table ip t", "add table ip6 t", "delete table ip6 t"])
        #expect(lines.contains("elements = { 10.8.0.9, 10.8.0.10 }"))
        #expect(lines.contains("ip daddr @vips counter drop"))
        #expect(lines.contains("elements = { fe80::99 . \"eth1\" }"))
        #expect(lines.filter { $0.contains("priority -7;") }.count == 4)
    }

    @Test("Without addresses there are no tables")
    func nothing() {
        #expect(NFTablesText.replacement(ClosedAddresses(), NFTablesSettings()) == NFTablesText.removal(table: "keepalived"))
    }

    @Test("Each address has a rule before the others of the chain where there are no sets; neighbour discovery comes first of all")
    func singleRules() throws {
        let rules = IPTablesRule.all(try closed, IPTablesSettings(input: "kin"))
        #expect(rules.map { $0.addition.dropFirst(3).joined(separator: " ") } == [
            "-I kin 1 -d 10.8.0.9/32 -j DROP", "-I kin 1 -d 10.8.0.10/32 -j DROP", "-I kin 1 -d 2001:db8::9/128 -j DROP",
            "-I kin 1 -i eth1 -d fe80::99/128 -j DROP", "-I kin 1 -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT",
            "-I kin 1 -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT",
        ])
        #expect(rules[0].removal == ["iptables", "--wait", "5", "-D", "kin", "-d", "10.8.0.9/32", "-j", "DROP"])
    }

    @Test("With sets the number of rules doesn't grow with the addresses")
    func sets() throws {
        let rules = IPTablesRule.all(try closed, IPTablesSettings(input: "kin", output: "kout", sets: IPTablesSettings.SetNames()))
        #expect(rules.count == 10)
        #expect(rules[0].addition.dropFirst(3).joined(separator: " ") == "-A kin -m set --match-set keepalived dst -j DROP")
        #expect(rules.last?.addition.dropFirst(3).joined(separator: " ") == "-A kout -m set --match-set keepalived_if6 src,dst -j DROP")
    }

    @Test("Macvlans report no memberships, in either kind of rules")
    func silence() {
        var closed = ClosedAddresses()
        closed.silence("vrrp.51", .ipv4)
        closed.silence("vrrp6.51", .ipv6)
        #expect(!closed.isEmpty)
        #expect(closed.hasNoAddresses)
        let lines = NFTablesText.replacement(closed, NFTablesSettings()).split(separator: "\n").map(String.init)
        #expect(lines.contains("elements = { \"vrrp.51\" }"))
        #expect(lines.contains("oifname @vmacs ip protocol igmp drop"))
        #expect(lines.contains("elements = { \"vrrp6.51\" }"))
        #expect(lines.contains("oifname @vmacs icmpv6 type { mld-listener-report, mld-listener-reduction, mld2-listener-report } drop"))
        let rules = IPTablesRule.all(closed, IPTablesSettings(input: "kin", output: "kout"))
        #expect(rules.count == 4)
        #expect(rules.first?.addition.dropFirst(3).joined(separator: " ") == "-A kout -o vrrp.51 -p igmp -j DROP")
        #expect(IPTablesRule.all(closed, IPTablesSettings(input: "kin")).isEmpty)
    }

    @Test("A rule comes back from the record, and nothing else does")
    func record() throws {
        for rule in IPTablesRule.all(try closed, IPTablesSettings()) { #expect(IPTablesRule(line: rule.line) == rule) }
        for line in ["", "iptables", "rm -rf / now", "iptables INPUT first"] { #expect(IPTablesRule(line: line) == nil) }
    }
}
