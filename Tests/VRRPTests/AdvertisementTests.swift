import NetworkTypes
import Testing
import VRRP

@Suite("Advertisement")
struct AdvertisementTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let advertisement: Advertisement?
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
                addresses: [IPv4Address(172, 17, 1, 160)]),
            encoded: hex("21 33 64 01  01 01 69 b6  ac 11 01 a0  31 31 31 31 00 00 00 00")),
        Golden(
            testDescription: "a stopping master without addresses",
            advertisement: Advertisement(virtualRouterID: 255, priority: 0, interval: seconds(255), addresses: []),
            encoded: hex("21 ff 00 00  00 ff dd 01  00 00 00 00 00 00 00 00")),
        Golden(
            testDescription: "the owner of three addresses",
            advertisement: Advertisement(
                virtualRouterID: 1, priority: 255, interval: seconds(3),
                addresses: [IPv4Address(192, 0, 2, 1), IPv4Address(192, 0, 2, 2), .broadcast]),
            encoded: hex("21 01 ff 03  00 03 5b f3  c0 00 02 01  c0 00 02 02  ff ff ff ff  00 00 00 00 00 00 00 00")),
    ]

    @Test("is encoded as RFC 3768 section 5.1 draws it, and reads back", arguments: golden)
    func goldenBytes(_ golden: Golden) throws {
        let advertisement = try #require(golden.advertisement)
        #expect(advertisement.encode() == golden.encoded)
        #expect(advertisement.encodedLength == golden.encoded.count)
        #expect(try Advertisement(decoding: golden.encoded) == advertisement)
    }

    @Test("reads back whatever was encoded")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let addresses = (0..<Int.random(in: 0...255, using: &generator)).map { _ in
                IPv4Address(bits: UInt32.random(in: 0...UInt32.max, using: &generator))
            }
            let password = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let advertisement = try #require(
                Advertisement(
                    virtualRouterID: UInt8.random(in: 1...255, using: &generator), priority: UInt8.random(in: 0...255, using: &generator),
                    interval: Self.seconds(Int.random(in: 1...255, using: &generator)),
                    authentication: Bool.random(using: &generator) ? .simpleText(password) : .none, addresses: addresses))
            #expect(try Advertisement(decoding: advertisement.encode()) == advertisement, "seed \(seed)")
        }
    }

    @Test("can't be made wrong")
    func invalid() {
        let interval = Self.seconds(1)
        let many = Array(repeating: IPv4Address.any, count: 256)
        #expect(Advertisement(virtualRouterID: 0, priority: 1, interval: interval, addresses: []) == nil)
        #expect(Advertisement(virtualRouterID: 1, priority: 1, interval: interval, addresses: many) == nil)
        #expect(Advertisement(virtualRouterID: 1, priority: 1, interval: interval, authentication: .simpleText([1]), addresses: []) == nil)
    }

    @Test("of a router with too many addresses or a long password carries what fits")
    func clamped() {
        var router = VirtualRouter(
            parameters: VirtualRouterParameters(
                name: "VI_1", virtualRouterID: 1, priority: 255, advertisementInterval: .seconds(100_000),
                authentication: .simpleText(Array("much too long".utf8)), advertisedAddresses: Array(repeating: .any, count: 300)),
            primaryAddress: IPv4Address(10, 0, 0, 1))
        guard case .sendAdvertisement(let advertisement) = router.start(now: MonotonicInstant(nanoseconds: 0)).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(advertisement.addresses.count == 255)
        #expect(advertisement.authentication == .password("much too".utf8))
        #expect(advertisement.interval.wholeSeconds == 255)
        #expect((try? Advertisement(decoding: advertisement.encode())) == advertisement)
    }

    @Test("says what is wrong with a packet first", arguments: [
        ("", AdvertisementError.tooShort(length: 0, expected: 8)),
        ("21 33 64 00 00 01 00", .tooShort(length: 7, expected: 8)),
        ("21 33 64 01 00 01 00 00  00 00 00 00 00 00 00 00", .tooShort(length: 16, expected: 20)),
        ("31 33 64 00 00 01 00 00", .version(3)),
        ("21 33 64 00 07 01 00 00  00 00 00 00 00 00 00 00", .unknownAuthenticationType(7)),
        ("21 33 64 00 00 00 00 00  00 00 00 00 00 00 00 00", .interval(seconds: 0, expected: nil)),
        ("22 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00", .type(2)),
        ("21 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00 00", .totalLength(length: 17, expected: 16)),
        ("21 33 64 00 00 01 00 00  00 00 00 00 00 00 00 00", .checksum),
        ("21 00 64 00 00 01 7a fe  00 00 00 00 00 00 00 00", .virtualRouterID(0, expected: nil)),
    ])
    func errors(text: String, expected: AdvertisementError) {
        #expect(throws: expected) { try Advertisement(decoding: hex(text)) }
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
