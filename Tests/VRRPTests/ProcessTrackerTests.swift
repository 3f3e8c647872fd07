import NetworkTypes
import Testing
import VRRP

@Suite("Tracked processes")
struct ProcessTrackerTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000_000)

    private func tracker(_ quorum: ClosedRange<Int> = 1...Int.max, fork: Duration = .zero, terminate: Duration = .zero, having processes: Set<Int32> = [])
        -> ProcessTracker
    {
        ProcessTracker(
            TrackedProcessDefinition(
                name: "web", pattern: ProcessPattern(program: "nginx"), quorum: quorum, forkDelay: fork, terminateDelay: terminate),
            processes: processes)
    }

    private func change(_ effects: [ProcessTracker.Effect]) -> Bool? {
        effects.compactMap { if case .changed(let isUp) = $0 { isUp } else { nil } }.first
    }

    @Test("up while the quorum is there, without delays at once; said once")
    func quorum() {
        var tracker = tracker(2...3, having: [1])
        #expect(!tracker.isUp)
        #expect(tracker.appeared(1, now: start).isEmpty)
        #expect(tracker.appeared(2, now: start) == [.log("Quorum gained for tracked process web: 2 processes"), .changed(isUp: true)])
        #expect(tracker.appeared(3, now: start).isEmpty)
        #expect(change(tracker.appeared(4, now: start)) == false, "more than quorum_max")
        #expect(change(tracker.disappeared(1, now: start)) == true)
        #expect(tracker.disappeared(9, now: start).isEmpty)
    }

    @Test("a change must last as long as its delay says")
    func delays() {
        var tracker = tracker(fork: .seconds(2), terminate: .seconds(5), having: [1])
        #expect(tracker.disappeared(1, now: start).isEmpty)
        #expect(tracker.deadline == start + .seconds(5))
        #expect(tracker.appeared(2, now: start + .seconds(4)).isEmpty)
        #expect(tracker.deadline == nil, "it is back")
        #expect(tracker.disappeared(2, now: start + .seconds(6)).isEmpty)
        #expect(tracker.handleTimeout(now: start + .seconds(10)).isEmpty)
        #expect(change(tracker.handleTimeout(now: start + .seconds(11))) == false)
        #expect(tracker.appeared(3, now: start + .seconds(20)).isEmpty)
        #expect(tracker.deadline == start + .seconds(22))
        #expect(change(tracker.handleTimeout(now: start + .seconds(22))) == true)
    }

    @Test("forking and ending processes don't put a change off for ever")
    func bounded() {
        var tracker = tracker(3...Int.max, terminate: .seconds(5), having: [1, 2, 3])
        var changes: [Bool] = []
        for second in 0..<20 {
            let now = start + .seconds(Int64(second))
            changes += [tracker.disappeared(Int32(1 + second), now: now), tracker.handleTimeout(now: now)].compactMap(change)
            changes += [tracker.appeared(Int32(2 + second), now: now)].compactMap(change)
        }
        #expect(changes == [false])
    }

    @Test("counting again finds what reports have lost")
    func countsAgain() {
        var tracker = tracker(having: [1])
        #expect(change(tracker.counted([], now: start)) == false)
        #expect(tracker.counted([], now: start).isEmpty)
        #expect(change(tracker.counted([7], now: start)) == true)
        #expect(tracker.contains(7))
        #expect(!tracker.contains(1))
    }

    @Test("zero as quorum_max: the process must not be there")
    func absence() {
        var tracker = tracker(0...0)
        #expect(tracker.isUp)
        #expect(change(tracker.appeared(1, now: start)) == false)
    }

    @Test("without arguments the kernel's name counts, of which it keeps 15 bytes")
    func names() {
        let pattern = ProcessPattern(program: "a-very-long-program-name")
        #expect(pattern.matches(name: "a-very-long-pro") { [] })
        #expect(!pattern.matches(name: "a-very-long-pr") { [] })
        #expect(!ProcessPattern(program: "ssh").matches(name: "sshd") { ["ssh"] })
    }

    @Test(
        "with the command line its first word and the arguments count",
        arguments: [
            (nil, [], ["/bin/a", "x"], true), (nil, [], ["/bin/ab"], false), (.exact, ["x"], ["/bin/a", "x"], true),
            (.exact, ["x"], ["/bin/a", "x", "y"], false), (.exact, ["x"], ["/bin/a"], false), (.partial, ["x"], ["/bin/a", "x", "y"], true),
            (.partial, ["x"], ["/bin/a", "xx"], false), (.initial, ["v", "x"], ["/bin/a", "v", "xx"], true),
            (.initial, ["v", "x"], ["/bin/a", "vv", "x"], false), (.initial, ["x"], ["/bin/a"], false), (.partial, [], ["/bin/a"], true),
            (.partial, [], ["/bin/a", "x"], false), (.initial, [], ["/bin/a", "x"], false), (.exact, ["x"], [], false),
        ] as [(ProcessPattern.ArgumentMatch?, [String], [String], Bool)])
    func commandLines(match: ProcessPattern.ArgumentMatch?, arguments: [String], commandLine: [String], expected: Bool) {
        let pattern = ProcessPattern(program: "/bin/a", arguments: arguments, argumentMatch: match, usesCommandLine: true)
        #expect(pattern.matches(name: "a") { commandLine } == expected)
    }
}
