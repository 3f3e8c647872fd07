import NetworkTypes
import Testing
import VRRP

@testable import VRRPRole

@Suite("The rehearsal of a takeover")
struct RehearsalTests {
    @Test("goes through what a takeover consists of, whatever the instance is like", arguments: [1, 100, 255] as [UInt8])
    func play(_ priority: UInt8) {
        let parameters = VirtualRouterParameters(
            name: "VI_1", virtualRouterID: 51, priority: priority, advertisedAddresses: [IPAddress(192, 0, 2, 1)])
        let effects = Rehearsal.play(parameters, primaryAddress: IPAddress(10, 0, 0, 1))
        let states = effects.compactMap { if case .stateChanged(let state) = $0 { state } else { nil } }
        #expect(states.contains(.master))
        // It ends as it began: the instance itself isn't master.
        #expect(states.last == .backup)
        #expect(effects.contains { if case .sendAdvertisement = $0 { true } else { false } })
        #expect(effects.contains(.addVirtualAddresses))
        #expect(effects.contains { if case .sendGratuitousARPs = $0 { true } else { false } })
    }
}
