import NetworkTypes
import Testing
import VRRP

@Suite("Address owner")
struct OwnerTests {
    private func owner(_ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) -> RouterUnderTest {
        var test = RouterUnderTest {
            ($0.priority, $0.initialState) = (255, .master)
            adjust(&$0)
        }
        _ = test.start()
        return test
    }

    @Test("makes way for another owner of a higher address, and names the mistake")
    func higherAddress() {
        var test = owner()
        let lines = test.hear(255).lines
        #expect(lines.first == "(VI_1) CONFIGURATION ERROR: local instance and 10.0.0.3 are both configured as address owner, please resolve")
        #expect(test.router.state == .backup)
        #expect(test.router.effectivePriority == 255)
    }

    @Test("insists against another owner of a lower address, which has two advertisements and 1.2 intervals to make way")
    func lowerAddressMakesWay() {
        var test = owner()
        #expect(test.hear(255, from: RouterUnderTest.lowerAddress).lines.first?.contains("CONFIGURATION ERROR") == true)
        #expect(test.router.state == .master)
        _ = test.runToDeadline()
        _ = test.runToDeadline()
        var lines: [String] = []
        for _ in 0..<3 { lines += test.runToDeadline().lines }
        #expect(lines.contains("(VI_1) rogue address owner appears to have stopped advertising"))
        #expect(test.router.state == .master)
        #expect(test.router.effectivePriority == 255)
    }

    @Test("goes down to 254 when the other doesn't stop, and back to 255 when it is gone")
    func lowerAddressStays() {
        var test = owner()
        var lines: [String] = []
        for _ in 0..<3 {
            lines += test.hear(255, from: RouterUnderTest.lowerAddress).lines
            test.sleep(.seconds(1))
            lines += test.wake().lines
        }
        lines += test.hear(255, from: RouterUnderTest.lowerAddress).lines
        #expect(lines.contains("(VI_1) 10.0.0.1 is still advertising as address owner, please resolve - reducing our priority"))
        #expect(test.router.state == .backup)
        #expect(test.router.effectivePriority == 254)
        let restored = test.hear(100, from: RouterUnderTest.lowerAddress).lines
        #expect(restored.first == "(VI_1) Restoring our priority to 255 since received advert with lower priority")
        #expect(test.router.effectivePriority == 255)
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
    }

    @Test("that had gone down takes over with 255 when nobody is heard any more")
    func otherDies() {
        var test = owner()
        for _ in 0..<4 {
            _ = test.hear(255, from: RouterUnderTest.lowerAddress)
            test.sleep(.seconds(1))
            _ = test.wake()
        }
        #expect(test.router.effectivePriority == 254)
        #expect(test.runToDeadline().sentPriorities == [255])
    }

    @Test("with owner_ignore_adverts listens to nobody, says so once and counts")
    func ignores() {
        var test = owner { $0.ownerIgnoresAdvertisements = true }
        #expect(test.hear(255).lines == ["(VI_1) Discarding advert from 10.0.0.3: we are the address owner"])
        #expect(test.hear(255).isEmpty)
        #expect(test.router.state == .master)
        #expect(test.router.counters.ignoredByOwner == 2)
    }
}

@Suite("Preemption with delay, and other options of the election")
struct ElectionOptionTests {
    @Test("a master of lower priority is listened to until preempt_delay is over")
    func preemptDelay() {
        var test = RouterUnderTest.backup { $0.preemptDelay = .seconds(10) }
        #expect(test.hear(50).lines == ["(VI_1) start preempt delay (10)"])
        for _ in 0..<9 {
            test.sleep(.seconds(1))
            #expect(test.hear(50).lines.isEmpty)
        }
        test.sleep(.seconds(1))
        #expect(test.hear(50).lines == ["(VI_1) received lower priority (50) advert from 10.0.0.3 - discarding"])
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
    }

    @Test("the delay begins anew when a master of higher priority comes between")
    func preemptDelayStops() {
        var test = RouterUnderTest.backup { $0.preemptDelay = .seconds(2) }
        _ = test.hear(50)
        test.sleep(.seconds(1))
        #expect(test.hear(200).lines == ["(VI_1) stop preempt delay"])
        test.sleep(.seconds(2))
        #expect(test.hear(50).lines == ["(VI_1) start preempt delay (2)"])
    }

    @Test("the delay doesn't keep a router from replacing a master that is silent")
    func preemptDelayAndSilence() {
        var test = RouterUnderTest.backup { $0.preemptDelay = .seconds(1000) }
        _ = test.hear(50)
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
    }

    @Test("with lower_prio_no_advert a master of lower priority gets no answer but gratuitous ARPs")
    func noAnswer() {
        var test = RouterUnderTest.master { $0.answersLowerPriority = false }
        let effects = test.hear(50)
        #expect(effects.lines == ["(VI_1) Received advert from 10.0.0.3 with lower priority 50, ours 100"])
        #expect(effects.sentPriorities.isEmpty)
        #expect(effects.deeds == [.sendGratuitousARPs(rounds: 5)])
        var quiet = RouterUnderTest.master {
            $0.answersLowerPriority = false
            $0.gratuitousARPLowerPriorityRepeat = 0
        }
        #expect(quiet.hear(50).deeds.isEmpty)
    }

    @Test("with skip_check_adv_addr a backup compares addresses only when the sender is new; the number always")
    func skipCheck() {
        var test = RouterUnderTest.backup { $0.alwaysComparesAddresses = false }
        func hear(_ addresses: [IPAddress]) {
            let payload = test.advertisement(priority: 150) { $0.advertisedAddresses = addresses }
            _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        }
        hear([IPAddress(192, 0, 2, 9)])
        #expect(test.router.counters.addressListErrors == 1)
        hear([IPAddress(192, 0, 2, 9)])
        #expect(test.router.counters.addressListErrors == 1)
        hear([])
        #expect(test.router.counters.addressListErrors == 2)
    }

    @Test("with timer_expired_backup a master that was silent too long is backup")
    func timerExpired() {
        var test = RouterUnderTest.master {
            $0.preempt = false
            $0.highestOtherPriority = 254
        }
        test.sleep(.seconds(3) + .milliseconds(10))
        let effects = test.wake()
        #expect(effects.lines.last == "(VI_1) Entering BACKUP STATE")
        #expect(effects.deeds == [.removeVirtualAddresses, .stateChanged(.backup)])
        var patient = RouterUnderTest.master { $0.preempt = false }
        patient.sleep(.seconds(3) + .milliseconds(10))
        #expect(patient.wake().sentPriorities == [100])
    }

    @Test("unicast without peers that may not fall back to the group is a fault, which a reload ends")
    func noPeers() {
        var test = RouterUnderTest.backup { $0.unicast = UnicastParameters(peers: []) }
        #expect(test.router.state == .fault)
        var parameters = test.router.parameters
        parameters.unicast = UnicastParameters(peers: [UnicastParameters.Peer(RouterUnderTest.lowerAddress)])
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.router.state == .backup)
        parameters.unicast = UnicastParameters(peers: [])
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.router.state == .fault)
    }
}
