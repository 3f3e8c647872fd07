import NetworkTypes
import Testing
import VRRP

@Suite("Unicast")
struct UnicastTests {
    private static let peer = RouterUnderTest.higherAddress
    private static let stranger = IPAddress(10, 9, 9, 9)

    private func router(checksSource: Bool = false, timesToLive: ClosedRange<UInt8> = 0...255) -> RouterUnderTest {
        RouterUnderTest.master {
            $0.unicast = UnicastParameters(
                peers: [UnicastParameters.Peer(Self.peer, timesToLive: timesToLive)], checksSource: checksSource)
        }
    }

    private func packet(
        _ test: RouterUnderTest, from source: IPAddress, to destination: IPAddress = RouterUnderTest.address, timeToLive: UInt8 = 255
    ) -> ReceivedPacket {
        ReceivedPacket(source: source, destination: destination, timeToLive: timeToLive, payload: test.advertisement(priority: 150))
    }

    @Test("a peer's advertisement counts, over routers too")
    func hearsPeer() {
        var test = router()
        let effects = test.router.received(packet(test, from: Self.peer, timeToLive: 61), now: test.now)
        #expect(effects.lines.first == "(VI_1) Master received advert from 10.0.0.3 with higher priority 150, ours 100")
        #expect(test.router.state == .backup)
    }

    @Test("advertisements to the group are for others, and have no effect")
    func ignoresGroup() {
        var test = router()
        let effects = test.router.received(packet(test, from: Self.peer, to: ProtocolConstants.multicastGroup), now: test.now)
        #expect(effects.lines == ["(VI_1) Discarding advert from 10.0.0.3: it was sent to 224.0.0.18, our own address is expected"])
        #expect(effects.deeds.isEmpty)
        #expect(test.router.counters.destinationErrors == 1)
    }

    @Test("one that isn't a peer is listened to, as by keepalived, and mentioned once")
    func hearsStranger() {
        var test = router()
        let effects = test.router.received(packet(test, from: Self.stranger), now: test.now)
        #expect(test.router.state == .backup)
        #expect(effects.lines.filter { $0.contains("10.9.9.9, which is not in `unicast_peer`") }.count == 1)
        #expect(test.router.received(packet(test, from: Self.stranger), now: test.now).lines.isEmpty)
    }

    @Test("with check_unicast_src one that isn't a peer is not listened to")
    func checksSource() {
        var test = router(checksSource: true)
        let effects = test.router.received(packet(test, from: Self.stranger), now: test.now)
        #expect(effects.lines == ["(VI_1) Discarding advert from 10.9.9.9: its source is not in `unicast_peer`"])
        #expect(test.router.state == .master)
        #expect(test.router.counters.sourceErrors == 1)
        #expect(test.router.counters.discarded == 1)
    }

    @Test("a peer's time to live must be within its bounds")
    func checksTimeToLive() {
        var test = router(checksSource: true, timesToLive: 253...254)
        for timeToLive in [252, 255] as [UInt8] {
            _ = test.router.received(packet(test, from: Self.peer, timeToLive: timeToLive), now: test.now)
        }
        #expect(test.router.state == .master)
        #expect(test.router.counters.timeToLiveErrors == 2)
        _ = test.router.received(packet(test, from: Self.peer, timeToLive: 253), now: test.now)
        #expect(test.router.state == .backup)
    }

    @Test("the datagram to a peer has its address and the configured time to live")
    func datagram() throws {
        let test = router()
        let advertisement = try #require(
            Advertisement(
                virtualRouterID: 51, priority: 100, interval: AdvertisementInterval(nearestSecond: .seconds(1)),
                authentication: test.router.parameters.authentication.field, addresses: test.router.parameters.advertisedAddresses))
        let outgoing = try #require(
            OutgoingAdvertisement(advertisement, source: RouterUnderTest.address, destination: Self.peer, timeToLive: 64, identification: 1))
        let read = try ReceivedPacket(datagram: outgoing.encode().span)
        #expect(read.destination == Self.peer)
        #expect(read.timeToLive == 64)
    }
}

@Suite("The unicast checksum of keepalived up to 1.3.6")
struct OldChecksumTests {
    private static let peer = RouterUnderTest.higherAddress

    private func router(_ form: UnicastParameters.OldChecksum) -> RouterUnderTest {
        RouterUnderTest.backup {
            $0.version = .version3
            $0.unicast = UnicastParameters(peers: [UnicastParameters.Peer(Self.peer)], oldChecksum: form)
        }
    }

    /// As if it went to the group.
    private func old(_ test: RouterUnderTest) -> ReceivedPacket {
        ReceivedPacket(source: Self.peer, destination: RouterUnderTest.address, payload: test.advertisement(priority: 150))
    }

    private func sent(_ test: inout RouterUnderTest) throws -> ChecksumCoverage? {
        for effect in test.runToDeadline() { if case .sendAdvertisement(let advertisement) = effect { return advertisement.checksum } }
        return nil
    }

    @Test("is recognised, said once, and used from then on")
    func detected() throws {
        var test = router(.detected)
        #expect(test.router.received(old(test), now: test.now).lines == ["(VI_1) Setting unicast VRRPv3 checksum to old version"])
        #expect(test.router.received(old(test), now: test.now).lines.isEmpty)
        #expect(try sent(&test) == .pseudoHeaderToward(ProtocolConstants.multicastGroup))
        var other = router(.detected)
        #expect(try sent(&other) == .pseudoHeader)
    }

    @Test("is wrong with `never`, and the only right one when it is asked for", arguments: [(UnicastParameters.OldChecksum.never, UInt64(1)), (.always, 0)])
    func chosen(form: UnicastParameters.OldChecksum, errors: UInt64) {
        var test = router(form)
        _ = test.router.received(old(test), now: test.now)
        #expect(test.router.counters.checksumErrors == errors)
        let new = ReceivedPacket(
            source: Self.peer, destination: RouterUnderTest.address, payload: test.advertisement(priority: 150, to: RouterUnderTest.address))
        _ = test.router.received(new, now: test.now)
        #expect(test.router.counters.checksumErrors == 1)
    }
}
