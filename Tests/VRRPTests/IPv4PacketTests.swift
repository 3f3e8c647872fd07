import NetworkTypes
import Testing
import VRRP

@Suite("IPv4 packets")
struct IPv4PacketTests {
    private static let header = hex("45 c0 00 28  12 34 00 00  ff 70 1a b8  ac 11 01 96  e0 00 00 12")
    private static let payload = hex("21 33 64 01  01 01 69 b6  ac 11 01 a0  31 31 31 31 00 00 00 00")

    private func decoded(_ adjust: (inout [UInt8]) -> Void) -> Result<ReceivedPacket, IPv4HeaderError> {
        var bytes = Self.header + Self.payload
        adjust(&bytes)
        let datagram = bytes
        return Result { () throws(IPv4HeaderError) in try ReceivedPacket(datagram: datagram.span) }
    }

    @Test("an advertisement is sent with TOS 0xC0, TTL 255, protocol 112 and a right header checksum")
    func encode() throws {
        let source = IPAddress(172, 17, 1, 150)
        let advertisement = try Advertisement(decoding: ReceivedPacket(source: source, payload: Self.payload))
        let outgoing = try #require(OutgoingAdvertisement(advertisement, source: source, identification: 0x1234))
        #expect(outgoing.encode() == Self.header + Self.payload)
    }

    @Test("a payload that doesn't fit into a packet is refused")
    func tooLong() {
        let longest = [UInt8](repeating: 0, count: 65_515)
        #expect(IPv4Datagram(source: .any, destination: .any, identification: 1, payload: longest)?.encode().count == 65_535)
        #expect(IPv4Datagram(source: .any, destination: .any, identification: 1, payload: longest + [0]) == nil)
    }

    @Test("what a raw socket gives is taken apart")
    func decode() throws {
        let packet = try decoded { _ in }.get()
        #expect(packet.source == IPAddress(172, 17, 1, 150))
        #expect(packet.destination == ProtocolConstants.multicastGroup)
        #expect(packet.timeToLive == 255)
        #expect(packet.payload == Self.payload)
        #expect(packet.virtualRouterID == 51)
    }

    @Test("options are skipped, and so is the padding of a short Ethernet frame")
    func optionsAndPadding() throws {
        let packet = try decoded { bytes in
            bytes[0] = 0x46
            bytes[3] = 0x2C
            bytes.insert(contentsOf: [1, 1, 1, 0], at: 20)
            bytes += [UInt8](repeating: 0, count: 6)
        }.get()
        #expect(packet.payload == Self.payload)
    }

    @Test("a router alert without payload is too short to name a virtual router")
    func noPayload() throws {
        #expect(try decoded { $0[3] = 20 }.get().virtualRouterID == nil)
    }

    @Test("headers that can't be right are refused")
    func errors() {
        #expect(decoded { $0 = Array($0.prefix(19)) } == .failure(.tooShort(19)))
        #expect(decoded { $0[0] = 0x65 } == .failure(.version(6)))
        #expect(decoded { $0[0] = 0x44 } == .failure(.headerLength(16)))
        #expect(decoded { $0[3] = 19 } == .failure(.totalLength(19, received: 40)))
        #expect(decoded { $0[3] = 41 } == .failure(.totalLength(41, received: 40)))
        #expect(decoded { $0[0] = 0x4F } == .failure(.totalLength(40, received: 40)))
        #expect(decoded { $0[6] = 0x20 } == .failure(.fragment))
        #expect(decoded { $0[7] = 1 } == .failure(.fragment))
        #expect(decoded { $0[9] = 50 } == .failure(.protocolNumber(50)))
    }

    @Test("don't fragment is no fragment")
    func dontFragment() throws {
        #expect(try decoded { $0[6] = 0x40 }.get().payload == Self.payload)
    }
}

@Suite("Gratuitous ARP")
struct GratuitousARPTests {
    @Test("is a broadcast request from the address for the address, with a target hardware address of all ones")
    func goldenBytes() throws {
        let hardware = try #require(EthernetAddress(bytes: [0x02, 0x42, 0xac, 0x11, 0x01, 0x96]))
        let frame = GratuitousARP(address: IPv4Address(172, 17, 1, 160), hardwareAddress: hardware).encode()
        #expect(frame == hex("""
            ff ff ff ff ff ff  02 42 ac 11 01 96  08 06
            00 01  08 00  06 04  00 01
            02 42 ac 11 01 96  ac 11 01 a0
            ff ff ff ff ff ff  ac 11 01 a0
            """))
        #expect(frame.count == GratuitousARP.encodedLength)
    }
}
