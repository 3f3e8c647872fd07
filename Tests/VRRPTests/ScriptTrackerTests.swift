import NetworkTypes
import Testing
import VRRP

@Suite("Tracking scripts")
struct ScriptTrackerTests {
    private static let start = MonotonicInstant(nanoseconds: 5_000_000_000)

    private func tracker(rise: Int = 1, fall: Int = 1, timeout: Duration? = nil, beginsFailed: Bool = false) -> ScriptTracker {
        ScriptTracker(
            ScriptDefinition(
                name: "chk", command: ScriptCommand(words: ["/bin/true"]), interval: .seconds(2), timeout: timeout, rise: rise, fall: fall,
                beginsFailed: beginsFailed), now: Self.start)
    }

    private func changes(_ tracker: inout ScriptTracker, _ results: [ScriptResult]) -> [Bool?] {
        results.map { result in
            tracker.finished(result).compactMap { if case .changed(let isUp) = $0 { isUp } else { nil } }.first
        }
    }

    private func lines(_ effects: [ScriptTracker.Effect]) -> [String] {
        effects.compactMap { if case .log(let event) = $0 { event.description } else { nil } }
    }

    @Test("the first result decides, whatever rise and fall are")
    func first() {
        var good = tracker(rise: 3, fall: 3)
        #expect(good.isUp == nil)
        #expect(changes(&good, [.exited(0)]) == [true])
        var bad = tracker(rise: 3, fall: 3)
        #expect(changes(&bad, [.exited(1)]) == [false])
    }

    @Test("with `init_fail` it is down until it has succeeded `rise` times")
    func beginsFailed() {
        var script = tracker(rise: 2, beginsFailed: true)
        #expect(script.isUp == false)
        #expect(changes(&script, [.exited(0), .exited(1), .exited(0), .exited(0)]) == [nil, nil, nil, true])
    }

    @Test("`fall` failures in a row bring it down, `rise` successes in a row bring it up")
    func counts() {
        var script = tracker(rise: 2, fall: 3)
        let good = ScriptResult.exited(0)
        let bad = ScriptResult.exited(1)
        #expect(changes(&script, [good, bad, bad, good, bad, bad, bad]) == [true, nil, nil, nil, nil, nil, false])
        #expect(changes(&script, [good, bad, good, good, good]) == [nil, nil, nil, true, nil])
    }

    @Test("exit status, signal, timeout and failing to start are all failures", arguments: [ScriptResult.exited(1), .killed(signal: 9), .timedOut, .notStarted("x")])
    func failures(result: ScriptResult) {
        var script = tracker()
        #expect(changes(&script, [.exited(0), result]) == [true, false])
    }

    @Test("log lines are keepalived's, and a timeout names its cure")
    func logs() {
        var script = tracker(fall: 2)
        #expect(lines(script.finished(.exited(0))) == ["VRRP_Script(chk) succeeded"])
        #expect(lines(script.finished(.exited(3))) == ["Script `chk` now returning 3"])
        #expect(lines(script.finished(.exited(3))) == ["VRRP_Script(chk) failed (exited with status 3)"])
        #expect(lines(script.finished(.exited(0))) == ["Script `chk` now returning 0", "VRRP_Script(chk) succeeded"])
        #expect(lines(script.finished(.killed(signal: 15))) == [])
        #expect(lines(script.finished(.killed(signal: 15))) == ["VRRP_Script(chk) failed (due to signal 15)"])
        _ = script.finished(.exited(0))
        _ = script.finished(.timedOut)
        let timeout = lines(script.finished(.timedOut))
        #expect(timeout.first == "VRRP_Script(chk) timed_out")
        #expect(timeout.last?.contains("longer `timeout`") == true)
    }

    @Test("it starts at once and keeps the beat of its interval; the timeout is the interval where none is written")
    func schedule() {
        var script = tracker()
        #expect(script.deadline == Self.start)
        #expect(script.handleTimeout(now: Self.start, isStillRunning: false) == [.start(timeout: .seconds(2))])
        #expect(script.handleTimeout(now: Self.start + .milliseconds(1999), isStillRunning: false) == [])
        #expect(script.handleTimeout(now: Self.start + .milliseconds(2100), isStillRunning: false).count == 1)
        #expect(script.deadline == Self.start + .seconds(4), "a late wake-up doesn't shift the beat")
        var slow = tracker(timeout: .seconds(9))
        #expect(slow.handleTimeout(now: Self.start, isStillRunning: false) == [.start(timeout: .seconds(9))])
    }

    @Test("it never runs twice at a time, and says so once per run")
    func neverTwice() {
        var script = tracker(timeout: .seconds(60))
        _ = script.handleTimeout(now: script.deadline, isStillRunning: false)
        let skipped = script.handleTimeout(now: script.deadline, isStillRunning: true)
        #expect(lines(skipped) == ["Track script chk is already running, expect idle - skipping run"])
        #expect(skipped.count == 1)
        #expect(script.handleTimeout(now: script.deadline, isStillRunning: true) == [])
        #expect(script.handleTimeout(now: script.deadline, isStillRunning: false) == [.start(timeout: .seconds(60))])
        #expect(script.handleTimeout(now: script.deadline, isStillRunning: true).count == 1)
    }

    @Test("after a stall one run follows, and not all that were missed")
    func stall() {
        var script = tracker()
        let late = Self.start + .seconds(100)
        #expect(script.handleTimeout(now: late, isStillRunning: false).count == 1)
        #expect(script.deadline == late + .seconds(2))
    }

    @Test("a reload keeps what is known and hurries where the interval is shorter now")
    func reload() {
        var script = tracker(fall: 2)
        _ = script.handleTimeout(now: Self.start, isStillRunning: false)
        _ = script.finished(.exited(0))
        var definition = script.definition
        definition.interval = .milliseconds(500)
        script.reconfigure(to: definition, now: Self.start)
        #expect(script.isUp == true)
        #expect(script.deadline == Self.start + .milliseconds(500))
    }
}
