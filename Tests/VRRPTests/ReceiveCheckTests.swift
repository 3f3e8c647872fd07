import NetworkTypes
import Testing
import VRRP

@Suite("Receive checks")
struct ReceiveCheckTests {
    /// A packet that is wrong in one way, what it is counted as, and what is said of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: AdvertisementError.Kind
        let line: String
        let packet: @Sendable (RouterUnderTest) -> ReceivedPacket

        init(_ description: String, _ kind: AdvertisementError.Kind, _ line: String, _ packet: @escaping @Sendable (RouterUnderTest) -> ReceivedPacket) {
            testDescription = description
            self.kind = kind
            self.line = line
            self.packet = packet
        }

        /// Spoils bytes of a good advertisement; the checksum is made right again unless it is what is spoilt.
        static func spoilt(_ description: String, _ kind: AdvertisementError.Kind, _ line: String, _ spoil: @escaping @Sendable (inout [UInt8]) -> Void) -> Case {
            Case(description, kind, line) { test in
                var payload = test.advertisement(priority: 150)
                spoil(&payload)
                if kind != .checksum { payload.fixChecksum() }
                return ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload)
            }
        }
    }

    static let cases: [Case] = [
        .spoilt("empty", .length, "advertisement of 0 bytes is too short, 8 expected") { $0 = [] },
        .spoilt("cut", .length, "advertisement of 19 bytes is too short, 20 expected") { $0.removeLast() },
        .spoilt("too many addresses for its length", .length, "advertisement of 20 bytes is too short, 1036 expected") { $0[3] = 255 },
        .spoilt("longer than it says", .length, "IP packet carries 21 bytes, the advertisement has 20") { $0.append(0) },
        .spoilt("another VRID", .virtualRouterID, "VRID 52 is wrong, 51 expected") { $0[1] = 52 },
        Case("forwarded by a router", .timeToLive, "TTL 254 is wrong, 255 expected") {
            ReceivedPacket(source: RouterUnderTest.higherAddress, timeToLive: 254, payload: $0.advertisement(priority: 150))
        },
        .spoilt("version 3", .version, "VRRP version 3 is wrong, 2 expected") {
            $0[0] = 0x31
            $0.removeLast(8)
        },
        .spoilt("unknown authentication", .unknownAuthenticationType, "authentication type 3 is unknown") { $0[4] = 3 },
        .spoilt("no authentication", .authenticationTypeMismatch, "authentication type 0 is wrong, 1 expected") { $0[4] = 0 },
        .spoilt("wrong password", .wrongPassword, "the password is wrong") { $0[19] = 7 },
        .spoilt("another interval", .interval, "advertisement interval of 2 s is wrong, ours is 1 s") { $0[5] = 2 },
        .spoilt("another packet type", .type, "packet type 2 is wrong, 1 expected") { $0[0] = 0x22 },
        .spoilt("wrong checksum", .checksum, "the VRRPv2 checksum is wrong") { $0[6] ^= 0xFF },
        Case("sent to one host", .destination, "it was sent to 10.0.0.2, a multicast group is expected") {
            ReceivedPacket(source: RouterUnderTest.higherAddress, destination: RouterUnderTest.address, payload: $0.advertisement(priority: 150))
        },
    ]

    @Test("a bad packet is counted, said once, and has no effect", arguments: cases)
    func discarded(_ example: Case) {
        for var test in [RouterUnderTest.backup(), RouterUnderTest.master()] {
            let before = (test.router.state, test.router.deadline)
            let packet = example.packet(test)
            let effects = test.router.received(packet, now: test.now)
            #expect(effects.lines == ["(VI_1) Discarding advert from 10.0.0.3: \(example.line)"])
            #expect(effects.deeds.isEmpty)
            #expect(test.router.received(packet, now: test.now).isEmpty)
            #expect(test.router.counters[example.kind] == 2)
            #expect(test.router.counters.discarded == 2)
            #expect(test.router.counters.advertisementsReceived == 0)
            #expect((test.router.state, test.router.deadline) == before)
        }
    }

    @Test("a packet that is wrong in several ways is counted once, by keepalived's order")
    func order() {
        var test = RouterUnderTest.backup()
        var payload = test.advertisement(priority: 150)
        payload[4] = 0
        payload[5] = 9
        payload[0] = 0x2F
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, timeToLive: 64, payload: payload), now: test.now)
        payload.fixChecksum()
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(test.router.counters.timeToLiveErrors == 1)
        #expect(test.router.counters.authenticationTypeMismatches == 1)
        #expect(test.router.counters.discarded == 2)
    }

    @Test("a complaint is made again when another master is heard")
    func complaintsComeBack() {
        var test = RouterUnderTest.backup()
        let bad = ReceivedPacket(source: RouterUnderTest.lowerAddress, payload: test.advertisement(priority: 150) { $0.authentication = .none })
        #expect(test.router.received(bad, now: test.now).lines.count == 1)
        #expect(test.router.received(bad, now: test.now).lines.isEmpty)
        _ = test.hear(150)
        #expect(test.router.received(bad, now: test.now).lines.count == 1)
    }

    @Test("a complaint is made again when the state changes")
    func complaintsComeBackWithState() {
        var test = RouterUnderTest.backup()
        let bad = ReceivedPacket(source: RouterUnderTest.lowerAddress, timeToLive: 1, payload: test.advertisement(priority: 150))
        #expect(test.router.received(bad, now: test.now).lines.count == 1)
        _ = test.runToDeadline()
        #expect(test.router.received(bad, now: test.now).lines.count == 1)
    }

    @Test("other addresses are counted and said once, but the advertisement counts")
    func otherAddresses() {
        var test = RouterUnderTest.backup()
        let fewer = ReceivedPacket(source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisedAddresses = [] })
        let other = ReceivedPacket(
            source: RouterUnderTest.lowerAddress,
            payload: test.advertisement(priority: 150) { $0.advertisedAddresses = [IPAddress(192, 0, 2, 9)] })
        test.sleep(.seconds(1))
        #expect(test.router.received(fewer, now: test.now).lines == ["(VI_1) expected 1 VIPs but received 0 from 10.0.0.3"])
        #expect(test.remaining == .nanoseconds(3_609_375_000))
        #expect(test.router.received(fewer, now: test.now).isEmpty)
        test = .backup()
        #expect(test.router.received(other, now: test.now).lines == ["(VI_1) ip address 192.0.2.1 not present in advert from 10.0.0.1"])
        #expect(test.router.counters.addressListErrors == 1)
        #expect(test.router.counters.advertisementsReceived == 1)
    }

    @Test("the order of the addresses doesn't matter")
    func addressOrder() {
        let addresses = [IPAddress(192, 0, 2, 1), IPAddress(192, 0, 2, 2)]
        var test = RouterUnderTest.backup { $0.advertisedAddresses = addresses }
        let packet = ReceivedPacket(
            source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.advertisedAddresses = addresses.reversed() })
        #expect(test.router.received(packet, now: test.now).isEmpty)
        #expect(test.router.counters.addressListErrors == 0)
    }

    @Test("a master whose own advertisement comes back doesn't fight itself")
    func ownAdvertisement() {
        var test = RouterUnderTest.master()
        let effects = test.hear(100, from: RouterUnderTest.address)
        #expect(effects.deeds.isEmpty)
        #expect(effects.lines.count == 1)
        #expect(test.router.counters.ownAddressErrors == 1)
    }

    @Test("a password counts by its first eight bytes")
    func longPassword() {
        var test = RouterUnderTest.backup { $0.authentication = .password("4gjfethTonUY7kXU".utf8) }
        let packet = ReceivedPacket(
            source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 150) { $0.authentication = .password("4gjfethT".utf8) })
        _ = test.router.received(packet, now: test.now)
        #expect(test.router.counters.advertisementsReceived == 1)
    }

    @Test("without authentication the authentication data doesn't matter")
    func noAuthentication() {
        var test = RouterUnderTest.backup { $0.authentication = .none }
        var payload = test.advertisement(priority: 150)
        payload[15] = 99
        payload.fixChecksum()
        _ = test.router.received(ReceivedPacket(source: RouterUnderTest.higherAddress, payload: payload), now: test.now)
        #expect(test.router.counters.advertisementsReceived == 1)
    }
}

extension [UInt8] {
    /// Makes the checksum of an advertisement right, where it has one.
    mutating func fixChecksum() {
        if count < 8 { return }
        set(bigEndian: 0, at: 6)
        set(bigEndian: InternetChecksum.of(self), at: 6)
    }
}
