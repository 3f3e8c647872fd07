import Cryptography
import NetworkTypes
import Testing
import VRRP

/// Packets that keepalived 2.2.7 sent, captured behind the Ethernet header: each is accepted, and made again byte by byte.
@Suite("Packets of keepalived")
struct KeepalivedPacketTests {
    struct Captured: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// From the IP header on.
        let bytes: [UInt8]
        let adjust: @Sendable (inout VirtualRouterParameters) -> Void
        var seal = Seal.none
    }

    private static let address = IPAddress(10, 9, 0, 1)
    private static let linkLocal = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 0x6C97_BEFF_FE54_8DE5))

    @Sendable private static func unicast(_ parameters: inout VirtualRouterParameters) {
        parameters.unicast = UnicastParameters(peers: [UnicastParameters.Peer(address)], checksSource: true)
    }

    static let all: [Captured] = [
        Captured(
            testDescription: "version 2, PASS, three addresses",
            bytes: hex(
                """
                45 c0 00 30 00 01 00 00 ff 70 d0 80 0a 09 00 01 e0 00 00 12
                21 0b 64 03 01 01 f8 88 0a 09 00 0b 0a 09 00 6f 0a 09 00 70 31 31 31 31 00 00 00 00
                """),
            adjust: {
                $0.virtualRouterID = 11
                $0.advertisedAddresses = [IPAddress(10, 9, 0, 11), IPAddress(10, 9, 0, 111), IPAddress(10, 9, 0, 112)]
            }),
        Captured(
            testDescription: "version 2, AH, to the group",
            bytes: hex(
                """
                45 c0 00 40 00 01 00 00 ff 33 d0 ad 0a 09 00 01 e0 00 00 12
                70 04 00 00 0a 09 00 01 00 00 00 01 fd d5 96 4d c3 58 37 4a be b1 b6 20
                21 0c 64 01 02 01 6e dc 0a 09 00 0c 00 00 00 00 00 00 00 00
                """),
            adjust: {
                $0.virtualRouterID = 12
                $0.authentication = .header(key: Array("secret12".utf8))
                $0.advertisedAddresses = [IPAddress(10, 9, 0, 12)]
            }, seal: .header(key: Array("secret12".utf8), sequenceNumber: 1)),
        Captured(
            testDescription: "version 2, AH, to a peer",
            bytes: hex(
                """
                45 c0 00 40 00 01 00 00 ff 33 a6 b5 0a 09 00 01 0a 09 00 02
                70 04 00 00 0a 09 00 01 00 00 00 01 cd f8 8c 4f 6e 46 0f b0 7e c1 57 85
                21 0d 64 01 02 01 6e da 0a 09 00 0d 00 00 00 00 00 00 00 00
                """),
            adjust: {
                $0.virtualRouterID = 13
                $0.authentication = .header(key: Array("secret13".utf8))
                $0.advertisedAddresses = [IPAddress(10, 9, 0, 13)]
                unicast(&$0)
            }, seal: .header(key: Array("secret13".utf8), sequenceNumber: 1)),
        Captured(
            testDescription: "version 3 on IPv4, 0.5 s",
            bytes: hex("45 c0 00 20 00 01 00 00 ff 70 d0 90 0a 09 00 01 e0 00 00 12  31 0e 64 01 00 32 76 0e 0a 09 00 0e"),
            adjust: {
                $0.virtualRouterID = 14
                $0.version = .version3
                $0.advertisementInterval = .milliseconds(500)
                $0.advertisedAddresses = [IPAddress(10, 9, 0, 14)]
            }),
        Captured(
            testDescription: "version 3 on IPv4, to a peer",
            bytes: hex("45 c0 00 20 00 01 00 00 ff 70 a6 98 0a 09 00 01 0a 09 00 02  31 0f 64 01 00 32 4c 14 0a 09 00 0f"),
            adjust: {
                $0.virtualRouterID = 15
                $0.version = .version3
                $0.advertisementInterval = .milliseconds(500)
                $0.advertisedAddresses = [IPAddress(10, 9, 0, 15)]
                unicast(&$0)
            }),
        Captured(
            testDescription: "version 3 on IPv6",
            bytes: hex(
                """
                6c 03 21 e6 00 28 70 ff fe 80 00 00 00 00 00 00 6c 97 be ff fe 54 8d e5 ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 12
                31 0a 64 02 00 32 88 55 fe 80 00 00 00 00 00 00 00 00 00 00 00 09 00 10
                20 01 0d b8 00 09 00 00 00 00 00 00 00 00 00 10
                """),
            adjust: {
                $0.virtualRouterID = 10
                $0.family = .ipv6
                $0.advertisementInterval = .milliseconds(500)
                $0.advertisedAddresses = [
                    .v6(IPv6Address(high: 0xFE80 << 48, low: 0x0009_0010)), .v6(IPv6Address(high: 0x2001_0DB8_0009_0000, low: 0x10)),
                ]
            }),
    ]

    private func packet(_ captured: Captured) throws -> ReceivedPacket {
        guard captured.bytes[0] >> 4 == 6 else { return try ReceivedPacket(datagram: captured.bytes.span) }
        return ReceivedPacket(
            source: Self.linkLocal, destination: ProtocolConstants.multicastGroup6, timeToLive: captured.bytes[7], payload: Array(captured.bytes[40...]))
    }

    @Test("are listened to, without a complaint", arguments: all)
    func accepted(_ captured: Captured) throws {
        var parameters = RouterUnderTest.parameters
        captured.adjust(&parameters)
        parameters.priority = 90
        let own: IPAddress = parameters.family == .ipv4 ? IPAddress(10, 9, 0, 2) : .v6(IPv6Address(high: 0xFE80 << 48, low: 2))
        var router = VirtualRouter(parameters: parameters, primaryAddress: own, authenticator: OpenSSLAuthenticator())
        let now = MonotonicInstant(nanoseconds: 0)
        _ = router.start(now: now)
        #expect(router.received(try packet(captured), now: now).isEmpty)
        #expect(router.counters.advertisementsReceived == 1)
        #expect(router.counters.addressListErrors == 0)
        #expect(router.masterPriority == 100)
    }

    @Test("are the packets that we send, byte by byte", arguments: all)
    func madeAgain(_ captured: Captured) throws {
        var parameters = RouterUnderTest.parameters
        captured.adjust(&parameters)
        let received = try packet(captured)
        var advertisement = try #require(
            Advertisement(
                version: parameters.usedVersion, family: parameters.family, virtualRouterID: parameters.virtualRouterID, priority: 100,
                interval: parameters.usedInterval, authentication: parameters.usedVersion == .version2 ? parameters.authentication.field : .none,
                addresses: parameters.advertisedAddresses))
        advertisement.seal = captured.seal
        let outgoing = try #require(
            OutgoingAdvertisement(advertisement, source: received.source, destination: received.destination, identification: 1))
        let header = captured.bytes[0] >> 4 == 6 ? 40 : 0
        #expect(outgoing.encode(OpenSSLAuthenticator()) == Array(captured.bytes[header...]))
    }
}
