import BFD
import NetworkTypes

/// A session and what its owner would do with it.
struct SessionUnderTest {
    var session: BFDSession
    var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    var sent: [BFDPacket] = []
    var reports: [Bool] = []
    var lines: [String] = []

    static let definition = BFDSessionDefinition(
        name: "router", neighbour: IPAddress(10, 9, 0, 2), receiveInterval: .milliseconds(200), transmitInterval: .milliseconds(100), multiplier: 3)

    init(_ definition: BFDSessionDefinition = definition, seed: UInt64 = 1, silence: Duration = .seconds(3), starts: Bool = true) {
        session = BFDSession(definition, discriminator: 11, generator: SeededGenerator(seed: seed))
        if starts { perform(session.start(now: now, silence: silence)) }
    }

    mutating func perform(_ effects: [BFDSession.Effect]) {
        for effect in effects {
            switch effect {
            case .transmit(let packet): sent.append(packet)
            case .reported(let isUp): reports.append(isUp)
            case .log(let event): lines.append(event.description)
            case .stateChanged: break
            }
        }
    }

    /// A packet of the neighbour's, whose discriminator is 22.
    mutating func hear(
        _ state: BFDState, interval: UInt32 = 100_000, least: UInt32 = 50_000, multiplier: UInt8 = 4, isPoll: Bool = false, isFinal: Bool = false,
        isDemand: Bool = false, hopLimit: UInt8 = 255
    ) throws {
        var packet = BFDPacket(
            state: state, isPoll: isPoll, isFinal: isFinal, multiplier: multiplier, myDiscriminator: 22, yourDiscriminator: 11,
            desiredTransmitInterval: interval, requiredReceiveInterval: least)
        packet?.isDemand = isDemand
        if let packet { perform(try session.received(packet, hopLimit: hopLimit, now: now)) }
    }

    /// Lets time pass.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        while let due = session.deadline, due <= end {
            now = max(now, due)
            perform(session.advance(now: now))
        }
        now = end
    }

    /// Until it is up, with nothing left to be settled.
    mutating func comeUp() throws {
        try hear(.down)
        try hear(.up, isFinal: false)
        try hear(.up, isFinal: true)
    }

    mutating func take() -> [BFDPacket] {
        defer { sent = [] }
        return sent
    }
}
