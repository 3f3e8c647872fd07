import BFD
import NetworkTypes

enum BFDFuzzing {
    private static let now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    private static let neighbour = IPAddress(10, 0, 0, 2)

    private static func hear(_ session: inout BFDSession, _ state: BFDState) {
        let packet = BFDPacket(
            state: state, multiplier: 3, myDiscriminator: 2, yourDiscriminator: 1, desiredTransmitInterval: 10_000, requiredReceiveInterval: 10_000)
        if let packet { _ = try? session.received(packet, hopLimit: 255, now: now) }
    }

    /// One session in each state, and one that waits to be spoken to.
    private static let sessions: [BFDSession] = {
        let definition = BFDSessionDefinition(name: "fuzz", neighbour: neighbour)
        var down = BFDSession(definition, discriminator: 1, generator: SeededGenerator(seed: 1))
        _ = down.start(now: now, silence: .seconds(3))
        var initializing = down
        hear(&initializing, .down)
        var up = initializing
        hear(&up, .up)
        var passive = BFDSession(
            BFDSessionDefinition(name: "fuzz", neighbour: neighbour, multiplier: 1, isPassive: true, hops: nil), discriminator: 1,
            generator: SeededGenerator(seed: 2))
        _ = passive.start(now: now, silence: .zero)
        return [down, initializing, up, passive]
    }()

    /// Packets of 24 bytes one after the other, as they would come in.
    static func receive(_ bytes: [UInt8]) {
        var index = BFDSessionIndex()
        index.add(BFDSessionDefinition.Path(neighbour: neighbour, source: nil, isMultihop: false), discriminator: 1)
        for session in sessions {
            var session = session
            var time = now
            for start in stride(from: 0, through: bytes.count, by: BFDPacket.encodedLength) {
                let piece = Array(bytes[start..<min(bytes.count, start + 2 * BFDPacket.encodedLength)])
                guard let packet = try? BFDPacket(decoding: piece.span) else { continue }
                precondition((try? BFDPacket(decoding: packet.encode().span)) == packet, "a packet that reads back as another")
                _ = try? index.session(for: packet, from: neighbour, to: neighbour, isMultihop: false)
                let effects = (try? session.received(packet, hopLimit: packet.multiplier, now: time)) ?? []
                precondition(effects.count < 16, "one packet, \(effects.count) effects")
                time = session.deadline.map { max($0, time) } ?? time
                precondition(session.advance(now: time).count < 16, "one deadline, many effects")
                precondition(session.deadline.map { $0 > time } ?? true, "a deadline that stays")
            }
            if let memory = session.memory { precondition(BFDSessionMemory(text: memory.text) == memory, "a memory that reads back as another") }
        }
        _ = BFDSessionMemory(text: String(decoding: bytes, as: UTF8.self))
    }
}
