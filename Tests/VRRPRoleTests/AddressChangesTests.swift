import NetworkTypes
import RouteNetlink
import Testing

@testable import VRRPRole

@Suite("Changes of addresses")
struct AddressChangesTests {
    private func address(_ last: UInt8) -> InterfaceAddress {
        InterfaceAddress(interfaceIndex: 2, prefix: IPPrefix(IPAddress(10, 0, 0, last), length: 24), origin: nil)
    }

    @Test("a burst about addresses alone tells which came and which went")
    func addressesAlone() {
        let changes = AddressChanges([.address(address(1)), .addressRemoved(address(2)), .address(address(3))])
        #expect(changes.added == [IPAddress(10, 0, 0, 1), IPAddress(10, 0, 0, 3)])
        #expect(changes.removed == [IPAddress(10, 0, 0, 2)])
        #expect(!changes.isMore)
    }

    @Test("links, and reports that were lost, are more than that", arguments: [RouteEvent.interfaceRemoved(index: 2), .overrun])
    func more(event: RouteEvent) {
        #expect(AddressChanges([.address(address(1)), event]).isMore)
    }
}
