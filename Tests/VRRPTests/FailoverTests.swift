import NetworkTypes
import Testing
import VRRP

@Suite("Failover by order")
struct FailoverTests {
    @Test("A master hands over with priority 0, and leaves its addresses")
    func handsOver() throws {
        var test = RouterUnderTest.master()
        let effects = try test.router.giveUp(for: nil, now: test.now)
        #expect(effects.sentPriorities == [0])
        #expect(effects.deeds.suffix(2) == [.removeVirtualAddresses, .stateChanged(.backup)])
        #expect(effects.lines == [
            "(VI_1) Giving up by order, and listening to a master of lower priority as long as it lives", "(VI_1) sent 0 priority",
            "(VI_1) Entering BACKUP STATE",
        ])
        #expect(test.router.counters.priorityZeroSent == 1 && test.router.counters.releasedMaster == 1)
    }

    @Test("It lets a master of lower priority be as long as that lives, and takes over when it falls silent")
    func rests() throws {
        var test = RouterUnderTest.master()
        _ = try test.router.giveUp(for: nil, now: test.now)
        for _ in 0..<100 {
            test.sleep(.seconds(1))
            #expect(test.hear(50).isEmpty)
        }
        #expect(test.router.masterPriority == 50)
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
        // The order is over with the election.
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 200)), now: test.now)
        #expect(test.router.state == .backup)
        #expect(test.hear(50).lines == ["(VI_1) received lower priority (50) advert from 10.0.0.3 - discarding"])
    }

    @Test("For a given time only: then it takes the mastership back")
    func time() throws {
        var test = RouterUnderTest.master()
        _ = try test.router.giveUp(for: .seconds(10), now: test.now)
        test.sleep(.seconds(9))
        #expect(test.hear(50).isEmpty)
        test.sleep(.seconds(1))
        #expect(test.hear(50).lines == ["(VI_1) received lower priority (50) advert from 10.0.0.3 - discarding"])
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
    }

    @Test("Where nobody else takes over, it does so itself after the master down interval")
    func alone() throws {
        var test = RouterUnderTest.master()
        _ = try test.router.giveUp(for: .seconds(1000), now: test.now)
        #expect(test.remaining == .nanoseconds(3_609_375_000))
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
    }

    @Test("A backup refuses with a sentence that names the master")
    func refuses() {
        var test = RouterUnderTest.backup()
        _ = test.hear(150)
        #expect(throws: VirtualRouter.FailoverRefusal.notMaster(.backup, master: RouterUnderTest.higherAddress)) {
            try test.router.giveUp(for: nil, now: test.now)
        }
        let refusal = VirtualRouter.FailoverRefusal.notMaster(.backup, master: RouterUnderTest.higherAddress)
        #expect("\(refusal)" == "it is in BACKUP, and only a master can give up; the master is 10.0.0.3")
    }
}

@Suite("What a virtual router says of itself")
struct VirtualRouterStatusTests {
    private struct Told {
        var test: RouterUnderTest
        var history: TransitionHistory

        init(_ test: RouterUnderTest) {
            self.test = test
            history = TransitionHistory(began: test.now)
        }

        mutating func perform(_ effects: [VirtualRouter.Effect]) {
            _ = history.note(effects, of: test.router, now: test.now)
        }

        var explanation: VirtualRouterExplanation { test.router.status(history, now: test.now).explanation(now: test.now) }
    }

    @Test("The priority is shown as a sum")
    func sum() {
        var told = Told(RouterUnderTest { router in
            router.priority = 150
            router.tracking = [Tracking(.script("chk"), weight: TrackingWeight(-30)), Tracking(.interface("eth1"), weight: TrackingWeight(5))]
        })
        told.perform(told.test.start())
        _ = told.test.router.trackedObjectChanged(.script("chk"), isUp: false, now: told.test.now)
        _ = told.test.router.trackedObjectChanged(.interface("eth1"), isUp: true, now: told.test.now)
        let status = told.test.router.status(told.history, now: told.test.now)
        #expect(status.prioritySum == "125 = 150 base - 30 from script chk + 5 from interface eth1")
        #expect(status.contributions.map(\.adjustment) == [-30, 5])
    }

    @Test("A backup tells who outranks it")
    func outranked() {
        var told = Told(RouterUnderTest())
        told.perform(told.test.start())
        #expect(told.explanation.rule == .waitsForMaster)
        told.perform(told.test.hear(150))
        #expect(told.explanation.rule == .outranked)
        #expect(told.explanation.sentences.first == "BACKUP because 10.0.0.3 advertises priority 150, ours is 100.")
    }

    @Test("A backup that waits for its turn says whom it is going to replace")
    func preempting() {
        var told = Told(RouterUnderTest())
        told.perform(told.test.start())
        told.perform(told.test.hear(50))
        #expect(told.explanation.rule == .willPreempt)
        #expect(told.explanation.sentences.first == "BACKUP because 10.0.0.3 is master with priority 50, lower than ours 100; it takes over in 3.6 s.")
    }

    @Test("a master that woke too late isn't told to have given up by order")
    func wokeTooLate() {
        var told = Told(RouterUnderTest { $0.highestOtherPriority = 200 })
        told.perform(told.test.start())
        told.perform(told.test.runToDeadline())
        told.test.sleep(.seconds(5))
        told.perform(told.test.wake())
        #expect(told.test.router.state == .backup)
        #expect(told.explanation.rule == .wokeTooLate)
        #expect(told.explanation.sentences.first?.contains("another one has taken over by then, and no master has been heard since") == true)
    }

    @Test("nopreempt, preempt_delay and failover are named")
    func leftAlone() throws {
        var told = Told(RouterUnderTest { $0.preempt = false })
        told.perform(told.test.start())
        told.perform(told.test.hear(50))
        #expect(told.explanation.rule == .lowerPriorityIsLeft)
        told = Told(RouterUnderTest { $0.preemptDelay = .seconds(60) })
        told.perform(told.test.start())
        told.perform(told.test.hear(50))
        #expect(told.explanation.rule == .preemptDelay)
        told = Told(RouterUnderTest.backup())
        told.perform(told.test.runToDeadline())
        told.perform(try told.test.router.giveUp(for: .seconds(30), now: told.test.now))
        #expect(told.explanation.rule == .gaveUp)
        told.perform(told.test.hear(50))
        #expect(told.explanation.rule == .gaveUp)
        #expect(
            told.explanation.sentences.first
                == "BACKUP because 10.0.0.3 advertises priority 50, ours is 100, but it gave up by order, for another 30 s.")
    }

    @Test("A master tells why it is one, and that it has never heard anybody")
    func master() {
        var told = Told(RouterUnderTest())
        told.perform(told.test.start())
        told.perform(told.test.runToDeadline())
        #expect(told.explanation.rule == .masterWasSilent)
        #expect(told.explanation.sentences.first == "MASTER because no advertisement that counts came within the master down interval.")
        #expect(told.explanation.sentences.contains { $0.contains("protocol 112") })
        told.perform(told.test.hear(10))
        #expect(!told.explanation.sentences.contains { $0.contains("protocol 112") })
    }

    @Test("A fault names everything that is missing")
    func fault() {
        var told = Told(RouterUnderTest { $0.tracking = [Tracking(.script("chk"), weight: TrackingWeight(0))] })
        told.perform(told.test.start())
        #expect(told.explanation.rule == .awaitsTrackers)
        told.perform(told.test.router.trackedObjectChanged(.script("chk"), isUp: false, now: told.test.now))
        told.perform(told.test.router.interfaceDown(now: told.test.now))
        #expect(told.explanation.rule == .fault)
        #expect(told.explanation.sentences.first == "FAULT because its interface is down or missing; script chk has failed.")
        #expect(told.history.last?.cause == "script chk has failed")
    }

    @Test("Each transition has its time and its cause")
    func history() {
        var told = Told(RouterUnderTest())
        told.perform(told.test.start())
        #expect(told.history.last == Transition(from: .initialize, to: .backup, time: told.test.now, .started, cause: "it was started"))
        told.perform(told.test.runToDeadline())
        #expect(told.history.last?.to == .master && told.history.since == told.test.now && told.history.last?.reason == .masterWasSilent)
        told.test.sleep(.milliseconds(500))
        told.perform(told.test.hear(200))
        #expect(told.history.last?.cause == "10.0.0.3 advertises priority 200, ours is 100" && told.history.last?.reason == .outranked)
        told.perform(told.test.router.stop(now: told.test.now))
        #expect(told.history.last?.reason == .stopped && told.history.last?.cause == "it was stopped" && told.history.last?.to == .initialize)
    }
}
