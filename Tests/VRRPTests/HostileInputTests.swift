import NetworkTypes
import Testing
import VRRP

/// Bytes that nobody in his right mind would send. A decoder may refuse them in any way, but must come back.
@Suite("Hostile input")
struct HostileInputTests {
    private let seed = UInt64.random(in: 0...UInt64.max)

    private func good() -> [UInt8] {
        RouterUnderTest.backup().advertisement(priority: 150)
    }

    private func datagram(_ payload: [UInt8]) -> [UInt8] {
        IPv4Datagram(
            source: IPv4Address(10, 0, 0, 3), destination: IPv4Address(224, 0, 0, 18), identification: 7, payload: payload)?.encode() ?? []
    }

    /// Random bytes, or good ones of which some were changed, cut off or added.
    private func spoilt(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        if generator.chance(of: 4) {
            return (0..<Int.random(in: 0...64, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        if generator.chance(of: 3) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
        if generator.chance(of: 3) { bytes += [UInt8](repeating: 0xFF, count: Int.random(in: 0...40, using: &generator)) }
        return bytes
    }

    @Test("no bytes make a decoder trap")
    func decoders() {
        var generator = SeededGenerator(seed: seed)
        print("HostileInputTests.decoders: seed \(seed)")
        let payload = good()
        let packet = datagram(payload)
        for _ in 0..<100_000 {
            let bytes = spoilt(packet, using: &generator)
            _ = try? ReceivedPacket(datagram: bytes.span)
            let inner = spoilt(payload, using: &generator)
            let source = generator.chance(of: 2) ? RouterUnderTest.higherAddress : .v6(IPv6Address(high: 0xFE80 << 48, low: 3))
            if let decoded = try? Advertisement(decoding: ReceivedPacket(source: source, payload: inner)) {
                #expect(decoded.encodedLength == inner.count, "seed \(seed)")
            }
        }
    }

    @Test("no sequence of packets, times and calls makes a router trap, forget its timer, or log without end")
    func router() {
        print("HostileInputTests.router: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var test = RouterUnderTest { $0.authentication = .none }
        var payload = test.advertisement(priority: 150)
        var lines = 0
        for _ in 0..<100_000 {
            test.now = test.now + generator.duration(below: .milliseconds(1))
            var effects: [VirtualRouter.Effect] = []
            switch Int.random(in: 0..<2000, using: &generator) {
            case 0: effects = test.start(adopting: generator.chance(of: 2))
            case 1: effects = test.router.stop(now: test.now)
            case 2: effects = test.router.interfaceDown(now: test.now)
            case 3: effects = test.router.interfaceUp(now: test.now)
            case 4: effects = test.runToDeadline()
            case 5: payload = test.advertisement(priority: UInt8.random(in: 0...255, using: &generator))
            default:
                let source = IPAddress(10, 0, 0, UInt8.random(in: 0...255, using: &generator))
                let packet = ReceivedPacket(source: source, payload: spoilt(payload, using: &generator))
                effects = test.router.received(packet, now: test.now)
            }
            lines += effects.lines.count
            let mustHaveTimer = test.router.state == .backup || test.router.state == .master
            #expect((test.router.deadline != nil) == mustHaveTimer, "seed \(seed)")
            if let remaining = test.remaining { #expect(remaining <= .seconds(4), "seed \(seed)") }
        }
        #expect(lines < 20_000, "seed \(seed)")
    }
}

extension SeededGenerator {
    /// True once in `count` times.
    fileprivate mutating func chance(of count: Int) -> Bool {
        Int.random(in: 0..<count, using: &self) == 0
    }
}
