import Firewall
import NetworkTypes
import Routing
import Testing

@testable import VRRPRole

@Suite("Record of what is ours in the firewall")
struct FirewallRecordTests {
    @Test("What is written reads back; a line that makes no sense is passed over")
    func text() throws {
        var closed = ClosedAddresses()
        closed.insert(try #require(IPAddress("10.0.0.1")), on: "eth0")
        closed.insert(try #require(IPAddress("fe80::1")), on: "eth0")
        let rules = Set(IPTablesRule.all(closed, IPTablesSettings(input: "in", output: "out")))
        let record = FirewallRecord(tables: ["keepalived"], rules: rules, sets: ["keepalived", "keepalived6"])
        #expect(FirewallRecord(text: record.text) == record)
        #expect(FirewallRecord(text: "wurst\nrule rm -rf / x\n\nset\nnftables t\n") == FirewallRecord(tables: ["t"]))
    }
}
