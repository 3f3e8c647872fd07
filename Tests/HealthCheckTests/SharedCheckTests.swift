import HealthCheck
import NetworkTypes
import Testing

@Suite("Checks that may share their probes")
struct SharedCheckTests {
    private func check(_ probe: Probe, port: UInt16) -> CheckDefinition {
        let timing = CheckTiming(connectTimeout: .seconds(3), retries: 1, delayBeforeRetry: .seconds(1), delayLoop: .seconds(6), warmup: .zero)
        return CheckDefinition(probe: probe, target: Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: port), timing: timing)
    }

    private func hash(_ definition: CheckDefinition) -> Int {
        var hasher = Hasher()
        definition.hashSharedForm(into: &hasher)
        return hasher.finalize()
    }

    @Test("those of one address are told apart by their port: else looking one of them up would cost as much as there are ports")
    func manyPorts() {
        let hashes = Set((1...4000).map { hash(check(.tcp, port: $0)) })
        #expect(hashes.count > 3990)
    }

    @Test("a ping asks an address, whatever the port: equal ones have equal hashes")
    func pings() {
        #expect(check(.ping, port: 80).sharedForm == check(.ping, port: 443).sharedForm)
        #expect(hash(check(.ping, port: 80)) == hash(check(.ping, port: 443)))
        #expect(check(.tcp, port: 80).sharedForm != check(.tcp, port: 443).sharedForm)
    }
}
