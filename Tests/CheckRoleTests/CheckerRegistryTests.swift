import HealthCheck
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("Checkers that several real servers share")
struct CheckerRegistryTests {
    private let question = Shared(
        CheckDefinition(
            probe: .tcp, target: Endpoint(IPAddress(127, 0, 0, 1), port: 9),
            timing: CheckTiming(connectTimeout: .seconds(3), retries: 3, delayBeforeRetry: .seconds(3), delayLoop: .seconds(6), warmup: .seconds(6))))

    @Test("what is known to be up stays known, whoever comes first")
    func proof() throws {
        let environment = try CheckEnvironment()
        for order in [[false, true], [true, false], [true, true], [false, false]] {
            var registry = CheckerRegistry()
            let checkers = order.map { registry.checker(for: question, isUp: true, isProven: $0, environment) }
            #expect(checkers[0] === checkers[1])
            #expect(checkers[0].isFounded == order.contains(true))
        }
    }

    @Test("it stays known where probes are shared from now on, and where they aren't any more")
    func settling() throws {
        let environment = try CheckEnvironment()
        var registry = CheckerRegistry()
        registry.sharesProbes = false
        let checkers = [false, true].map { registry.checker(for: question, isUp: true, isProven: $0, environment) }
        #expect(checkers[0] !== checkers[1])
        registry.sharesProbes = true
        let shared = checkers.map { registry.settle($0, isFirst: true, isUp: true, environment) }
        #expect(shared[0] === checkers[0] && shared[1] === checkers[0] && checkers[0].isFounded)
        registry.sharesProbes = false
        let first = registry.settle(checkers[0], isFirst: true, isUp: true, environment)
        let other = registry.settle(checkers[0], isFirst: false, isUp: true, environment)
        #expect(first === checkers[0] && other !== checkers[0] && other.isFounded)
    }
}
