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

    @Test("a link-local address is told apart: a macvlan's made-up source waits for it")
    func linkLocal() {
        let own = InterfaceAddress(interfaceIndex: 2, prefix: IPPrefix(.v6(IPv6Address(high: 0xFE80 << 48, low: 9)), length: 64), origin: nil)
        #expect(AddressChanges([.address(own)]).hasAddedLinkLocal)
        #expect(!AddressChanges([.address(address(1)), .addressRemoved(own)]).hasAddedLinkLocal)
    }

    @Test("links, and reports that were lost, are more than that", arguments: [RouteEvent.interfaceRemoved(index: 2), .overrun])
    func more(event: RouteEvent) {
        #expect(AddressChanges([.address(address(1)), event]).isMore)
    }
}
