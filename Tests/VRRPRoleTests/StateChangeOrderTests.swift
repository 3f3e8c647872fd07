import Testing
import VRRP

@testable import VRRPRole

@Suite("Who hears first of another state")
struct StateChangeOrderTests {
    @Test("A script that makes a director ready to be master has been started before connections are told of")
    func master() {
        #expect(StateChangeOrder.listeners(of: .master) == [.scripts, .connectionSync])
    }

    @Test("Who isn't master any more hears of connections before its scripts begin", arguments: [VirtualRouterState.backup, .fault, .initialize])
    func others(_ state: VirtualRouterState) {
        #expect(StateChangeOrder.listeners(of: state) == [.connectionSync, .scripts])
    }
}
