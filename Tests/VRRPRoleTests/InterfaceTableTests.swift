import NetworkTypes
import RouteNetlink
import Testing

@testable import VRRPRole

@Suite("Interface table")
struct InterfaceTableTests {
    private func address(_ text: String, on index: Int32 = 2) throws -> InterfaceAddress {
        InterfaceAddress(interfaceIndex: index, prefix: IPPrefix(try #require(IPAddress(text)), length: 20), origin: nil)
    }

    @Test("The primary address is the first IPv4 one that isn't virtual, and follows what the kernel reports")
    func findsPrimaryAddress() throws {
        var table = InterfaceTable(addresses: [try address("2001:db8::1"), try address("172.17.1.160"), try address("172.17.1.150"), try address("172.17.1.151")])
        let virtual: Set<IPAddress> = [IPAddress(172, 17, 1, 160)]
        #expect(table.primaryAddress(on: 2, excluding: virtual) == IPAddress(172, 17, 1, 150))
        table.apply(.addressRemoved(try address("172.17.1.150")))
        #expect(table.primaryAddress(on: 2, excluding: virtual) == IPAddress(172, 17, 1, 151))
        table.apply(.interfaceRemoved(index: 2))
        #expect(table.primaryAddress(on: 2, excluding: virtual) == nil)
    }

    @Test("An address reported twice is there once")
    func ignoresRepetition() throws {
        var table = InterfaceTable()
        table.apply(.address(try address("172.17.1.150")))
        table.apply(.address(try address("172.17.1.150")))
        table.apply(.addressRemoved(try address("172.17.1.150")))
        #expect(table.addresses(on: 2).isEmpty)
    }
}
