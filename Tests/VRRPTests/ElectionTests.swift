import NetworkTypes
import Testing
import VRRP

@Suite("Election")
struct ElectionTests {
    @Test("a router starts as backup, even with state MASTER, and clears addresses that were left behind")
    func start() {
        var test = RouterUnderTest { $0.initialState = .master }
        let effects = test.start()
        #expect(effects.lines == ["(VI_1) Entering BACKUP STATE (init)"])
        #expect(effects.deeds == [.removeVirtualAddresses, .stateChanged(.backup)])
        #expect(test.router.state == .backup)
        #expect(test.router.masterAddress == nil)
    }

    @Test("the master down timer is three intervals and the skew time", arguments: [
        (UInt8(100), 1, Duration.nanoseconds(3_609_375_000)), (254, 1, .nanoseconds(3_007_812_500)), (1, 2, .nanoseconds(6_996_093_750)),
    ])
    func masterDownInterval(priority: UInt8, seconds: Int, expected: Duration) {
        let test = RouterUnderTest.backup {
            $0.priority = priority
            $0.advertisementInterval = .seconds(seconds)
        }
        #expect(test.remaining == expected)
    }

    @Test("down_timer_adverts sets how many advertisements may be missed")
    func downTimerAdvertisements() {
        let test = RouterUnderTest.backup { $0.downTimerAdvertisements = 5 }
        #expect(test.remaining == .nanoseconds(5_609_375_000))
    }

    @Test("a backup that hears nothing advertises first, then takes the addresses, then announces them")
    func takeover() throws {
        var test = RouterUnderTest.backup()
        let effects = test.runToDeadline()
        let sent = try #require(Advertisement(
            virtualRouterID: 51, priority: 100, interval: AdvertisementInterval(nearestSecond: .seconds(1)),
            authentication: .password("1111".utf8), addresses: [IPAddress(192, 0, 2, 1)]))
        #expect(effects.deeds == [.sendAdvertisement(sent), .addVirtualAddresses, .sendGratuitousARPs(rounds: 5), .stateChanged(.master)])
        #expect(effects.lines == ["(VI_1) Receive advertisement timeout", "(VI_1) Entering MASTER STATE"])
        #expect(test.router.masterAddress == RouterUnderTest.address)
        #expect(test.router.masterPriority == 100)
    }

    @Test("waking too early does nothing")
    func early() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(3))
        #expect(test.wake().isEmpty)
        #expect(test.remaining == .nanoseconds(609_375_000))
    }

    @Test("a backup follows a master of its own or a higher priority", arguments: [UInt8(100), 101, 254, 255])
    func follows(priority: UInt8) {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(3))
        #expect(test.hear(priority, from: RouterUnderTest.lowerAddress).isEmpty)
        #expect(test.remaining == .nanoseconds(3_609_375_000))
        #expect(test.router.masterAddress == RouterUnderTest.lowerAddress)
        #expect(test.router.masterPriority == priority)
    }

    @Test("a backup lets its timer run on when it hears a lower priority, and so preempts")
    func preempts() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(3))
        #expect(test.hear(99).lines == ["(VI_1) received lower priority (99) advert from 10.0.0.3 - discarding"])
        #expect(test.hear(99).isEmpty)
        #expect(test.remaining == .nanoseconds(609_375_000))
        #expect(test.runToDeadline().sentPriorities == [100])
    }

    @Test("with nopreempt a backup follows a lower priority")
    func doesNotPreempt() {
        var test = RouterUnderTest.backup { $0.preempt = false }
        test.sleep(.seconds(3))
        #expect(test.hear(1).isEmpty)
        #expect(test.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("state MASTER clears nopreempt")
    func masterClearsNopreempt() {
        var test = RouterUnderTest.backup {
            $0.preempt = false
            $0.initialState = .master
        }
        test.sleep(.seconds(3))
        _ = test.hear(99)
        #expect(test.remaining == .nanoseconds(609_375_000))
    }

    @Test("an owner with state BACKUP waits for the master down interval like any other, at start and after a fault")
    func ownerBeginsAsBackup() {
        var test = RouterUnderTest { $0.priority = 255 }
        #expect(test.start().lines == ["(VI_1) Entering BACKUP STATE (init)"])
        #expect(test.remaining == .nanoseconds(3_003_906_250))
        _ = test.hear(254)
        #expect(test.runToDeadline().sentPriorities == [255])
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.router.interfaceUp(now: test.now).sentPriorities == [])
        #expect(test.remaining == .nanoseconds(3_003_906_250))
    }

    @Test("the owner of the addresses is master at once")
    func owner() {
        var test = RouterUnderTest { ($0.priority, $0.initialState) = (255, .master) }
        let effects = test.start()
        #expect(effects.sentPriorities == [255])
        #expect(effects.lines == ["(VI_1) Entering MASTER STATE"])
        #expect(test.router.state == .master)
    }

    @Test("a master advertises every interval, and a late wake-up doesn't make the next ones late")
    func beat() {
        var test = RouterUnderTest.master { $0.gratuitousARPDelay = .zero }
        #expect(test.remaining == .seconds(1))
        test.sleep(.milliseconds(1300))
        #expect(test.wake().sentPriorities == [100])
        #expect(test.remaining == .milliseconds(700))
    }

    @Test("a master repeats its gratuitous ARPs once, after garp_master_delay")
    func repeatsGratuitousARPs() {
        var test = RouterUnderTest.master { $0.gratuitousARPRepeat = 3 }
        var repetitions: [Duration] = []
        let began = test.now
        while test.now < began + .seconds(20) {
            if test.runToDeadline().contains(.sendGratuitousARPs(rounds: 3)) { repetitions.append(test.now - began) }
        }
        #expect(repetitions == [.seconds(5)])
    }

    @Test("a master makes way for a higher priority")
    func higherPriority() {
        var test = RouterUnderTest.master()
        let effects = test.hear(150)
        #expect(effects.lines == ["(VI_1) Master received advert from 10.0.0.3 with higher priority 150, ours 100", "(VI_1) Entering BACKUP STATE"])
        #expect(effects.sentPriorities == [100])
        #expect(effects.deeds.dropFirst() == [.removeVirtualAddresses, .stateChanged(.backup)])
        #expect(test.remaining == .nanoseconds(3_609_375_000))
        #expect(test.router.masterAddress == RouterUnderTest.higherAddress)
        #expect(test.router.counters.releasedMaster == 1)
    }

    @Test("a master makes way for its own priority at a higher address")
    func equalPriorityHigherAddress() {
        var test = RouterUnderTest.master()
        let effects = test.hear(100, from: RouterUnderTest.higherAddress)
        #expect(effects.lines.first == "(VI_1) Master received advert from 10.0.0.3 with same priority 100 but higher IP address than ours")
        #expect(test.router.state == .backup)
    }

    @Test("a master insists against a lower rank, and announces its addresses again", arguments: [
        (UInt8(99), RouterUnderTest.higherAddress), (UInt8(100), RouterUnderTest.lowerAddress),
    ])
    func lowerRank(priority: UInt8, source: IPAddress) {
        var test = RouterUnderTest.master { $0.gratuitousARPLowerPriorityRepeat = 2 }
        test.sleep(.milliseconds(500))
        let effects = test.hear(priority, from: source)
        #expect(effects.sentPriorities == [100])
        #expect(effects.last == .sendGratuitousARPs(rounds: 2))
        #expect(effects.lines == ["(VI_1) Received advert from \(source) with lower priority \(priority), ours 100, forcing new election"])
        #expect(test.remaining == .seconds(1))
        #expect(test.router.state == .master)
    }

    @Test("a lasting conflict is answered each time but said once, and again when it comes back after a quiet minute")
    func conflictIsSaidOnce() {
        var test = RouterUnderTest.master()
        #expect(test.hear(99).lines.count == 1)
        #expect(test.hear(99).lines.isEmpty)
        #expect(test.hear(99).sentPriorities == [100])
        for _ in 0..<70 { _ = test.runToDeadline() }
        #expect(test.hear(99).lines.count == 1)
    }

    @Test("the announcement that answers a lower rank is repeated after garp_lower_prio_delay")
    func repeatsAfterConflict() {
        var test = RouterUnderTest.master {
            $0.gratuitousARPDelay = .zero
            $0.gratuitousARPLowerPriorityDelay = .milliseconds(2500)
        }
        test.sleep(.milliseconds(500))
        _ = test.hear(99)
        let began = test.now
        var repetition: Duration?
        while repetition == nil, test.now < began + .seconds(10) {
            if test.runToDeadline().contains(.sendGratuitousARPs(rounds: 5)) { repetition = test.now - began }
        }
        #expect(repetition == .milliseconds(2500))
    }

    /// What is announced, and how long after the beginning.
    private static func announcements(_ test: inout RouterUnderTest, for time: Duration) -> [Duration: Int] {
        let began = test.now
        var found: [Duration: Int] = [:]
        while let deadline = test.router.deadline, deadline <= began + time {
            for case .sendGratuitousARPs(let rounds) in test.runToDeadline() { found[test.now - began] = rounds }
        }
        return found
    }

    @Test("the repetition after an answer has garp_lower_prio_repeat rounds, the one after the takeover garp_master_repeat, each at its own time")
    func roundsOfBothRepetitions() {
        var test = RouterUnderTest.master {
            $0.gratuitousARPRepeat = 5
            $0.gratuitousARPDelay = .seconds(5)
            $0.gratuitousARPLowerPriorityRepeat = 1
            $0.gratuitousARPLowerPriorityDelay = .milliseconds(2500)
        }
        #expect(test.hear(99).contains(.sendGratuitousARPs(rounds: 1)))
        #expect(Self.announcements(&test, for: .seconds(20)) == [.milliseconds(2500): 1, .seconds(5): 5])
    }

    @Test("garp_lower_prio_delay 0 leaves the repetition after the takeover as it is")
    func keepsRepetitionOfTakeover() {
        var test = RouterUnderTest.master {
            $0.gratuitousARPDelay = .seconds(5)
            $0.gratuitousARPLowerPriorityRepeat = 2
            $0.gratuitousARPLowerPriorityDelay = .zero
        }
        #expect(test.hear(99).contains(.sendGratuitousARPs(rounds: 2)))
        #expect(Self.announcements(&test, for: .seconds(20)) == [.seconds(5): 5])
    }

    @Test("garp_lower_prio_repeat 0 is silent against a lower priority, at once and later")
    func silentAgainstLowerPriority() {
        var test = RouterUnderTest.master {
            $0.gratuitousARPDelay = .zero
            $0.gratuitousARPLowerPriorityRepeat = 0
        }
        #expect(!test.hear(99).contains(.sendGratuitousARPs(rounds: 0)))
        #expect(Self.announcements(&test, for: .seconds(20)) == [:])
    }

    @Test("conflicts with ever new sources aren't said without end")
    func manySources() {
        var test = RouterUnderTest.master()
        let lines = (0..<1000).flatMap { test.hear(99, from: .v4(IPv4Address(bits: 0x0A00_0100 + $0))).lines }
        #expect((1...64).contains(lines.count))
    }

    @Test("with higher_prio_send_advert off a master makes way without a word")
    func noFarewell() {
        var test = RouterUnderTest.master { $0.advertisesBeforeMakingWay = false }
        let effects = test.hear(150)
        #expect(effects.sentPriorities == [])
        #expect(test.router.state == .backup)
    }

    @Test("a stopping master sends priority 0 before it gives the addresses up")
    func stop() {
        var test = RouterUnderTest.master()
        let effects = test.router.stop(now: test.now)
        #expect(effects.sentPriorities == [0])
        #expect(effects.lines == ["(VI_1) sent 0 priority"])
        #expect(effects.deeds.dropFirst() == [.removeVirtualAddresses, .stateChanged(.initialize)])
        #expect(test.router.deadline == nil)
        #expect(test.router.counters.priorityZeroSent == 1)
        #expect(test.router.stop(now: test.now).isEmpty)
    }

    @Test("a stopping backup sends nothing")
    func stopBackup() {
        var test = RouterUnderTest.backup()
        #expect(test.router.stop(now: test.now) == [.stateChanged(.initialize)])
    }

    @Test("priority 0 makes a backup take over after its skew time")
    func backupHearsPriorityZero() {
        var test = RouterUnderTest.backup()
        _ = test.hear(150)
        #expect(test.hear(0).lines == ["(VI_1) Backup received priority 0 advertisement"])
        #expect(test.remaining == .nanoseconds(609_375_000))
        #expect(test.router.counters.priorityZeroReceived == 1)
    }

    @Test("a flood of priority 0 doesn't put the takeover off")
    func floodOfPriorityZero() {
        var test = RouterUnderTest.backup()
        var lines = test.hear(0).lines
        let due = test.router.deadline
        for _ in 0..<5 {
            test.sleep(.milliseconds(100))
            lines += test.hear(0).lines
        }
        #expect(test.router.deadline == due)
        #expect(lines.count == 1)
    }

    @Test("a master answers priority 0 at once, since another backup may be about to take over")
    func masterHearsPriorityZero() {
        var test = RouterUnderTest.master()
        test.sleep(.milliseconds(400))
        let effects = test.hear(0)
        #expect(effects.sentPriorities == [100])
        #expect(effects.lines == ["(VI_1) Master received priority 0 message"])
        #expect(test.remaining == .seconds(1))
    }

    @Test("a stopped router hears nothing")
    func deaf() {
        var test = RouterUnderTest()
        #expect(test.hear(150).isEmpty)
        #expect(test.router.counters == VirtualRouterCounters())
    }

    @Test("a master restarted within a moment carries on without giving anything up")
    func adopts() {
        var test = RouterUnderTest()
        let effects = test.start(adopting: true)
        #expect(effects.sentPriorities == [100])
        #expect(!effects.contains(.removeVirtualAddresses))
        #expect(effects.deeds.dropFirst() == [.addVirtualAddresses, .sendGratuitousARPs(rounds: 5), .stateChanged(.master)])
        #expect(effects.lines == ["(VI_1) Carrying on in MASTER STATE after a restart"])
    }

    @Test("with garp_master_refresh a master announces its addresses again at that interval, and keeps the beat of its advertisements")
    func refreshes() {
        var test = RouterUnderTest.master {
            $0.gratuitousARPDelay = .zero
            $0.gratuitousARPRefresh = .milliseconds(2500)
            $0.gratuitousARPRefreshRepeat = 2
        }
        let begin = test.now
        var announced: [Duration] = []
        var advertised = 0
        while test.now - begin < .seconds(10) {
            let effects = test.runToDeadline()
            if effects.contains(.sendGratuitousARPs(rounds: 2)) { announced.append(test.now - begin) }
            advertised += effects.sentPriorities.count
        }
        #expect(announced == [.milliseconds(2500), .seconds(5), .milliseconds(7500), .seconds(10)])
        #expect(advertised == 10)
    }

    @Test("a reload turns the refresh on and off")
    func reloadsRefresh() {
        var test = RouterUnderTest.master { $0.gratuitousARPDelay = .zero }
        var parameters = test.router.parameters
        parameters.gratuitousARPRefresh = .milliseconds(300)
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.remaining == .milliseconds(300))
        parameters.gratuitousARPRefresh = .zero
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.remaining == .seconds(1))
    }
}
