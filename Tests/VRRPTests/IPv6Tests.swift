import NetworkTypes
import Testing
import VRRP

@Suite("IPv6")
struct IPv6Tests {
    private static let own = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 2))
    private static let higher = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 3))
    private static let virtual = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 0x100))
    private let now = MonotonicInstant(nanoseconds: 0)

    private func router() -> VirtualRouter {
        let parameters = VirtualRouterParameters(name: "VI_6", family: .ipv6, virtualRouterID: 51, advertisedAddresses: [Self.virtual])
        var router = VirtualRouter(parameters: parameters, primaryAddress: Self.own)
        _ = router.start(now: now)
        return router
    }

    private func packet(
        _ priority: UInt8, to destination: IPAddress = ProtocolConstants.multicastGroup6, hopLimit: UInt8 = 255, _ spoil: (inout [UInt8]) -> Void = { _ in }
    ) throws -> ReceivedPacket {
        let interval = AdvertisementInterval(nearestCentisecond: .seconds(1))
        let advertisement = try #require(
            Advertisement(version: .version3, family: .ipv6, virtualRouterID: 51, priority: priority, interval: interval, addresses: [Self.virtual]))
        var payload = advertisement.encode(from: Self.higher, to: destination)
        spoil(&payload)
        return ReceivedPacket(source: Self.higher, destination: destination, timeToLive: hopLimit, payload: payload)
    }

    @Test("is always version 3, whatever is asked for")
    func version() throws {
        var router = router()
        let deadline = try #require(router.deadline)
        guard case .sendAdvertisement(let advertisement)? = router.handleTimeout(now: deadline).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(advertisement.version == .version3)
        #expect(advertisement.encodedLength == 24)
    }

    @Test("a master of equal priority makes way for the higher address")
    func tie() throws {
        var router = router()
        _ = router.handleTimeout(now: try #require(router.deadline))
        #expect(router.state == .master)
        let lines = router.received(try packet(100), now: now).lines
        #expect(lines.first == "(VI_6) Master received advert from fe80::3 with same priority 100 but higher IP address than ours")
        #expect(router.state == .backup)
    }

    @Test("what was forwarded, was sent to one host, or has a wrong checksum is refused and counted")
    func refused() throws {
        var router = router()
        _ = router.received(try packet(150, hopLimit: 64), now: now)
        _ = router.received(try packet(150, to: Self.own), now: now)
        _ = router.received(try packet(150) { $0[2] = 151 }, now: now)
        _ = router.received(try packet(150) { $0.removeLast() }, now: now)
        #expect(router.counters.timeToLiveErrors == 1)
        #expect(router.counters.destinationErrors == 1)
        #expect(router.counters.checksumErrors == 1)
        #expect(router.counters.lengthErrors == 1)
        #expect(router.counters.discarded == 4)
    }

    @Test("an unsolicited neighbour advertisement goes to all nodes with hop limit 255, overrides, and says whether we forward", arguments: [true, false])
    func neighbourAdvertisement(isRouter: Bool) throws {
        let hardware = try #require(EthernetAddress(bytes: [0x6E, 0x97, 0xBE, 0x54, 0x8D, 0xE5]))
        let frame = UnsolicitedNeighbourAdvertisement(
            address: IPv6Address(high: 0xFE80 << 48, low: 0x0009_0010), hardwareAddress: hardware, isRouter: isRouter
        ).encode()
        #expect(frame.count == UnsolicitedNeighbourAdvertisement.encodedLength)
        // The checksum is the one that tshark calls right.
        #expect(frame == hex(
            """
            33 33 00 00 00 01  6e 97 be 54 8d e5  86 dd
            60 00 00 00 00 20 3a ff  fe 80 00 00 00 00 00 00 00 00 00 00 00 09 00 10  ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01
            88 00 \(isRouter ? "1e 9a" : "9e 9a") \(isRouter ? "a0" : "20") 00 00 00  fe 80 00 00 00 00 00 00 00 00 00 00 00 09 00 10
            02 01 6e 97 be 54 8d e5
            """))
    }
}
