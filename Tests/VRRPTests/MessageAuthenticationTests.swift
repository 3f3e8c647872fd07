import Cryptography
import NetworkTypes
import Testing
import VRRP

/// Two routers of one network with `auth_hmac`, and the packets between them.
@Suite("Message authentication (auth_hmac)")
struct MessageAuthenticationTests {
    private static let key = Array("0123456789abcdef0123456789abcdef".utf8)
    private static let otherKey = Array("fedcba9876543210fedcba9876543210".utf8)
    private static let noon = Duration.seconds(1_800_000_000)

    private let now = MonotonicInstant(nanoseconds: 5_000_000_000)
    private let own = MessageAuthentication(keys: [1: key], activeKey: 1)

    private func router(_ authentication: MessageAuthentication?, _ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) -> VirtualRouter {
        var parameters = RouterUnderTest.parameters
        parameters.authentication = .none
        parameters.version = .version3
        parameters.messageAuthentication = authentication
        adjust(&parameters)
        var router = VirtualRouter(parameters: parameters, primaryAddress: RouterUnderTest.address, authenticator: OpenSSLAuthenticator())
        router.readWallClock(Self.noon)
        _ = router.start(now: now)
        return router
    }

    /// What a master of priority 150 at 10.0.0.3 sends.
    private func packets(
        _ authentication: MessageAuthentication?, at clock: Duration = Self.noon, count: Int = 1, _ adjust: (inout VirtualRouterParameters) -> Void = { _ in }
    ) throws -> [ReceivedPacket] {
        var parameters = RouterUnderTest.parameters
        parameters.priority = 150
        parameters.authentication = .none
        parameters.version = .version3
        parameters.messageAuthentication = authentication
        adjust(&parameters)
        var router = VirtualRouter(parameters: parameters, primaryAddress: RouterUnderTest.higherAddress, authenticator: OpenSSLAuthenticator())
        router.readWallClock(clock)
        _ = router.start(now: now)
        return try (0..<count).map { _ in
            let deadline = try #require(router.deadline)
            let effects = router.handleTimeout(now: deadline)
            guard case .sendAdvertisement(let advertisement)? = effects.first(where: { if case .sendAdvertisement = $0 { true } else { false } }) else {
                throw Missing()
            }
            let outgoing = try #require(
                OutgoingAdvertisement(advertisement, source: RouterUnderTest.higherAddress, destination: parameters.unicast == nil ? nil : RouterUnderTest.address))
            return try ReceivedPacket(datagram: outgoing.encode(OpenSSLAuthenticator()).span)
        }
    }

    private struct Missing: Error {}

    @Test("an advertisement is 28 bytes longer and is accepted by whoever has the key", arguments: [ProtocolVersion.version2, .version3])
    func accepted(version: ProtocolVersion) throws {
        var router = router(own) { $0.version = version }
        let packet = try packets(own) { $0.version = version }[0]
        #expect(packet.payload.count == (version == .version2 ? 20 : 12) + 28)
        #expect(router.received(packet, now: now).lines.isEmpty)
        #expect(router.counters.advertisementsReceived == 1)
    }

    /// Worked out apart from this program, with Python's hmac.
    @Test("the code covers family, version, VRID, source, the advertisement with a checksum of zero, and the stamp")
    func golden() throws {
        var advertisement = try #require(
            Advertisement(
                version: .version3, virtualRouterID: 51, priority: 100, interval: AdvertisementInterval(nearestCentisecond: .seconds(1)),
                addresses: [IPAddress(192, 0, 2, 1)]))
        advertisement.seal = .trailer(AuthenticationTrailer.Stamp(keyID: 1, sequence: 0x0102_0304_0506_0708), key: Self.key)
        let outgoing = try #require(OutgoingAdvertisement(advertisement, source: RouterUnderTest.higherAddress))
        let bytes = outgoing.encode(OpenSSLAuthenticator())
        #expect(Array(bytes.suffix(28)) == hex("01 01 00 00 01 02 03 04 05 06 07 08 10 64 50 77 a9 cb 96 a3 a9 07 44 fe b2 e6 60 96"))
    }

    @Test("growing numbers are accepted, repeated packets are not")
    func replay() throws {
        var router = router(own)
        let packets = try packets(own, count: 2)
        for packet in packets { #expect(router.received(packet, now: now).lines.isEmpty) }
        let effects = router.received(packets[0], now: now)
        #expect(effects.lines == ["(VI_1) Discarding advert from 10.0.0.3: replayed authentication trailer"])
        #expect(router.counters.replayedTrailers == 1)
        #expect(router.counters.advertisementsReceived == 2)
    }

    @Test("another key, another number of a key, changed bytes and an unknown type are refused, each with its counter")
    func refused() throws {
        var router = router(own)
        let good = try packets(own)[0]
        func spoilt(_ index: Int, _ value: UInt8) -> ReceivedPacket {
            var packet = good
            packet.payload[index] = value
            return packet
        }
        let foreign = try packets(MessageAuthentication(keys: [1: Self.otherKey], activeKey: 1))[0]
        let second = try packets(MessageAuthentication(keys: [2: Self.key], activeKey: 2))[0]
        for packet in [foreign, second, spoilt(2, 200), spoilt(12, 2), spoilt(14, 1)] { _ = router.received(packet, now: now) }
        #expect(router.counters.wrongTrailerCodes == 2)
        #expect(router.counters.unknownKeys == 1)
        #expect(router.counters.malformedTrailers == 2)
        #expect(router.received(good, now: now).lines.isEmpty, "what was forged doesn't count as heard")
    }

    @Test("a key can be changed while both are known")
    func rotation() throws {
        var router = router(MessageAuthentication(keys: [1: Self.key, 2: Self.otherKey], activeKey: 2))
        #expect(router.received(try packets(own)[0], now: now).lines.isEmpty)
    }

    @Test("without a trailer nobody is listened to, but in the modes for changing over", arguments: [
        (MessageAuthentication.Mode.enforce, false), (.permissive, true), (.receiveOnly, true),
    ])
    func modes(mode: MessageAuthentication.Mode, isAccepted: Bool) throws {
        var own = own
        own.mode = mode
        var router = router(own)
        _ = router.received(try packets(nil)[0], now: now)
        #expect(router.counters.advertisementsReceived == (isAccepted ? 1 : 0))
        #expect(router.counters.missingTrailers == (isAccepted ? 0 : 1))
        #expect(try packets(own)[0].payload.count == (mode == .receiveOnly ? 12 : 40))
    }

    @Test("who has no auth_hmac finds a packet with a trailer too long")
    func unexpectedTrailer() throws {
        var router = router(nil)
        _ = router.received(try packets(own)[0], now: now)
        #expect(router.counters.lengthErrors == 1)
    }

    @Test("clocks may differ by the window; half of it is worth a warning", arguments: [
        (0, true, false), (2, true, false), (-2, true, false), (3, true, true), (-5, true, true), (6, false, false), (-6, false, false),
    ])
    func clocks(seconds: Int, isAccepted: Bool, isSaid: Bool) throws {
        var router = router(own)
        let effects = router.received(try packets(own, at: Self.noon - .seconds(seconds))[0], now: now)
        #expect(router.counters.advertisementsReceived == (isAccepted ? 1 : 0))
        #expect(router.counters.staleTrailers == (isAccepted ? 0 : 1))
        #expect(effects.lines.contains { $0.contains("authentication clock skew \(seconds) sec from 10.0.0.3 approaching window 5 sec") } == isSaid)
    }

    @Test("with anti_replay monotonic clocks aren't compared, but order is")
    func monotonic() throws {
        let loose = MessageAuthentication(keys: [1: Self.key], activeKey: 1, window: nil)
        var router = router(loose)
        #expect(router.received(try packets(loose, at: Self.noon - .seconds(100_000))[0], now: now).lines.isEmpty)
        #expect(router.received(try packets(loose, at: Self.noon - .seconds(99_000))[0], now: now).lines.isEmpty)
        _ = router.received(try packets(loose, at: Self.noon - .seconds(99_500))[0], now: now)
        #expect(router.counters.replayedTrailers == 1)
    }

    @Test("a sender whose clock was set back is listened to again, once its old mark is outside of the window")
    func clockSetBack() throws {
        var router = router(own)
        #expect(router.received(try packets(own, at: Self.noon + .seconds(4))[0], now: now).deeds.isEmpty)
        router.readWallClock(Self.noon - .seconds(100))
        _ = router.received(try packets(own, at: Self.noon - .seconds(100))[0], now: now)
        #expect(router.counters.advertisementsReceived == 2)
    }

    @Test("a unicast sender must be a peer")
    func unicast() throws {
        var router = router(own) { $0.unicast = UnicastParameters(peers: [UnicastParameters.Peer(RouterUnderTest.lowerAddress)]) }
        _ = router.received(try packets(own) { $0.unicast = UnicastParameters(peers: [UnicastParameters.Peer(RouterUnderTest.address)]) }[0], now: now)
        #expect(router.counters.sourceErrors == 1)
    }

    @Test("without its active key a router stays in FAULT")
    func noKey() {
        let router = router(MessageAuthentication(keys: [2: Self.key], activeKey: 1))
        #expect(router.state == .fault)
        #expect(router.faults == .configuration)
    }
}
