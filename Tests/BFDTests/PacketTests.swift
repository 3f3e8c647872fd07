import BFD
import NetworkTypes
import PacketDissection
import Testing

@Suite("BFD control packets")
struct PacketTests {
    /// What Debian's keepalived 2.2.7 has sent: a session that is up, 200 ms, multiplier 3.
    static let keepalived = hex("20 c0 03 18  38 34 03 de  ca b8 b3 27  00 03 0d 40  00 03 0d 40  00 00 00 00")

    @Test("a packet of keepalived's says what keepalived was told to say")
    func golden() throws {
        let packet = try BFDPacket(decoding: Self.keepalived.span)
        #expect(packet.state == .up && packet.diagnostic == .none && packet.multiplier == 3)
        #expect(packet.myDiscriminator == 0x3834_03DE && packet.yourDiscriminator == 0xCAB8_B327)
        #expect(packet.desiredTransmitInterval == 200_000 && packet.requiredReceiveInterval == 200_000 && packet.requiredEchoInterval == 0)
        #expect(!packet.isPoll && !packet.isFinal && !packet.isDemand && !packet.isIndependentOfControlPlane)
        #expect(packet.encode() == Self.keepalived)
    }

    @Test("each bit stands where RFC 5880 section 4.1 has it")
    func bits() throws {
        let packet = try BFDPacket(decoding: hex("23 6a 05 18  00000001 00000002 00000003 00000004 00000005").span)
        #expect(packet.state == .down && packet.diagnostic == .neighbourSignalledDown)
        #expect(packet.isPoll && !packet.isFinal && packet.isIndependentOfControlPlane && packet.isDemand)
        #expect(packet.requiredEchoInterval == 5)
    }

    @Test(
        "what section 6.8.6 discards is discarded",
        arguments: [
            ("20 c0 03 18 38", BFDPacketError.tooShort(length: 5)),
            ("40 c0 03 18 00000001 00000002 00000003 00000004 00000000", .version(2)),
            ("20 c0 03 17 00000001 00000002 00000003 00000004 00000000", .length(23, received: 24)),
            ("20 c0 03 19 00000001 00000002 00000003 00000004 00000000", .length(25, received: 24)),
            ("20 c4 03 18 00000001 00000002 00000003 00000004 00000000", .length(24, received: 24)),
            ("20 c4 03 1a 00000001 00000002 00000003 00000004 00000000 0102", .authenticated),
            ("20 c0 00 18 00000001 00000002 00000003 00000004 00000000", .zeroMultiplier),
            ("20 c1 03 18 00000001 00000002 00000003 00000004 00000000", .multipoint),
            ("20 c0 03 18 00000000 00000002 00000003 00000004 00000000", .zeroDiscriminator),
            ("20 c0 03 18 00000001 00000000 00000003 00000004 00000000", .missingDiscriminator(.up)),
            ("20 80 03 18 00000001 00000000 00000003 00000004 00000000", .missingDiscriminator(.initializing)),
            ("20 f0 03 18 00000001 00000002 00000003 00000004 00000000", .pollAndFinal),
        ])
    func discarded(_ bytes: String, _ error: BFDPacketError) {
        #expect(throws: error) { try BFDPacket(decoding: hex(bytes).span) }
    }

    @Test("what stands behind the length that the packet says isn't looked at")
    func padding() throws {
        #expect(try BFDPacket(decoding: (Self.keepalived + [1, 2, 3]).span).encode() == Self.keepalived)
    }

    @Test("any value comes back from its bytes")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var packet = BFDPacket(
                state: BFDState.allCases.randomElement(using: &generator) ?? .up, diagnostic: BFDDiagnostic(UInt8.random(in: 0...31, using: &generator)),
                isPoll: Bool.random(using: &generator), multiplier: UInt8.random(in: 1...255, using: &generator),
                myDiscriminator: UInt32.random(in: 1...UInt32.max, using: &generator), yourDiscriminator: UInt32.random(in: 1...UInt32.max, using: &generator),
                desiredTransmitInterval: UInt32.random(in: 0...UInt32.max, using: &generator),
                requiredReceiveInterval: UInt32.random(in: 0...UInt32.max, using: &generator))
            packet?.isDemand = Bool.random(using: &generator)
            let bytes = try #require(packet).encode()
            #expect(try BFDPacket(decoding: bytes.span) == packet, "seed \(seed)")
        }
    }

    @Test("whatever the bytes are, nothing traps", arguments: 0..<4)
    func noise(_ run: UInt64) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed ^ run)
        for _ in 0..<2000 {
            var bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if bytes.count > 3, Bool.random(using: &generator) { (bytes[0], bytes[3]) = (0x20, UInt8(bytes.count)) }
            guard let packet = try? BFDPacket(decoding: bytes.span) else { continue }
            #expect(packet.encode().count == BFDPacket.encodedLength, "seed \(seed)")
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let packet: BFDPacket?
        let fields: [String: String]
    }

    static let cases = [
        Case(
            testDescription: "down, nobody heard",
            packet: BFDPacket(
                state: .down, diagnostic: .detectionTimeExpired, multiplier: 5, myDiscriminator: 7, yourDiscriminator: 0, desiredTransmitInterval: 1_000_000,
                requiredReceiveInterval: 10_000),
            fields: [
                "bfd.version": "1", "bfd.sta": "0x01", "bfd.diag": "0x01", "bfd.detect_time_multiplier": "5", "bfd.my_discriminator": "0x00000007",
                "bfd.your_discriminator": "0x00000000", "bfd.desired_min_tx_interval": "1000000", "bfd.required_min_rx_interval": "10000",
                "bfd.required_min_echo_interval": "0", "bfd.flags.p": "0", "bfd.flags.f": "0", "bfd.message_length": "24",
            ]),
        Case(
            testDescription: "up, a poll",
            packet: BFDPacket(
                state: .up, isPoll: true, multiplier: 3, myDiscriminator: 0xCAFE_0001, yourDiscriminator: 2, desiredTransmitInterval: 50_000,
                requiredReceiveInterval: 60_000),
            fields: ["bfd.sta": "0x03", "bfd.flags.p": "1", "bfd.flags.f": "0", "bfd.flags.d": "0", "bfd.flags.a": "0", "bfd.my_discriminator": "0xcafe0001"]),
        Case(
            testDescription: "AdminDown, the answer to a poll",
            packet: BFDPacket(
                state: .adminDown, diagnostic: .administrativelyDown, isFinal: true, multiplier: 3, myDiscriminator: 1, yourDiscriminator: 2,
                desiredTransmitInterval: 50_000, requiredReceiveInterval: 60_000),
            fields: ["bfd.sta": "0x00", "bfd.diag": "0x07", "bfd.flags.p": "0", "bfd.flags.f": "1"]),
    ]

    @Test("tshark is installed")
    func installed() {
        #expect(Dissection.isPossible, "install tshark, as scripts/test does")
    }

    @Test("tshark reads what was meant, and finds nothing malformed", arguments: cases)
    func dissected(_ example: Case) throws {
        let payload = try #require(example.packet).encode()
        // Ethernet, IPv4 with its checksum left to whoever sends (0 isn't looked at in UDP), UDP to the port of one hop.
        var datagram = hex("45 c0 0034 0000 4000 ff 11 0000 0a090001 0a090002")
        datagram.set(bigEndian: InternetChecksum.of(datagram), at: 10)
        let frame = hex("024200000002 024200000001 0800") + datagram + hex("c001 0ec8 0020 0000") + payload
        let names = example.fields.keys.sorted() + ["_ws.malformed", "_ws.expert.severity"]
        let values = try Dissection.fields(names, of: frame)
        #expect(values.count == names.count)
        for (name, value) in zip(names, values) { #expect(value == example.fields[name] ?? "", "\(name)") }
    }
}
