import NetworkTypes
import Testing

@testable import IPSet

@Suite("Members of sets")
struct IPSetMemberTests {
    @Test("A member is written as ipset(8) takes it, addresses only")
    func text() {
        #expect(IPSetMember(.v4(IPv4Address(10, 0, 0, 1))).text == "10.0.0.1")
        #expect(IPSetMember(IPPrefix(.v4(IPv4Address(10, 0, 0, 0)), length: 8)).text == "10.0.0.0/8")
        #expect(IPSetMember(.v4(IPv4Address(10, 0, 0, 1)), transport: .tcp, port: 80).text == "10.0.0.1,tcp:80")
        #expect(IPSetMember(.v6(IPv6Address(high: 0xFE80 << 48, low: 1)), interface: "eth0").text == "fe80::1,eth0")
    }

    @Test("A connection needs the library, and says so where it isn't there")
    func connection() {
        // With the library but without the right to use sets, the commands are what fails.
        do throws(IPSetError) {
            let connection = try IPSetConnection()
            #expect(throws: IPSetError.self) { try connection.ensure(IPSetDefinition(name: "-x", kind: .address, family: .ipv4)) }
            #expect(throws: IPSetError.self) { try connection.memberCount(of: "no set of this name") }
        } catch {
            #expect(!error.detail.isEmpty)
        }
    }
}
