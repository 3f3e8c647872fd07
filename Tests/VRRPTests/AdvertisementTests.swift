import NetworkTypes
import Testing
import VRRP

@Suite("Advertisement")
struct AdvertisementTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let advertisement: Advertisement?
        var source = IPAddress(10, 0, 0, 1)
        let encoded: [UInt8]
    }

    private static func seconds(_ count: Int) -> AdvertisementInterval {
        AdvertisementInterval(nearestSecond: .seconds(count))
    }

    /// The checksums were worked out apart from this program.
    static let golden = [
        Golden(
            testDescription: "one address, password 1111",
            advertisement: Advertisement(
                virtualRouterID: 51, priority: 100, interval: seconds(1), authentication: .password("1111".utf8),
                addresses: [IPAddress(172, 17, 1, 160)]),
            encoded: hex("21 33 64 01  01 01 69 b6  ac 11 01 a0  31 31 31 31 00 00 00 00")),
        Golden(
            testDescription: "a stopping master without addresses",
            advertisement: Advertisement(virtualRouterID: 255, priority: 0, interval: seconds(255), addresses: []),
            encoded: hex("21 ff 00 00  00 ff dd 01  00 00 00 00 00 00 00 00")),
        Golden(
            testDescription: "the owner of three addresses",
            advertisement: Advertisement(
                virtualRouterID: 1, priority: 255, interval: seconds(3),
                addresses: [IPAddress(192, 0, 2, 1), IPAddress(192, 0, 2, 2), IPAddress(255, 255, 255, 255)]),
            encoded: hex("21 01 ff 03  00 03 5b f3  c0 00 02 01  c0 00 02 02  ff ff ff ff  00 00 00 00 00 00 00 00")),
    ]

    @Test("is encoded as RFC 3768 section 5.1 draws it, and reads back", arguments: golden)
    func goldenBytes(_ golden: Golden) throws {
        let advertisement = try #require(golden.advertisement)
        #expect(advertisement.encode(from: golden.source, to: ProtocolConstants.multicastGroup(advertisement.family)) == golden.encoded)
        #expect(advertisement.encodedLength == golden.encoded.count)
        #expect(try Advertisement(decoding: ReceivedPacket(source: golden.source, payload: golden.encoded)) == advertisement)
    }

    @Test("reads back whatever was encoded")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let addresses = (0..<Int.random(in: 0...255, using: &generator)).map { _ in
                IPAddress.v4(IPv4Address(bits: UInt32.random(in: 0...UInt32.max, using: &generator)))
            }
            let password = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let advertisement = try #require(
                Advertisement(
                    virtualRouterID: UInt8.random(in: 1...255, using: &generator), priority: UInt8.random(in: 0...255, using: &generator),
                    interval: Self.seconds(Int.random(in: 1...255, using: &generator)),
                    authentication: Bool.random(using: &generator) ? .simpleText(password) : .none, addresses: addresses))
            #expect(try roundTrip(advertisement) == advertisement, "seed \(seed)")
        }
    }

    private func roundTrip(_ advertisement: Advertisement) throws -> Advertisement {
        let source: IPAddress = advertisement.family == .ipv4 ? IPAddress(10, 0, 0, 1) : .v6(IPv6Address(high: 0xFE80 << 48, low: 1))
        let payload = advertisement.encode(from: source, to: ProtocolConstants.multicastGroup(advertisement.family))
        return try Advertisement(decoding: ReceivedPacket(source: source, payload: payload))
    }

    @Test("of version 3 reads back whatever was encoded, in both families")
    func roundTripVersion3() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let family = Bool.random(using: &generator) ? AddressFamily.ipv4 : .ipv6
            let addresses = (0..<Int.random(in: 0...255, using: &generator)).map { _ in
                let bits = UInt64.random(in: 0...UInt64.max, using: &generator)
                return family == .ipv4 ? IPAddress.v4(IPv4Address(bits: UInt32(truncatingIfNeeded: bits))) : .v6(IPv6Address(high: bits, low: ~bits))
            }
            let interval = try #require(AdvertisementInterval(centiseconds: UInt16.random(in: 1...4095, using: &generator)))
            let advertisement = try #require(
                Advertisement(
                    version: .version3, family: family, virtualRouterID: UInt8.random(in: 1...255, using: &generator),
                    priority: UInt8.random(in: 0...255, using: &generator), interval: interval, addresses: addresses))
            #expect(try roundTrip(advertisement) == advertisement, "seed \(seed)")
        }
    }

    @Test("of version 3 has its addresses in the checksum: a packet whose source was changed is wrong")
    func pseudoHeader() throws {
        let interval = try #require(AdvertisementInterval(centiseconds: 100))
        let advertisement = try #require(
            Advertisement(version: .version3, virtualRouterID: 51, priority: 100, interval: interval, addresses: [IPAddress(172, 17, 1, 160)]))
        let payload = advertisement.encode(from: IPAddress(10, 0, 0, 1), to: ProtocolConstants.multicastGroup)
        #expect(throws: AdvertisementError.checksum(version: 3)) {
            try Advertisement(decoding: ReceivedPacket(source: IPAddress(10, 0, 0, 2), payload: payload))
        }
        #expect(throws: AdvertisementError.checksum(version: 3)) {
            try Advertisement(decoding: ReceivedPacket(source: IPAddress(10, 0, 0, 1), destination: IPAddress(10, 0, 0, 3), payload: payload))
        }
    }

    @Test("can't be made wrong")
    func invalid() {
        let interval = Self.seconds(1)
        let many = Array(repeating: IPAddress(0, 0, 0, 0), count: 256)
        #expect(Advertisement(virtualRouterID: 0, priority: 1, interval: interval, addresses: []) == nil)
        #expect(Advertisement(virtualRouterID: 1, priority: 1, interval: interval, addresses: many) == nil)
        #expect(Advertisement(virtualRouterID: 1, priority: 1, interval: interval, authentication: .simpleText([1]), addresses: []) == nil)
        #expect(Advertisement(virtualRouterID: 1, priority: 1, interval: interval, addresses: [ProtocolConstants.multicastGroup6]) == nil)
        #expect(Advertisement(family: .ipv6, virtualRouterID: 1, priority: 1, interval: interval, addresses: []) == nil)
        let long = AdvertisementInterval(nearestSecond: .seconds(41))
        #expect(Advertisement(version: .version3, virtualRouterID: 1, priority: 1, interval: long, addresses: []) == nil)
        #expect(
            Advertisement(version: .version3, virtualRouterID: 1, priority: 1, interval: interval, authentication: .password([1]), addresses: []) == nil)
    }

    @Test("of a router with too many addresses or a long password carries what fits")
    func clamped() {
        var router = VirtualRouter(
            parameters: VirtualRouterParameters(
                name: "VI_1", virtualRouterID: 1, priority: 255, initialState: .master, advertisementInterval: .seconds(100_000),
                authentication: .simpleText(Array("much too long".utf8)), advertisedAddresses: Array(repeating: IPAddress(0, 0, 0, 0), count: 300)),
            primaryAddress: IPAddress(10, 0, 0, 1))
        guard case .sendAdvertisement(let advertisement) = router.start(now: MonotonicInstant(nanoseconds: 0)).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(advertisement.addresses.count == 255)
        #expect(advertisement.authentication == .password("much too".utf8))
        #expect(advertisement.interval.wholeSeconds == 255)
        #expect((try? roundTrip(advertisement)) == advertisement)
    }

    @Test("says what is wrong with a packet first", arguments: [
        ("", AdvertisementError.tooShort(length: 0, expected: 8)),
        ("21 33 64 00 00 01 00", .tooShort(length: 7, expected: 8)),
        ("21 33 64 01 00 01 00 00  00 00 00 00 00 00 00 00", .tooShort(length: 16, expected: 20)),
        ("41 33 64 00 00 01 00 00", .version(4)), ("31 33 64 00 00 00 00 00", .interval(centiseconds: 0, expected: nil)),
        ("31 33 64 00 f0 64 00 00", .checksum(version: 3)),
        ("21 33 64 00 07 01 00 00  00 00 00 00 00 00 00 00", .unknownAuthenticationType(7)),
        ("21 33 64 00 00 00 00 00  00 00 00 00 00 00 00 00", .interval(centiseconds: 0, expected: nil)),
        ("22 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00", .type(2)),
        ("21 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00 00", .totalLength(length: 17, expected: 16)),
        ("21 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00", .checksum(version: 2)),
        ("21 00 64 00 00 01 7a fe  00 00 00 00 00 00 00 00", .virtualRouterID(0, expected: nil)),
    ])
    func errors(text: String, expected: AdvertisementError) {
        #expect(throws: expected) { try Advertisement(decoding: ReceivedPacket(source: IPAddress(10, 0, 0, 1), payload: hex(text))) }
    }

    @Test("intervals of version 3 are centiseconds from 1 to 4095", arguments: [
        (Duration.zero, UInt16(1)), (.milliseconds(10), 1), (.milliseconds(14), 1), (.milliseconds(15), 2), (.milliseconds(999), 100),
        (.milliseconds(40_950), 4095), (.seconds(41), 4095), (.seconds(Int64.max), 4095), (.seconds(-5), 1), (.milliseconds(-1), 1),
    ])
    func centiseconds(duration: Duration, expected: UInt16) {
        #expect(AdvertisementInterval(nearest: duration, version: .version3).centiseconds == expected)
        #expect(AdvertisementInterval(centiseconds: 0) == nil)
        #expect(AdvertisementInterval(centiseconds: 4096) == nil)
    }

    @Test("shows its virtual router before anything is checked")
    func peek() {
        #expect(Advertisement.virtualRouterID(in: hex("ff 33").span) == 0x33)
        #expect(Advertisement.virtualRouterID(in: hex("ff").span) == nil)
        #expect(Advertisement.virtualRouterID(in: [UInt8]().span) == nil)
    }

    @Test("intervals are whole seconds from 1 to 255", arguments: [
        (Duration.zero, UInt8(1)), (.milliseconds(400), 1), (.milliseconds(1499), 1), (.milliseconds(1500), 2), (.seconds(255), 255),
        (.milliseconds(255_700), 255), (.seconds(Int64.max), 255), (.seconds(-5), 1),
    ])
    func interval(duration: Duration, expected: UInt8) {
        let interval = AdvertisementInterval(nearestSecond: duration)
        #expect(interval.wholeSeconds == expected)
        #expect(interval.duration == .seconds(Int(expected)))
        #expect(AdvertisementInterval(seconds: expected) == interval)
        #expect(AdvertisementInterval(seconds: 0) == nil)
    }
}
