import HealthCheck
import NetworkTypes
import Testing

@Suite("MISC_CHECK")
struct ScriptProbeTests {
    private func verdict(_ status: Int32, dynamic: Bool) -> Verdict {
        ScriptProbe(command: ScriptCommand(words: ["x"]), timeout: .seconds(1), isDynamic: dynamic).verdict(onStatus: status)
    }

    @Test("exit status 0 is success, all others are failure")
    func plain() {
        #expect(verdict(0, dynamic: false) == .success)
        for status in [1, 2, 255] as [Int32] { #expect(verdict(status, dynamic: false) == .failure(.scriptStatus(status))) }
    }

    @Test("with misc_dynamic, 2 to 255 are success and a weight of two less")
    func dynamic() {
        #expect(verdict(0, dynamic: true) == .success)
        #expect(verdict(1, dynamic: true) == .failure(.scriptStatus(1)))
        #expect(verdict(2, dynamic: true) == .successWithWeight(0))
        #expect(verdict(255, dynamic: true) == .successWithWeight(253))
        #expect(verdict(256, dynamic: true) == .failure(.scriptStatus(256)))
    }

    @Test("a checker hands the weight on, and counts it as success")
    func checker() {
        let probe = Probe.script(ScriptProbe(command: ScriptCommand(words: ["/x"]), timeout: .seconds(1), isDynamic: true))
        let timing = CheckTiming(
            connectTimeout: .seconds(1), retries: 0, delayBeforeRetry: .seconds(1), delayLoop: .seconds(1), warmup: .zero)
        var checker = Checker(CheckDefinition(probe: probe, target: Endpoint(.v4(.any), port: 0), timing: timing), isUp: false)
        let start = MonotonicInstant(nanoseconds: 0)
        _ = checker.start(now: start, after: .zero)
        checker.probeStarted(now: start)
        #expect(
            checker.finished(.successWithWeight(7), now: start) == [.weighed(7), .log(.succeeded(.script(program: "/x"))), .becameUp])
    }
}
