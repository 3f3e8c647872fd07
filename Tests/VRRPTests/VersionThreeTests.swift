import NetworkTypes
import Testing
import VRRP

@Suite("Version 3 on IPv4")
struct VersionThreeTests {
    /// As `RouterUnderTest`, with an interval of 0.3 s and no password.
    @Sendable
    private static func speakVersion3(_ parameters: inout VirtualRouterParameters) {
        parameters.version = .version3
        parameters.advertisementInterval = .milliseconds(300)
    }

    private func backup() -> RouterUnderTest { .backup(Self.speakVersion3) }

    @Test("the skew time is a part of the interval: three times 0.3 s and 156/256 of 0.3 s")
    func masterDown() {
        let test = backup()
        #expect(test.remaining == .milliseconds(900) + .nanoseconds(182_812_500))
    }

    @Test("a backup waits by the interval of its master, and says once that it is another than its own")
    func learnsInterval() {
        var test = backup()
        let packet = ReceivedPacket(
            source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisementInterval = .seconds(2) })
        let effects = test.router.received(packet, now: test.now)
        #expect(effects.lines == ["(VI_1) advertisement interval mismatch with 10.0.0.3 ours = 30 centi-sec rcv'd=200 centi-sec"])
        #expect(test.remaining == .seconds(6) + .nanoseconds(1_218_750_000))
        #expect(test.router.received(packet, now: test.now).isEmpty)
        #expect(test.router.counters.discarded == 0)
    }

    @Test("whoever takes over advertises at its own interval, and waits by its own when the next master makes way")
    func ownIntervalAsMaster() {
        var test = backup()
        _ = test.router.received(
            ReceivedPacket(
                source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisementInterval = .seconds(2) }),
            now: test.now)
        _ = test.runToDeadline()
        #expect(test.router.state == .master)
        #expect(test.remaining == .milliseconds(300))
    }

    @Test("a master that makes way waits by the interval of the winner")
    func learnsWhenMakingWay() {
        var test = RouterUnderTest.master(Self.speakVersion3)
        _ = test.router.received(
            ReceivedPacket(
                source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisementInterval = .seconds(1) }),
            now: test.now)
        #expect(test.router.state == .backup)
        #expect(test.remaining == .seconds(3) + .nanoseconds(609_375_000))
    }

    @Test("an advertisement of lower priority teaches nothing")
    func lowerPriorityTeachesNothing() {
        var test = backup()
        let remaining = test.remaining
        _ = test.router.received(
            ReceivedPacket(
                source: RouterUnderTest.lowerAddress,
                payload: test.advertisement(priority: 50, from: RouterUnderTest.lowerAddress) { $0.advertisementInterval = .seconds(40) }),
            now: test.now)
        #expect(test.remaining == remaining)
    }

    @Test("priority 0 leaves a part of the master's interval")
    func priorityZero() {
        var test = backup()
        _ = test.hear(0)
        #expect(test.remaining == .nanoseconds(182_812_500))
    }

    @Test("an interval of zero is no interval: it would make every backup a master at once")
    func zeroInterval() {
        var test = backup()
        var payload = test.advertisement(priority: 150)
        payload[5] = 0
        let before = test.remaining
        let effects = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(effects.lines == ["(VI_1) Discarding advert from 10.0.0.3: advertisement interval of 0 s is wrong, ours is 0.3 s"])
        #expect(test.router.counters.intervalErrors == 1)
        #expect(test.remaining == before)
    }

    @Test("version 2 is counted, said once, and has no effect")
    func otherVersion() {
        var test = backup()
        let packet = ReceivedPacket(source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.version = .version2 })
        #expect(
            test.router.received(packet, now: test.now).lines == ["(VI_1) Discarding advert from 10.0.0.3: VRRP version 2 is wrong, 3 expected"])
        #expect(test.router.received(packet, now: test.now).isEmpty)
        #expect(test.router.counters.versionErrors == 2)
    }

    @Test("what stands in the four reserved bits doesn't matter")
    func reservedBits() {
        var test = backup()
        var payload = test.advertisement(priority: 150)
        payload[4] |= 0xF0
        payload.fixChecksum(from: RouterUnderTest.higherAddress)
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(test.router.counters.advertisementsReceived == 1)
    }

    @Test("authentication data behind the addresses is one packet too long")
    func authenticationData() {
        var test = backup()
        let payload = test.advertisement(priority: 150) + [UInt8](repeating: 0, count: 8)
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(test.router.counters.lengthErrors == 1)
    }

    @Test(
        "the checksum is with a pseudo header; with v3_checksum_as_v2 it is sent without one, and both are accepted",
        arguments: [(false, false, true), (false, true, false), (true, false, true), (true, true, true)])
    func checksumForms(ours: Bool, theirs: Bool, isAccepted: Bool) {
        var test = RouterUnderTest.backup {
            Self.speakVersion3(&$0)
            $0.leavesOutPseudoHeader = ours
        }
        let payload = test.advertisement(priority: 150) { $0.leavesOutPseudoHeader = theirs }
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(test.router.counters.advertisementsReceived == (isAccepted ? 1 : 0))
        #expect(test.router.counters.checksumErrors == (isAccepted ? 0 : 1))
    }

    @Test("a password is of no meaning, and doesn't stand in the advertisement")
    func noPassword() {
        var test = backup()
        guard case .sendAdvertisement(let advertisement) = test.runToDeadline().first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(advertisement.authentication == .none)
        #expect(advertisement.encodedLength == 12)
        #expect(advertisement.interval.centiseconds == 30)
    }

    @Test("at an interval of 10 ms a wake-up that is late by more than it doesn't make a backup wait again")
    func shortIntervalLateness() {
        var test = RouterUnderTest.backup {
            $0.version = .version3
            $0.advertisementInterval = .milliseconds(10)
        }
        test.sleep((test.remaining ?? .zero) + .milliseconds(60))
        _ = test.wake()
        #expect(test.router.state == .master)
    }

    @Test("a reload to another interval keeps what the master said")
    func reload() {
        var test = backup()
        _ = test.router.received(
            ReceivedPacket(
                source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisementInterval = .seconds(2) }),
            now: test.now)
        var parameters = test.router.parameters
        parameters.advertisementInterval = .milliseconds(500)
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.remaining == .seconds(6) + .nanoseconds(1_218_750_000))
    }
}

extension [UInt8] {
    /// Makes the checksum of a version 3 advertisement to the group right.
    mutating func fixChecksum(from source: IPAddress) {
        if count < 8 { return }
        set(bigEndian: 0, at: 6)
        var sum = InternetChecksum()
        sum.add(source.bytes + ProtocolConstants.multicastGroup(source.family).bytes + [0, 112, 0, UInt8(truncatingIfNeeded: count)])
        sum.add(self)
        set(bigEndian: sum.value, at: 6)
    }
}
