import HealthCheck
import NetworkTypes
import Testing

/// #expect doesn't take calls that change what they are called on.
private func equal<Value: Equatable>(_ found: Value, _ expected: Value, at place: SourceLocation = #_sourceLocation) {
    #expect(found == expected, sourceLocation: place)
}

private let start = MonotonicInstant(nanoseconds: 0)

@Suite("When probes may begin")
struct ProbeScheduleTests {
    @Test("new checkers are spread evenly over the warm-up, however many there are", arguments: [0, 1, 12_345_678_901_234_567, .max] as [UInt64])
    func spread(phase: UInt64) {
        for count in [2, 10, 400, 4000] {
            var schedule = ProbeSchedule<Int>(ProbeLimits(), phase: phase)
            let offsets = (0..<count).map { _ in schedule.offset(within: .seconds(60)) }.sorted()
            #expect(offsets.allSatisfy { $0 >= .zero && $0 < .seconds(60) })
            // No gap is larger than thrice the mean one.
            for (one, next) in zip(offsets, offsets.dropFirst()) { #expect(next - one <= .seconds(60) * 3 / count) }
        }
    }

    @Test("those that a reload adds fall between the others")
    func spreadAfterReload() {
        var schedule = ProbeSchedule<Int>(ProbeLimits())
        var offsets = (0..<100).map { _ in schedule.offset(within: .seconds(6)) }
        offsets += (0..<7).map { _ in schedule.offset(within: .seconds(6)) }
        offsets.sort()
        #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $1 - $0 > .milliseconds(5) })
    }

    @Test("without a warm-up there is no offset")
    func noSpread() {
        var schedule = ProbeSchedule<Int>(ProbeLimits())
        equal(schedule.offset(within: .zero), .zero)
    }

    @Test("without limits every probe begins when it is due")
    func unlimited() {
        var schedule = ProbeSchedule<Int>(ProbeLimits())
        for probe in 0..<10_000 { _ = schedule.admits(probe, now: start) }
        #expect(schedule.running == 10_000)
        equal(schedule.next(now: start), nil)
        #expect(schedule.deadline == nil)
    }

    @Test("a look at what is known waits behind nobody, takes no turn of the rate, and others wait for its end")
    func looks() {
        var schedule = ProbeSchedule<Int>(ProbeLimits(concurrent: 1, perSecond: 1))
        equal((1...2).map { schedule.admits($0, now: start) }, [true, false])
        schedule.beginsUnlimited()
        #expect(schedule.running == 2)
        schedule.ended()
        equal(schedule.next(now: start + .seconds(1)), nil)
        schedule.ended()
        equal(schedule.next(now: start + .seconds(1)), 2)
    }

    @Test("beyond the limit of concurrent probes they wait, and begin in their order as others end")
    func concurrent() {
        var schedule = ProbeSchedule<Int>(ProbeLimits(concurrent: 2))
        equal((1...5).map { schedule.admits($0, now: start) }, [true, true, false, false, false])
        equal(schedule.next(now: start), nil)
        schedule.ended()
        equal(schedule.next(now: start), 3)
        equal(schedule.next(now: start), nil)
        // Nobody overtakes those who wait.
        schedule.ended()
        equal(schedule.admits(6, now: start), false)
        equal(schedule.next(now: start), 4)
        #expect(schedule.waitingCount == 2)
    }

    @Test("one that is withdrawn from the queue is passed over")
    func withdrawn() {
        var schedule = ProbeSchedule<Int>(ProbeLimits(concurrent: 1))
        _ = (1...4).map { schedule.admits($0, now: start) }
        schedule.withdraw(2)
        schedule.withdraw(7)
        schedule.ended()
        equal(schedule.next(now: start), 3)
        schedule.withdraw(4)
        schedule.ended()
        equal(schedule.next(now: start), nil)
        equal(schedule.admits(5, now: start), true)
    }

    @Test("asking again keeps one's place")
    func askingTwice() {
        var schedule = ProbeSchedule<Int>(ProbeLimits(concurrent: 1))
        _ = (1...3).map { schedule.admits($0, now: start) }
        equal(schedule.admits(2, now: start), false)
        #expect(schedule.waitingCount == 2)
        schedule.ended()
        equal(schedule.next(now: start), 2)
        schedule.ended()
        equal(schedule.next(now: start), 3)
    }

    @Test("the rate holds over any time, also where the loop comes round late")
    func rate() {
        var schedule = ProbeSchedule<Int>(ProbeLimits(perSecond: 100))
        var now = start
        var generator = SeededGenerator(seed: 7)
        var begun: [MonotonicInstant] = []
        for probe in 0..<1000 where schedule.admits(probe, now: now) { begun.append(now) }
        while schedule.waitingCount > 0, let deadline = schedule.deadline {
            now = max(now, deadline) + .milliseconds(Int64.random(in: 0...15, using: &generator))
            while schedule.next(now: now) != nil { begun.append(now) }
        }
        #expect(begun.count == 1000)
        #expect(now - start < .milliseconds(10_100))
        for (index, instant) in begun.enumerated() where index + 100 < begun.count {
            #expect(begun[index + 100] - instant >= .milliseconds(960), "at \(index)")
        }
    }

    @Test("both limits, any order of ends and withdrawals: neither is broken, nobody is forgotten", arguments: 0..<100 as Range<UInt64>)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...5, using: &random)
        let rate = Bool.random(using: &random) ? Int.random(in: 1...200, using: &random) : nil
        var schedule = ProbeSchedule<Int>(ProbeLimits(concurrent: limit, perSecond: rate))
        var now = start
        var running: Set<Int> = []
        var waiting: Set<Int> = []
        for step in 0..<300 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                if schedule.admits(step, now: now) { running.insert(step) } else { waiting.insert(step) }
            case 2:
                if let one = running.sorted().randomElement(using: &random) {
                    running.remove(one)
                    schedule.ended()
                }
            default:
                if let one = waiting.sorted().randomElement(using: &random) {
                    waiting.remove(one)
                    schedule.withdraw(one)
                }
            }
            now = now + .milliseconds(Int64.random(in: 0...20, using: &random))
            while let next = schedule.next(now: now) {
                #expect(waiting.remove(next) != nil, "seed \(seed)")
                running.insert(next)
            }
            #expect(running.count <= limit && schedule.running == running.count, "seed \(seed)")
            #expect(schedule.waitingCount == waiting.count, "seed \(seed)")
            // Whoever waits is either behind running ones or has a deadline.
            #expect(waiting.isEmpty || running.count == limit || schedule.deadline != nil, "seed \(seed)")
        }
    }
}

@Suite("How late probes are")
struct ProbeLatenessTests {
    @Test("nothing is said of small lateness")
    func small() {
        var lateness = ProbeLateness()
        for second in 0..<300 {
            let due = start + .seconds(second)
            equal(lateness.began(due: due, now: due + .milliseconds(900)), nil)
        }
    }

    @Test("once a minute it is said how late they were")
    func large() throws {
        var lateness = ProbeLateness()
        var reports: [ProbeLateness.Report] = []
        for second in 0...180 {
            let due = start + .seconds(second)
            if let report = lateness.began(due: due, now: due + (second == 100 ? .milliseconds(2500) : .zero)) { reports.append(report) }
        }
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.late == 1 && report.greatest == .milliseconds(2500))
        #expect(lateness.total == 181)
    }

    @Test("a probe that begins before its time isn't late")
    func early() {
        var lateness = ProbeLateness()
        _ = lateness.began(due: start + .seconds(5), now: start)
        equal(lateness.take(now: start + .seconds(1)).greatest, .zero)
    }
}
