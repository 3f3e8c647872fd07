import NetworkTypes
import Testing
import VRRP

@Suite("Waking late")
struct LateWakeupTests {
    @Test("a master that slept longer than the master down interval listens for an interval and its skew time before it sends")
    func listens() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        let effects = test.wake()
        #expect(effects.lines == ["(VI_1) A thread timer expired 4 seconds ago, listening before sending"])
        #expect(effects.deeds.isEmpty)
        #expect(test.router.state == .master)
        #expect(test.remaining == .nanoseconds(1_609_375_000))
    }

    @Test("a master that slept less goes on at once")
    func shortSleep() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(3))
        #expect(test.wake().sentPriorities == [100])
    }

    @Test("while it listens it makes way for whoever took over, even of lower priority, and contests later as a backup")
    func yields() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        _ = test.wake()
        test.sleep(.milliseconds(300))
        let effects = test.hear(50)
        #expect(effects.sentPriorities.isEmpty)
        #expect(effects.deeds == [.removeVirtualAddresses, .stateChanged(.backup)])
        #expect(effects.lines == ["(VI_1) Listened and heard advert from 10.0.0.3 with priority 50, making way", "(VI_1) Entering BACKUP STATE"])
        #expect(test.remaining == .nanoseconds(3_609_375_000))
        _ = test.hear(50)
        #expect(test.runToDeadline().sentPriorities == [100])
    }

    /// The ways in which a master that listens stops being one.
    private static var ends: [(name: String, end: (inout RouterUnderTest) throws -> [VirtualRouter.Effect])] {
        [
            ("heard another one", { $0.hear(50) }), ("its group", { $0.router.obey(.makeWay, now: $0.now) }),
            ("an order", { try $0.router.giveUp(for: nil, now: $0.now) }), ("its end", { $0.router.stop(now: $0.now) }),
            ("a fault", { $0.router.obey(.fail, now: $0.now) }), ("its interface", { $0.router.interfaceDown(now: $0.now) }),
        ]
    }

    @Test("however a master that listens ends, it says nothing, since another one may be master, and its end is counted like its beginning")
    func endsWhileListening() throws {
        for (name, end) in Self.ends {
            for isAwake in [true, false] {
                var test = RouterUnderTest.master()
                test.sleep(.seconds(5))
                if isAwake { _ = test.wake() }
                #expect(try end(&test).sentPriorities.isEmpty, "\(name)")
                #expect(test.router.state != .master)
                #expect(test.router.counters.becameMaster == 1)
                #expect(test.router.counters.releasedMaster == 1, "\(name)")
                #expect(test.router.counters.priorityZeroSent == 0)
            }
        }
    }

    @Test("it makes way at once where the packet is read before the timer is looked at")
    func packetFirst() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        #expect(test.hear(50).sentPriorities.isEmpty)
        #expect(test.router.state == .backup)
    }

    @Test("a reload that comes before the timer makes it listen too, and sends nothing")
    func reloadFirst() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        var parameters = test.router.parameters
        parameters.priority = 120
        parameters.advertisedAddresses.append(IPAddress(192, 0, 2, 99))
        let effects = test.router.reconfigure(to: parameters, now: test.now)
        #expect(effects.sentPriorities.isEmpty)
        #expect(effects.deeds == [.addVirtualAddresses])
        #expect(test.hear(50).deeds == [.removeVirtualAddresses, .stateChanged(.backup)])
    }

    @Test("when nobody is heard it goes on, and announces its addresses again")
    func nobodyThere() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        _ = test.wake()
        let effects = test.runToDeadline()
        #expect(effects.sentPriorities == [100])
        #expect(effects.last == .sendGratuitousARPs(rounds: 5))
        #expect(test.remaining == .seconds(1))
        #expect(test.runToDeadline().deeds.count == 1)
    }

    @Test("a second long sleep while listening starts the listening again")
    func sleepsAgain() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(5))
        _ = test.wake()
        test.sleep(.seconds(60))
        #expect(test.wake().sentPriorities.isEmpty)
        #expect(test.remaining == .nanoseconds(1_609_375_000))
    }

    @Test("the owner doesn't ask: nobody outranks it")
    func owner() {
        var test = RouterUnderTest { ($0.priority, $0.initialState) = (255, .master) }
        _ = test.start()
        test.sleep(.seconds(60))
        #expect(test.wake().sentPriorities == [255])
    }

    @Test("a backup that slept through an interval or more listens before it takes over")
    func backup() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(10))
        let effects = test.wake()
        #expect(effects.deeds.isEmpty)
        #expect(effects.lines.count == 1)
        #expect(test.remaining == .nanoseconds(1_609_375_000))
        _ = test.hear(150)
        #expect(test.router.state == .backup)
        #expect(test.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("a backup that listened in vain takes over")
    func backupNobodyThere() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(10))
        _ = test.wake()
        #expect(test.runToDeadline().sentPriorities == [100])
        #expect(test.router.state == .master)
    }

    @Test("a process that was away for the master down interval keeps its addresses, but listens before it sends")
    func adoptsAfterSilence() {
        var test = RouterUnderTest()
        let effects = test.router.start(now: test.now, adoptingMastership: true, afterSilenceOf: .seconds(4))
        #expect(effects.deeds == [.addVirtualAddresses, .stateChanged(.master)])
        #expect(effects.lines.last == "(VI_1) Nothing was sent for up to 4 seconds, listening before sending")
        #expect(test.remaining == .nanoseconds(1_609_375_000))
        var other = test
        #expect(other.hear(50).last == .stateChanged(.backup))
        #expect(test.runToDeadline().deeds.count == 2)
        #expect(test.router.counters.becameMaster == 1)
    }

    @Test("a process that was away for less sends at once")
    func adoptsAfterLittleSilence() {
        var test = RouterUnderTest()
        let effects = test.router.start(now: test.now, adoptingMastership: true, afterSilenceOf: .milliseconds(3600))
        #expect(effects.sentPriorities == [100])
    }
}
