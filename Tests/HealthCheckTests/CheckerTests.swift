import HealthCheck
import NetworkTypes
import Testing

/// Drives one checker with verdicts, each probe beginning when it is due and ending at once.
private struct Course {
    var checker: Checker
    var now = MonotonicInstant(nanoseconds: 0)

    init(
        _ probe: Probe = .tcp, retries: UInt32 = 3, warmup: Duration = .zero, startsFailed: Bool = false, isUp: Bool? = nil,
        isProven: Bool = false, logsAllFailures: Bool = false
    ) {
        let timing = CheckTiming(
            connectTimeout: .seconds(3), retries: retries, delayBeforeRetry: .seconds(2), delayLoop: .seconds(6), warmup: warmup)
        checker = Checker(
            CheckDefinition(
                probe: probe, target: Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80), timing: timing, startsFailed: startsFailed,
                logsAllFailures: logsAllFailures),
            isUp: isUp, isProven: isProven)
        _ = checker.start(now: now, after: .zero)
    }

    mutating func probe(_ verdict: Verdict, lasting duration: Duration = .zero) -> [CheckEffect] {
        if let deadline = checker.deadline { now = deadline }
        checker.probeStarted(now: now)
        now = now + duration
        return checker.finished(verdict, now: now)
    }

    /// How long after the last probe's end the next one is due.
    var pause: Duration? { checker.deadline.map { $0 - now } }
}

private let refused = Verdict.failure(.connectionRefused)
private let attempt = CheckEffect.log(.attemptFailed(.tcp, .connectionRefused, path: nil))
private func http(_ count: Int) -> Probe {
    .http(HTTPProbe(urls: (0..<count).map { HTTPURL(path: "/\($0)") }))
}

@Suite("A checker's schedule")
struct CheckerScheduleTests {
    @Test("the first probe comes one second after start where warm-up is off")
    func withoutWarmup() {
        #expect(Course().pause == .seconds(1))
    }

    @Test("the first probe comes so long after that second as its place in the warm-up says")
    func warmup() {
        var course = Course(warmup: .seconds(60))
        _ = course.checker.start(now: course.now, after: .seconds(17))
        #expect(course.pause == .seconds(18))
    }

    @Test("a probe that begins late doesn't delay the next one: a stall gathers nothing for good")
    func lateness() {
        var course = Course()
        course.now = (course.checker.deadline ?? course.now) + .seconds(2)
        let due = course.now
        course.checker.probeStarted(now: due)
        _ = course.checker.finished(.success, now: due)
        #expect(course.pause == .seconds(4))
        // However late: at least half the pause stays.
        course.now = (course.checker.deadline ?? course.now) + .seconds(100)
        course.checker.probeStarted(now: course.now)
        _ = course.checker.finished(.success, now: course.now)
        #expect(course.pause == .seconds(3))
    }

    @Test("delay_loop after a success, delay_before_retry after a failure that is retried, delay_loop once failed")
    func pauses() {
        var course = Course(retries: 1)
        _ = course.probe(.success)
        #expect(course.pause == .seconds(6))
        _ = course.probe(refused)
        #expect(course.pause == .seconds(2))
        _ = course.probe(refused)
        #expect(course.pause == .seconds(6))
        _ = course.probe(refused)
        #expect(course.pause == .seconds(6))
    }

    @Test("the pause counts from a probe's end; with a script, from its start, unless that is past")
    func lastingProbes() {
        var course = Course()
        _ = course.probe(.success, lasting: .seconds(4))
        #expect(course.pause == .seconds(6))
        let script = ScriptProbe(command: ScriptCommand(words: ["/bin/true"]), timeout: .seconds(6))
        var scripted = Course(.script(script), retries: 0)
        _ = scripted.probe(.success, lasting: .seconds(4))
        #expect(scripted.pause == .seconds(2))
        _ = scripted.probe(.failure(.scriptTimeout), lasting: .seconds(8))
        #expect(scripted.pause == .zero)
    }

    @Test("fast_recovery: while down, each URL that answers is followed by the next at once; up again, by delay_loop")
    func fastRecovery() {
        var probe = HTTPProbe(urls: [HTTPURL(path: "/a"), HTTPURL(path: "/b")])
        probe.recoversFast = true
        var course = Course(.http(probe), retries: 0)
        _ = course.probe(refused)
        #expect(course.pause == .seconds(6))
        // The one that failed, then both of them.
        for _ in 0..<2 {
            _ = course.probe(.success)
            #expect(course.pause == .zero)
            #expect(!course.checker.isUp)
        }
        _ = course.probe(.success)
        #expect(course.checker.isUp)
        #expect(course.pause == .seconds(6))
        _ = course.probe(.success)
        #expect(course.pause == .seconds(6))
    }

    @Test("nothing is due while a probe runs, and a verdict after stop means nothing")
    func stopped() {
        var course = Course()
        course.checker.probeStarted(now: course.now)
        #expect(course.checker.deadline == nil)
        course.checker.stop()
        #expect(course.checker.finished(refused, now: course.now) == [])
        #expect(course.checker.deadline == nil)
        #expect(course.checker.isUp)
    }

    @Test("a time far beyond the clock's range doesn't trap")
    func endlessTimes() {
        let timing = CheckTiming(
            connectTimeout: .seconds(1), retries: .max, delayBeforeRetry: .seconds(Int64.max), delayLoop: .seconds(Int64.max),
            warmup: .seconds(Int64.max))
        var checker = Checker(CheckDefinition(probe: .tcp, target: Endpoint(.v4(.any), port: 0), timing: timing))
        _ = checker.start(now: MonotonicInstant(nanoseconds: .max), after: .seconds(60))
        checker.probeStarted(now: MonotonicInstant(nanoseconds: .max))
        #expect(checker.finished(.success, now: MonotonicInstant(nanoseconds: .max)) == [.log(.succeeded(.tcp))])
    }
}

@Suite("A checker's thresholds")
struct CheckerThresholdTests {
    @Test("counts as up before its first probe, and says once that it succeeded")
    func upFromTheStart() {
        var course = Course()
        #expect(course.checker.isUp && !course.checker.hasResult)
        #expect(course.probe(.success) == [.log(.succeeded(.tcp))])
        #expect(course.probe(.success) == [])
    }

    @Test("one that earlier probes found up has its retries from the first failure on; one that nothing is known of has none")
    func proven() {
        var course = Course(isUp: true, isProven: true)
        #expect(course.checker.standing == .passing(failures: 0, of: 3))
        for _ in 0..<3 {
            #expect(course.probe(refused) == [])
            #expect(course.checker.isUp && course.pause == .seconds(2))
        }
        #expect(course.probe(refused) == [attempt, .log(.failed(.tcp, retries: 3)), .becameDown])
        course = Course(isUp: true)
        #expect(course.probe(refused) == [attempt, .log(.failed(.tcp, retries: 0)), .becameDown])
    }

    @Test("one that rested keeps its retries and the failures so far")
    func rested() {
        var course = Course(retries: 2)
        _ = course.probe(.success)
        _ = course.probe(refused)
        course.checker.stop()
        course.now = course.now + .seconds(3600)
        #expect(course.checker.start(now: course.now, after: .zero) == [.log(.activated)])
        #expect(course.checker.isUp && course.checker.hasResult)
        #expect(course.probe(refused) == [])
        #expect(course.probe(refused).contains(.becameDown))
    }

    @Test("the very first probe gets no retries")
    func firstFailure() {
        var course = Course(retries: 3)
        #expect(course.probe(refused) == [attempt, .log(.failed(.tcp, retries: 0)), .becameDown])
        #expect(!course.checker.isUp)
    }

    @Test("later the first failure and `retries` more bring it down", arguments: [0, 1, 3, 10] as [UInt32])
    func retries(count: UInt32) {
        var course = Course(retries: count)
        _ = course.probe(.success)
        for _ in 0..<count { #expect(course.probe(refused) == []) }
        #expect(course.checker.isUp)
        #expect(course.probe(refused) == [attempt, .log(.failed(.tcp, retries: count)), .becameDown])
        #expect(course.probe(refused) == [])
    }

    @Test("a success in between forgives the failures before it")
    func forgiveness() {
        var course = Course(retries: 1)
        for _ in 0..<5 {
            #expect(course.probe(.success).allSatisfy { $0 != .becameUp })
            #expect(course.probe(refused) == [])
        }
        #expect(course.checker.isUp)
    }

    @Test("one success brings it up again")
    func recovery() {
        var course = Course()
        _ = course.probe(refused)
        #expect(course.probe(.success) == [.log(.succeeded(.tcp)), .becameUp])
        #expect(course.probe(.success) == [])
    }

    @Test("alpha: down until the first success, and a first failure is no change")
    func startsFailed() {
        var course = Course(startsFailed: true)
        #expect(!course.checker.isUp)
        #expect(course.probe(refused) == [attempt, .log(.failed(.tcp, retries: 0))])
        #expect(course.probe(refused) == [])
        #expect(course.probe(.success) == [.log(.succeeded(.tcp)), .becameUp])
    }

    @Test("begins as it is told where an earlier run knew")
    func toldTheState() {
        #expect(Course(startsFailed: true, isUp: true).checker.isUp)
        #expect(!Course(isUp: false).checker.isUp)
    }

    @Test("log_all_failures: each attempt is logged")
    func allFailures() {
        var course = Course(retries: 1, logsAllFailures: true)
        _ = course.probe(.success)
        #expect(course.probe(refused) == [attempt])
    }
}

@Suite("A checker with several URLs")
struct CheckerURLTests {
    private func path(_ course: Course) -> String? { course.checker.currentURL?.path }

    @Test("asks for one URL after the other, and says that it succeeded when each has answered")
    func inTurn() {
        var course = Course(http(3))
        var paths: [String?] = []
        var effects: [[CheckEffect]] = []
        for _ in 0..<6 {
            paths.append(path(course))
            effects.append(course.probe(.success))
        }
        #expect(paths == ["/0", "/1", "/2", "/0", "/1", "/2"])
        #expect(effects == [[], [], [.log(.succeeded(.http))], [], [], []])
    }

    @Test("retries only the URL that failed")
    func retriesOne() {
        var course = Course(http(3), retries: 2)
        _ = course.probe(.success)
        #expect(path(course) == "/1")
        _ = course.probe(refused)
        #expect(path(course) == "/1")
        _ = course.probe(.success)
        #expect(path(course) == "/2")
    }

    @Test("is up again when the failed URL has answered, and then every URL from the first on")
    func recovers() {
        var course = Course(http(2), retries: 0)
        _ = course.probe(.success)
        _ = course.probe(refused)
        #expect(path(course) == "/1" && !course.checker.isUp)
        _ = course.probe(refused)
        #expect(path(course) == "/1")

        #expect(course.probe(.success) == [.log(.urlSucceeded(path: "/1", byDigest: false))])
        #expect(path(course) == "/0")
        #expect(course.probe(.success) == [.log(.urlSucceeded(path: "/0", byDigest: false))])
        #expect(!course.checker.isUp)
        #expect(
            course.probe(.success) == [.log(.urlSucceeded(path: "/1", byDigest: false)), .log(.succeeded(.http)), .becameUp])
    }

    @Test("a failure on the way up starts the way up anew, with the URL that failed")
    func failsWhileRecovering() {
        var course = Course(http(2), retries: 0)
        _ = course.probe(refused)
        _ = course.probe(.success)
        _ = course.probe(.success)
        #expect(path(course) == "/1")
        _ = course.probe(refused)
        #expect(path(course) == "/1")
        for _ in 0..<2 { _ = course.probe(.success) }
        #expect(!course.checker.isUp)
        _ = course.probe(.success)
        #expect(course.checker.isUp)
    }

    @Test("alpha: each URL once")
    func startsFailed() {
        var course = Course(http(2), startsFailed: true)
        _ = course.probe(.success)
        #expect(!course.checker.isUp)
        _ = course.probe(.success)
        #expect(course.checker.isUp)
    }
}

@Suite("A checker's state over random courses")
struct CheckerPropertyTests {
    @Test("changes exactly when it says so, and always has a next probe", arguments: 0..<200 as Range<UInt64>)
    func effectsTellTheState(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let probe: Probe = [.tcp, .ping, http(1), http(3)].randomElement(using: &generator) ?? .tcp
        var course = Course(
            probe, retries: UInt32.random(in: 0...3, using: &generator), startsFailed: Bool.random(using: &generator),
            logsAllFailures: Bool.random(using: &generator))
        for step in 0..<200 {
            let wasUp = course.checker.isUp
            let effects = course.probe(Int.random(in: 0..<3, using: &generator) == 0 ? refused : .success)
            let isUp = course.checker.isUp
            #expect(effects.contains(.becameUp) == (!wasUp && isUp), "seed \(seed), step \(step)")
            #expect(effects.contains(.becameDown) == (wasUp && !isUp), "seed \(seed), step \(step)")
            #expect(course.pause == .seconds(6) || course.pause == .seconds(2), "seed \(seed), step \(step)")
        }
    }
}
