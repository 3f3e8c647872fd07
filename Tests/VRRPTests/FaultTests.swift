import NetworkTypes
import Testing
import VRRP

@Suite("Faults")
struct FaultTests {
    @Test("a master whose interface goes down gives the addresses up and sends nothing")
    func masterInterfaceDown() {
        var test = RouterUnderTest.master()
        let effects = test.router.interfaceDown(now: test.now)
        #expect(effects.lines == ["(VI_1) Entering FAULT STATE"])
        #expect(effects.deeds == [.removeVirtualAddresses, .stateChanged(.fault)])
        #expect(test.router.deadline == nil)
        #expect(test.router.counters.releasedMaster == 1)
        #expect(test.router.masterAddress == nil)
    }

    @Test("when the interface is back the router begins again as backup, with the whole master down interval")
    func interfaceUp() {
        var test = RouterUnderTest.backup()
        #expect(test.router.interfaceDown(now: test.now).deeds == [.stateChanged(.fault)])
        test.sleep(.seconds(30))
        let effects = test.router.interfaceUp(now: test.now)
        #expect(effects.lines == ["(VI_1) Entering BACKUP STATE"])
        #expect(effects.deeds == [.stateChanged(.backup)])
        #expect(test.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("the owner is master again at once")
    func ownerInterfaceUp() {
        var test = RouterUnderTest { ($0.priority, $0.initialState) = (255, .master) }
        _ = test.start()
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.router.interfaceUp(now: test.now).sentPriorities == [255])
    }

    @Test("in FAULT nothing is heard and no timer runs")
    func deaf() {
        var test = RouterUnderTest.backup()
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.hear(150).isEmpty)
        test.sleep(.seconds(60))
        #expect(test.wake().isEmpty)
    }

    @Test("a router whose interface is down from the start begins in FAULT")
    func startsInFault() {
        var test = RouterUnderTest()
        #expect(test.router.interfaceDown(now: test.now).isEmpty)
        let effects = test.start(adopting: true)
        #expect(effects.lines == ["(VI_1) Entering FAULT STATE"])
        #expect(effects.deeds == [.removeVirtualAddresses, .stateChanged(.fault)])
    }

    @Test("a router without an address to send from is in FAULT until it has one")
    func noAddress() {
        var test = RouterUnderTest.master()
        #expect(test.router.primaryAddressChanged(to: nil, now: test.now).last == .stateChanged(.fault))
        #expect(test.router.faults == .noPrimaryAddress)
        #expect(test.router.primaryAddressChanged(to: RouterUnderTest.lowerAddress, now: test.now).last == .stateChanged(.backup))
        #expect(test.router.primaryAddress == RouterUnderTest.lowerAddress)
    }

    @Test("FAULT ends when the last cause is gone")
    func twoCauses() {
        var test = RouterUnderTest.backup()
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.router.primaryAddressChanged(to: nil, now: test.now).isEmpty)
        #expect(test.router.interfaceUp(now: test.now).isEmpty)
        #expect(test.router.state == .fault)
        #expect(test.router.primaryAddressChanged(to: RouterUnderTest.address, now: test.now).last == .stateChanged(.backup))
    }

    @Test("interface reports that change nothing are no news")
    func noNews() {
        var test = RouterUnderTest.master()
        let before = test.router.deadline
        #expect(test.router.interfaceUp(now: test.now).isEmpty)
        #expect(test.router.deadline == before)
    }

    @Test("stopping in FAULT sends nothing")
    func stop() {
        var test = RouterUnderTest.master()
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.router.stop(now: test.now) == [.stateChanged(.initialize)])
    }

    @Test("another primary address decides the election from then on")
    func otherAddress() {
        var test = RouterUnderTest.master()
        #expect(test.router.primaryAddressChanged(to: IPAddress(10, 0, 0, 9), now: test.now).isEmpty)
        #expect(test.router.masterAddress == IPAddress(10, 0, 0, 9))
        _ = test.hear(100, from: RouterUnderTest.higherAddress)
        #expect(test.router.state == .master)
    }
}
