import NetworkTypes
import SimulatedNetwork
import Testing
import VRRP

@Suite("The simulated network")
struct SimulatedNetworkTests {
    private func trace(seed: UInt64) -> [String] {
        var random = RandomNetwork(seed: seed, isTracing: true)
        random.putRight()
        random.disturb()
        return random.network.trace
    }

    @Test("does the same again from the same seed, and something else from another")
    func reproducible() {
        #expect(trace(seed: 7) == trace(seed: 7))
        #expect(trace(seed: 7) != trace(seed: 8))
    }

    @Test("measures the longest times without an owner and with two")
    func ownership() {
        var network = SimulatedNetwork(seed: 1)
        let parameters = VirtualRouterParameters(name: "VI_1", virtualRouterID: 1, priority: 255, initialState: .master, advertisedAddresses: [])
        let one = network.addDirector(address: IPAddress(10, 0, 0, 1), configuration: [parameters])
        let two = network.addDirector(address: IPAddress(10, 0, 0, 2), configuration: [parameters])
        network.partition(into: [[one], [two]])
        network.start(one)
        network.run(for: .seconds(2))
        network.start(two)
        network.run(for: .seconds(3))
        network.crash(one)
        network.crash(two)
        network.run(for: .seconds(4))
        let history = network.ownership[1]
        let whole = MonotonicInstant(nanoseconds: 0)..<network.now
        #expect(history?.longest(withOwners: 2...9, within: whole) == .seconds(3))
        #expect(history?.longest(withOwners: 1...9, within: whole) == .seconds(5))
        #expect(history?.longest(withOwners: 0...0, within: whole) == .seconds(4))
    }
}
