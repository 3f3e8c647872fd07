import Cryptography
import NetworkTypes
import PacketDissection
import Testing
import VRRP

/// Each kind of packet as another decoder reads it. Where tshark is missing these tests fail: scripts/test installs it.
@Suite("Packets as tshark reads them")
struct TsharkTests {
    private static let hardware: [UInt8] = [0x02, 0x42, 0xAC, 0x11, 0x01, 0x96]
    private static let source = IPAddress(172, 17, 1, 150)
    private static let source6 = IPAddress.v6(IPv6Address(high: 0xFE80 << 48, low: 0x0042_ACFF_FE11_0196))

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let frame: [UInt8]
        /// Fields of tshark with what it must say of them.
        let fields: [String: String]
    }

    private static func advertisement(
        _ version: ProtocolVersion, _ field: AuthenticationField = .none, centiseconds: Int = 100, seal: Seal = .none, addresses: [IPAddress]
    ) -> Advertisement? {
        var advertisement = Advertisement(
            version: version, family: addresses[0].family, virtualRouterID: 51, priority: 150,
            interval: AdvertisementInterval(nearest: .milliseconds(10 * centiseconds), version: version), authentication: field, addresses: addresses)
        advertisement?.seal = seal
        return advertisement
    }

    /// Ethernet, and on IPv6 the header that the kernel writes, before what is sent.
    private static func frame(_ advertisement: Advertisement?, to destination: IPAddress? = nil) -> [UInt8] {
        guard let advertisement else { return [] }
        let source = advertisement.family == .ipv4 ? source : source6
        let outgoing = OutgoingAdvertisement(advertisement, source: source, destination: destination, identification: 7)
        let bytes = outgoing?.encode(OpenSSLAuthenticator()) ?? []
        let multicast: [UInt8] = advertisement.family == .ipv4 ? [1, 0, 0x5E, 0, 0, 0x12] : [0x33, 0x33, 0, 0, 0, 0x12]
        if advertisement.family == .ipv4 { return multicast + hardware + [0x08, 0x00] + bytes }
        var header: [UInt8] = [0x86, 0xDD, 0x6C, 0, 0, 0, UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count), 112, 255]
        header += source.bytes
        header += ProtocolConstants.multicastGroup6.bytes
        return multicast + hardware + header + bytes
    }

    private static let one = [IPAddress(172, 17, 1, 160)]
    private static let six: [IPAddress] = [
        .v6(IPv6Address(high: 0xFE80 << 48, low: 0x160)), .v6(IPv6Address(high: 0x2001_0DB8 << 32, low: 0x160)),
    ]
    private static let common = ["vrrp.virt_rtr_id": "51", "vrrp.prio": "150", "vrrp.type": "1", "vrrp.checksum.status": "1"]

    private static func with(_ fields: [String: String]) -> [String: String] { common.merging(fields) { $1 } }

    static let cases: [Case] = [
        Case(
            testDescription: "version 2",
            frame: frame(advertisement(.version2, addresses: one)),
            fields: with([
                "vrrp.version": "2", "vrrp.auth_type": "0", "vrrp.adver_int": "1", "vrrp.addr_count": "1", "vrrp.ip_addr": "172.17.1.160", "ip.ttl": "255",
                "ip.dst": "224.0.0.18", "ip.dsfield": "0xc0",
            ])),
        Case(
            testDescription: "version 2, PASS",
            frame: frame(advertisement(.version2, .password("1111".utf8), addresses: one)),
            fields: with(["vrrp.version": "2", "vrrp.auth_type": "1", "vrrp.auth_string": "1111"])),
        Case(
            testDescription: "version 2, AH",
            frame: frame(advertisement(.version2, .header, seal: .header(key: Array("secret12".utf8), sequenceNumber: 77), addresses: one)),
            fields: with(["vrrp.version": "2", "vrrp.auth_type": "2", "ip.proto": "51", "ah.next_header": "112", "ah.sequence": "77", "ah.spi": "0xac110196"])),
        Case(
            testDescription: "version 3 on IPv4",
            frame: frame(advertisement(.version3, centiseconds: 25, addresses: one)),
            fields: with(["vrrp.version": "3", "vrrp.short_adver_int": "25", "vrrp.ip_addr": "172.17.1.160"])),
        Case(
            testDescription: "version 3 to a peer",
            frame: frame(advertisement(.version3, addresses: one), to: IPAddress(172, 17, 1, 151)),
            fields: with(["vrrp.version": "3", "vrrp.short_adver_int": "100", "ip.dst": "172.17.1.151"])),
        Case(
            testDescription: "version 3 on IPv6",
            frame: frame(advertisement(.version3, centiseconds: 4095, addresses: six)),
            fields: with([
                "vrrp.version": "3", "vrrp.short_adver_int": "4095", "vrrp.addr_count": "2", "vrrp.ipv6_addr": "fe80::160,2001:db8::160", "ipv6.hlim": "255",
                "ipv6.dst": "ff02::12",
            ])),
        Case(
            testDescription: "gratuitous ARP",
            frame: EthernetAddress(bytes: hardware).map { GratuitousARP(address: IPv4Address(172, 17, 1, 160), hardwareAddress: $0).encode() } ?? [],
            fields: [
                "arp.opcode": "1", "arp.isgratuitous": "1", "arp.src.proto_ipv4": "172.17.1.160", "arp.dst.proto_ipv4": "172.17.1.160",
                "arp.src.hw_mac": "02:42:ac:11:01:96", "eth.dst": "ff:ff:ff:ff:ff:ff",
            ]),
        Case(
            testDescription: "unsolicited neighbour advertisement",
            frame: EthernetAddress(bytes: hardware).map {
                UnsolicitedNeighbourAdvertisement(address: IPv6Address(high: 0x2001_0DB8 << 32, low: 0x160), hardwareAddress: $0, isRouter: true).encode()
            } ?? [],
            fields: [
                "icmpv6.type": "136", "icmpv6.checksum.status": "1", "icmpv6.nd.na.flag.o": "1", "icmpv6.nd.na.flag.r": "1", "icmpv6.nd.na.flag.s": "0",
                "icmpv6.nd.na.target_address": "2001:db8::160", "icmpv6.opt.linkaddr": "02:42:ac:11:01:96", "ipv6.hlim": "255", "ipv6.dst": "ff02::1",
            ]),
    ]

    @Test("tshark is installed")
    func installed() {
        #expect(Dissection.isPossible, "install tshark, as scripts/test does")
    }

    @Test("each says what was meant, its checksum is right, and nothing in it is malformed", arguments: cases)
    func decoded(_ example: Case) throws {
        let names = example.fields.keys.sorted() + ["_ws.malformed", "_ws.expert.severity"]
        let values = try Dissection.fields(names, of: example.frame)
        #expect(values.count == names.count)
        for (name, value) in zip(names, values) {
            #expect(value == example.fields[name] ?? "", "\(name)")
        }
    }
}
