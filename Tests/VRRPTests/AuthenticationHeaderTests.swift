import Cryptography
import NetworkTypes
import Testing
import VRRP

@Suite("Authentication header (auth_type AH)")
struct AuthenticationHeaderTests {
    private static let key = Array("secret12".utf8)
    private static let source = IPAddress(10, 9, 0, 1)

    @Sendable
    private static func useHeader(_ parameters: inout VirtualRouterParameters) {
        parameters.authentication = .header(key: key)
        parameters.virtualRouterID = 12
        parameters.advertisedAddresses = [IPAddress(10, 9, 0, 12)]
    }

    private static func router(
        sequenceNumber: UInt32 = 100, _ adjust: (inout VirtualRouterParameters) -> Void = { _ in }
    ) -> VirtualRouter {
        var parameters = RouterUnderTest.parameters
        useHeader(&parameters)
        adjust(&parameters)
        return VirtualRouter(
            parameters: parameters, primaryAddress: RouterUnderTest.address, authenticator: OpenSSLAuthenticator(), sequenceNumber: sequenceNumber)
    }

    private let now = MonotonicInstant(nanoseconds: 1_000_000_000_000)

    private func packet(
        _ sequenceNumber: UInt32, priority: UInt8 = 150, key: [UInt8] = Self.key, from source: IPAddress = Self.source, to destination: IPAddress? = nil,
        spoil: (inout [UInt8]) -> Void = { _ in }
    ) throws -> ReceivedPacket {
        var advertisement = try #require(
            Advertisement(
                virtualRouterID: 12, priority: priority, interval: AdvertisementInterval(nearestSecond: .seconds(1)), authentication: .header,
                addresses: [IPAddress(10, 9, 0, 12)]))
        advertisement.seal = .header(key: key, sequenceNumber: sequenceNumber)
        let outgoing = try #require(OutgoingAdvertisement(advertisement, source: source, destination: destination, identification: 7))
        var bytes = outgoing.encode(OpenSSLAuthenticator())
        spoil(&bytes)
        return try ReceivedPacket(datagram: bytes.span)
    }

    private func started(_ adjust: (inout VirtualRouterParameters) -> Void = { _ in }) -> VirtualRouter {
        var router = Self.router(adjust)
        _ = router.start(now: now)
        return router
    }

    @Test("what is sent carries growing sequence numbers, also beyond those of the others")
    func sequence() throws {
        var router = started()
        _ = router.received(try packet(5000), now: now)
        let deadline = try #require(router.deadline)
        let effects = router.handleTimeout(now: deadline) + router.handleTimeout(now: deadline + .seconds(1))
        let numbers = effects.compactMap { effect -> UInt32? in
            if case .sendAdvertisement(let advertisement) = effect, case .header(_, let number) = advertisement.seal { number } else { nil }
        }
        #expect(numbers == [5001, 5002])
    }

    @Test("each way of being wrong is counted as a failure of authentication, and said")
    func failures() throws {
        var router = started()
        let before = router.deadline
        let cases: [(ReceivedPacket, String)] = [
            (try packet(1, key: Array("secret13".utf8)), "the code in its authentication header is wrong: another password, or a packet changed on the way"),
            (try packet(2) { $0[46] = 200 }, "the code in its authentication header is wrong: another password, or a packet changed on the way"),
            (try packet(3) { $0[8] = 254 }, "TTL 254 is wrong, 255 expected"),
            (try packet(4) { $0[15] ^= 1 }, "the code in its authentication header is wrong: another password, or a packet changed on the way"),
        ]
        for (packet, line) in cases {
            router = started()
            let effects = router.received(packet, now: now)
            #expect(effects.lines.first?.hasSuffix(line) == true, "\(effects.lines)")
            #expect(router.counters.discarded == 1)
            #expect(router.deadline == before)
        }
    }

    @Test("a packet that is sent again is counted and has no effect")
    func replay() throws {
        var router = started()
        let packet = try packet(7)
        #expect(router.received(packet, now: now).isEmpty)
        #expect(router.familiarNumber == 0)
        let effects = router.received(packet, now: now + .seconds(1))
        #expect(effects.lines == ["(VI_1) Discarding advert from 10.9.0.1: sequence number 7 already processed, the last was 7"])
        #expect(router.received(try self.packet(6), now: now).isEmpty)
        #expect(router.counters.authenticationFailures == 2)
        #expect(router.counters.advertisementsReceived == 1)
    }

    @Test("each sender has a count of its own; what is sent is ahead of all")
    func severalSenders() throws {
        var router = started()
        #expect(router.received(try packet(5000), now: now).isEmpty)
        _ = router.received(try packet(40, from: IPAddress(10, 9, 0, 3)), now: now)
        #expect(router.counters.advertisementsReceived == 2)
        guard case .sendAdvertisement(let advertisement)? = router.handleTimeout(now: try #require(router.deadline)).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(advertisement.seal == .header(key: Self.key, sequenceNumber: 5001))
    }

    @Test("a packet without the header, or with one where there should be none, is of the wrong type")
    func presence() throws {
        var router = started()
        var plain = try packet(1)
        plain.authenticationHeader = nil
        _ = router.received(plain, now: now)
        #expect(router.counters.authenticationTypeMismatches == 1)
        var other = started { $0.authentication = .none }
        _ = other.received(try packet(1), now: now)
        #expect(other.counters.authenticationTypeMismatches == 1)
    }

    @Test("to a peer the time to live isn't covered, since routers change it")
    func unicast() throws {
        var router = started { $0.unicast = UnicastParameters(peers: [UnicastParameters.Peer(Self.source)]) }
        let packet = try packet(1, to: RouterUnderTest.address) { $0[8] = 61 }
        #expect(packet.timeToLive == 61)
        #expect(router.received(packet, now: now).isEmpty)
        #expect(router.counters.advertisementsReceived == 1)
    }

    @Test("headers that are cut, longer, or before something else are refused", arguments: [(20, 6), (21, 5), (3, 43)] as [(Int, UInt8)])
    func malformed(offset: Int, value: UInt8) {
        #expect(throws: IPv4HeaderError.authenticationHeader) { try packet(1) { $0[offset] = value } }
    }

    @Test("without a library that computes codes nothing is accepted")
    func noAuthenticator() throws {
        var parameters = RouterUnderTest.parameters
        Self.useHeader(&parameters)
        var router = VirtualRouter(parameters: parameters, primaryAddress: RouterUnderTest.address)
        _ = router.start(now: now)
        _ = router.received(try packet(1), now: now)
        #expect(router.counters.authenticationFailures == 1)
    }
}
