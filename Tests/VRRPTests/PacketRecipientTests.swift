import NetworkTypes
import Testing
import VRRP

@Suite("Which router a packet is for")
struct PacketRecipientTests {
    private static let address = IPAddress(10, 0, 0, 1)
    private static let groups = [IPAddress(224, 0, 0, 18), IPAddress(224, 0, 0, 19)]

    private func fit(_ peers: [IPAddress]?, group: IPAddress? = nil, from source: IPAddress, to destination: IPAddress) -> VirtualRouterParameters.Fit {
        var parameters = RouterUnderTest.parameters
        parameters.unicast = peers.map { UnicastParameters(peers: $0.map { UnicastParameters.Peer($0) }) }
        return parameters.fit(of: ReceivedPacket(source: source, destination: destination, payload: []), group: group, address: Self.address)
    }

    @Test("a group's packets are for the router of that group alone")
    func groups() {
        for group in Self.groups {
            for destination in Self.groups {
                #expect(fit(nil, group: group, from: IPAddress(10, 0, 0, 9), to: destination) == (group == destination ? .exact : .none))
            }
            #expect(fit(nil, group: group, from: IPAddress(10, 0, 0, 9), to: Self.address) == .none)
        }
    }

    @Test("a peer's packets are for the router that names it, best at the router's own address")
    func peers() {
        let (one, two) = (IPAddress(10, 0, 0, 2), IPAddress(10, 0, 0, 3))
        #expect(fit([one], from: one, to: Self.address) == .exact)
        #expect(fit([one], from: one, to: IPAddress(10, 0, 0, 8)) == .peer)
        #expect(fit([two], from: one, to: Self.address) == .none)
        #expect(fit([], from: one, to: Self.address) == .none)
        #expect(fit([one], from: one, to: Self.groups[0]) == .none)
        #expect(VirtualRouterParameters.Fit.none < .peer && VirtualRouterParameters.Fit.peer < .exact)
    }
}
