import NetworkTypes
import Testing
import VRRP

@Suite("Reload")
struct ReloadTests {
    private func changed(_ test: RouterUnderTest, _ adjust: (inout VirtualRouterParameters) -> Void) -> VirtualRouterParameters {
        var parameters = test.router.parameters
        adjust(&parameters)
        return parameters
    }

    @Test("an unchanged instance notices nothing, as master or backup")
    func unchanged() {
        for var test in [RouterUnderTest.backup(), RouterUnderTest.master()] {
            let before = test.router.deadline
            test.sleep(.milliseconds(300))
            #expect(test.router.reconfigure(to: test.router.parameters, now: test.now).isEmpty)
            #expect(test.router.deadline == before)
        }
    }

    @Test("a master says its new priority at once, and stays master")
    func masterPriority() {
        var test = RouterUnderTest.master()
        test.sleep(.milliseconds(300))
        let effects = test.router.reconfigure(to: changed(test) { $0.priority = 90 }, now: test.now)
        #expect(effects.sentPriorities == [90])
        #expect(effects.lines == ["(VI_1) Changing effective priority from 100 to 90"])
        #expect(test.router.state == .master)
        #expect(test.remaining == .seconds(1))
    }

    @Test("a backup's new priority moves its timer by the difference of the skew times")
    func backupPriority() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(2))
        let effects = test.router.reconfigure(to: changed(test) { $0.priority = 228 }, now: test.now)
        #expect(effects.deeds.isEmpty)
        #expect(test.remaining == .nanoseconds(1_109_375_000))
    }

    @Test("another interval starts a backup's timer anew, since its master may be reloaded later")
    func backupInterval() {
        var test = RouterUnderTest.backup()
        test.sleep(.seconds(2))
        _ = test.router.reconfigure(to: changed(test) { $0.advertisementInterval = .seconds(2) }, now: test.now)
        #expect(test.remaining == .nanoseconds(6_609_375_000))
    }

    @Test("a master with another interval says so and keeps the new one")
    func masterInterval() {
        var test = RouterUnderTest.master { $0.advertisementInterval = .seconds(100) }
        let effects = test.router.reconfigure(to: changed(test) { $0.advertisementInterval = .seconds(1) }, now: test.now)
        #expect(effects.sentPriorities == [100])
        #expect(test.remaining == .seconds(1))
    }

    @Test("a master with other addresses sets and announces them")
    func masterAddresses() {
        var test = RouterUnderTest.master()
        let effects = test.router.reconfigure(to: changed(test) { $0.advertisedAddresses.append(IPAddress(192, 0, 2, 2)) }, now: test.now)
        #expect(effects.deeds.dropFirst() == [.addVirtualAddresses, .sendGratuitousARPs(rounds: 5)])
        #expect(effects.sentPriorities == [100])
        #expect(test.router.state == .master)
    }

    @Test("a backup with other addresses does nothing with them")
    func backupAddresses() {
        var test = RouterUnderTest.backup()
        let effects = test.router.reconfigure(to: changed(test) { $0.advertisedAddresses = [] }, now: test.now)
        #expect(effects.isEmpty)
    }

    @Test("a new password counts from then on, and wrong ones are complained of again")
    func password() {
        var test = RouterUnderTest.backup()
        let old = ReceivedPacket(source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150))
        _ = test.router.reconfigure(to: changed(test) { $0.authentication = .password("2222".utf8) }, now: test.now)
        #expect(test.router.received(old, now: test.now).lines.count == 1)
        #expect(test.router.counters.authenticationFailures == 1)
        #expect(test.hear(150).isEmpty)
    }

    @Test("a reload makes complaints new, since it may have been meant to end them")
    func complaints() {
        var test = RouterUnderTest.backup()
        let forwarded = ReceivedPacket(source: RouterUnderTest.higherAddress, timeToLive: 3, payload: test.advertisement(priority: 150))
        #expect(test.router.received(forwarded, now: test.now).lines.count == 1)
        _ = test.router.reconfigure(to: changed(test) { $0.priority = 99 }, now: test.now)
        #expect(test.router.received(forwarded, now: test.now).lines.count == 1)
    }

    @Test("no reload of a master sends priority 0 or takes its addresses away")
    func neverGivesUp() {
        var test = RouterUnderTest.master()
        let changes: [(inout VirtualRouterParameters) -> Void] = [
            { $0.priority = 1 }, { $0.priority = 255 }, { $0.preempt = false }, { $0.initialState = .backup }, { $0.advertisedAddresses = [] },
            { $0.authentication = .none }, { $0.gratuitousARPDelay = .zero }, { $0.advertisementInterval = .seconds(9) }, { $0.downTimerAdvertisements = 1 },
        ]
        for change in changes {
            let effects = test.router.reconfigure(to: changed(test, change), now: test.now)
            #expect(!effects.sentPriorities.contains(0))
            #expect(!effects.contains(.removeVirtualAddresses))
            #expect(test.router.state == .master)
        }
    }

    @Test("a backup that becomes the owner is master at once")
    func becomesOwner() {
        var test = RouterUnderTest.backup()
        #expect(test.router.reconfigure(to: changed(test) { ($0.priority, $0.initialState) = (255, .master) }, now: test.now).sentPriorities == [255])
    }

    @Test("a listening master keeps listening")
    func listening() {
        var test = RouterUnderTest.master()
        test.sleep(.seconds(10))
        _ = test.wake()
        #expect(test.router.reconfigure(to: changed(test) { $0.priority = 120 }, now: test.now).sentPriorities.isEmpty)
        #expect(test.hear(10).sentPriorities.isEmpty)
        #expect(test.router.state == .backup)
    }

    @Test("a stopped router or one in FAULT takes its parameters for later")
    func later() {
        var test = RouterUnderTest()
        #expect(test.router.reconfigure(to: changed(test) { $0.priority = 50 }, now: test.now).deeds.isEmpty)
        #expect(test.router.state == .initialize)
        _ = test.start()
        #expect(test.remaining == .nanoseconds(3_804_687_500))
    }
}
