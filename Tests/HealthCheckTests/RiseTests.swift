import HealthCheck
import NetworkTypes
import Testing

/// A checker that is given verdicts, each at the time that it asks for.
private struct Course {
    var checker: Checker
    var now = MonotonicInstant(nanoseconds: 0)

    init(_ probe: Probe, rise: UInt32 = 1, retries: UInt32 = 0, startsFailed: Bool = false) {
        let timing = CheckTiming(
            connectTimeout: .seconds(1), retries: retries, delayBeforeRetry: .seconds(1), delayLoop: .seconds(6), warmup: .zero, rise: rise)
        checker = Checker(CheckDefinition(probe: probe, target: Endpoint(.v4(.any), port: 80), timing: timing, startsFailed: startsFailed))
        _ = checker.start(now: now, after: .zero)
    }

    mutating func probe(_ verdict: Verdict) -> [CheckEffect] {
        if let deadline = checker.deadline { now = deadline }
        checker.probeStarted(now: now)
        return checker.finished(verdict, now: now)
    }
}

private let refused = Verdict.failure(.connectionRefused)

@Suite("Rise, and checkers that say nothing")
struct RiseTests {
    @Test("a failed checker is up after so many successes in a row", arguments: [1, 2, 5] as [UInt32])
    func rise(count: UInt32) {
        var course = Course(.tcp, rise: count)
        #expect(course.probe(refused).contains(.becameDown))
        for round in 1...count { #expect(course.probe(.success).contains(.becameUp) == (round == count)) }
        #expect(course.checker.isUp)
    }

    @Test("a failure on the way up starts the count anew")
    func relapse() {
        var course = Course(.tcp, rise: 2)
        _ = course.probe(refused)
        _ = course.probe(.success)
        _ = course.probe(refused)
        _ = course.probe(.success)
        #expect(!course.checker.isUp)
        _ = course.probe(.success)
        #expect(course.checker.isUp)
    }

    @Test("with `alpha` it counts from the start too")
    func alpha() {
        var course = Course(.ping, rise: 3, startsFailed: true)
        #expect(!course.checker.isUp)
        for _ in 0..<3 { _ = course.probe(.success) }
        #expect(course.checker.isUp)
    }

    @Test("with HTTP_GET every URL has to answer so often, after the one that failed")
    func urls() {
        var course = Course(.http(HTTPProbe(urls: [HTTPURL(path: "/a"), HTTPURL(path: "/b")])), rise: 2)
        _ = course.probe(.success)
        _ = course.probe(refused)
        var asked: [String] = []
        while !course.checker.isUp, asked.count < 20 {
            asked.append(course.checker.currentURL?.path ?? "")
            _ = course.probe(.success)
        }
        #expect(asked == ["/b", "/a", "/b", "/a", "/b"])
    }

    @Test("an auxiliary agent that can't be asked decides nothing, one that says down does")
    func auxiliary() {
        var course = Course(.agent(AgentProbe(isAuxiliary: true)))
        #expect(!course.probe(refused).contains(.becameDown))
        #expect(course.checker.isUp && course.checker.hasResult)
        #expect(course.probe(.failure(.malformedAnswer)) == [])
        #expect(course.probe(.reported(AgentReport(isUp: false))).contains(.becameDown))
        #expect(course.probe(refused) == [])
        #expect(!course.checker.isUp)
        #expect(course.probe(.reported(AgentReport(isUp: true))).contains(.becameUp))
    }

    @Test("an agent of its own decides by itself")
    func agent() {
        var course = Course(.agent(AgentProbe()))
        #expect(course.probe(.reported(AgentReport(percent: 50))).contains(.weighed(.percent(50))))
        #expect(course.probe(refused).contains(.becameDown))
        #expect(course.probe(.reported(AgentReport(percent: 50))).contains(.becameUp))
    }
}

@Suite("The time limits of a probe")
struct ProbeTimeLimitsTests {
    private let start = MonotonicInstant(nanoseconds: 1_000)

    private func limits(connect: Duration, deadline: Duration? = nil) -> ProbeTimeLimits {
        ProbeTimeLimits(
            CheckTiming(connectTimeout: connect, deadline: deadline, retries: 0, delayBeforeRetry: .zero, delayLoop: .seconds(1), warmup: .zero),
            startingAt: start)
    }

    @Test("each wait has connect_timeout, the whole three times that")
    func waits() {
        var limits = limits(connect: .seconds(2))
        #expect(limits.waitsUntil == start + .seconds(2))
        limits.waitAnew(from: start + .seconds(1))
        #expect(limits.waitsUntil == start + .seconds(3))
        limits.waitAnew(from: start + .seconds(5))
        #expect(limits.waitsUntil == start + .seconds(6))
        #expect(limits.deadline == start + .seconds(6))
    }

    @Test("a deadline shorter than a wait cuts it")
    func shortDeadline() {
        let limits = limits(connect: .seconds(2), deadline: .seconds(1))
        #expect(limits.waitsUntil == start + .seconds(1))
        #expect(limits.failure(whileConnecting: true, now: start + .seconds(1)) == .deadlineExceeded)
        #expect(limits.failure(whileConnecting: true, now: start + .milliseconds(999)) == .connectTimeout)
        #expect(limits.failure(whileConnecting: false, now: start) == .answerTimeout)
    }
}
