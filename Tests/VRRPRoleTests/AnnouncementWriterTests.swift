import NetworkTypes
import Testing
import VRRP

@testable import VRRPRole

@Suite("Frames that announce addresses")
struct AnnouncementWriterTests {
    private static let hardware = EthernetAddress(bits: 0x0200_0000_0007)

    private func announcement(_ address: IPAddress, on interface: String) -> AnnouncementQueue.Announcement {
        AnnouncementQueue.Announcement(owner: "VI_1", address: address, interfaceIndex: 7, interface: interface)
    }

    @Test("a neighbour advertisement says that it comes from a router where its interface forwards, and is asked once for a row", arguments: [true, false])
    func routerFlag(forwards: Bool) {
        let six = IPAddress.v6(IPv6Address(high: 0x2001_0DB8 << 32, low: 1))
        var asked: [String] = []
        var writer = AnnouncementWriter(index: 7, address: Self.hardware) {
            asked.append($0)
            return forwards
        }
        var bytes: [UInt8] = []
        for _ in 0..<3 { writer.write(announcement(six, on: "eth7"), to: &bytes) }
        #expect(bytes.count == 3 * UnsolicitedNeighbourAdvertisement.encodedLength)
        // Behind Ethernet, IPv6 and the type, code and checksum of ICMPv6 (RFC 4861 section 4.4); O is set, S isn't.
        #expect(bytes[14 + 40 + 4] == (forwards ? 0xA0 : 0x20))
        #expect(asked == ["eth7"])
    }

    @Test("for IPv4 nobody asks what is forwarded")
    func gratuitousARP() {
        var writer = AnnouncementWriter(index: 7, address: Self.hardware) { _ in
            Issue.record("asked")
            return true
        }
        var bytes: [UInt8] = []
        writer.write(announcement(IPAddress(192, 0, 2, 1), on: "eth7"), to: &bytes)
        var expected: [UInt8] = []
        GratuitousARP(address: IPv4Address(192, 0, 2, 1), hardwareAddress: Self.hardware).write(to: &expected)
        #expect(bytes == expected)
    }
}
