import BFD
import NetworkTypes

/// Two ends of a path in virtual time. Packets take a while, may be lost, and may overtake each other.
struct SimulatedPath {
    struct Conditions {
        /// Of a packet, in percent.
        var loss = 0
        /// So many packets that would be lost one after the other are lost; the next one isn't.
        var mostLostInARow = Int.max
        var delay: ClosedRange<Duration> = .milliseconds(1) ... .milliseconds(5)
        /// Whether packets may arrive in another order. BFD suffers from that: nothing in a packet tells that it is old.
        var mayOvertake = false
        /// How late an end may wake up.
        var lateness = Duration.zero
    }

    struct End {
        var session: BFDSession
        var isCut = false
        var lostInARow = 0
        /// What was said, and when.
        var reports: [(isUp: Bool, at: MonotonicInstant)] = []
        var wakesAt: MonotonicInstant?
        var lastSentArrives = MonotonicInstant(nanoseconds: 0)
        var lastArrival: MonotonicInstant?

        /// It came up, and never went down again.
        var hasStayedUp: Bool { reports.drop { !$0.isUp }.map(\.isUp) == [true] }
    }

    private struct Flight {
        var arrives: MonotonicInstant
        var sequence: Int
        var receiver: Int
        var packet: BFDPacket
    }

    var ends: [End] = []
    var conditions = Conditions()
    private(set) var now = MonotonicInstant(nanoseconds: 50_000_000_000)
    private var flights: [Flight] = []
    private var sequence = 0
    private(set) var generator: SeededGenerator

    init(_ first: BFDSessionDefinition, _ second: BFDSessionDefinition, seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        for (index, definition) in [first, second].enumerated() {
            let session = BFDSession(definition, discriminator: UInt32(index) + 1, generator: SeededGenerator(seed: generator.next()))
            ends.append(End(session: session))
        }
    }

    mutating func start(_ index: Int) {
        perform(ends[index].session.start(now: now, silence: .seconds(3)), at: index)
    }

    /// The process of an end dies without a word, and another one begins: it knows what the last one has left, or nothing.
    mutating func restart(_ index: Int, remembers: Bool) {
        let old = ends[index].session
        let discriminator = remembers ? old.discriminator : UInt32.random(in: 100...UInt32.max, using: &generator)
        ends[index].session = BFDSession(old.definition, discriminator: discriminator, generator: SeededGenerator(seed: generator.next()))
        ends[index].lostInARow = 0
        if remembers, let memory = old.memory {
            perform(ends[index].session.resume(memory, now: now), at: index)
        } else {
            perform(ends[index].session.start(now: now, silence: .zero), at: index)
        }
    }

    mutating func reconfigure(_ index: Int, _ change: (inout BFDSessionDefinition) -> Void) {
        var definition = ends[index].session.definition
        change(&definition)
        perform(ends[index].session.reconfigure(to: definition, now: now), at: index)
    }

    mutating func stop(_ index: Int) {
        perform(ends[index].session.stop(now: now), at: index)
    }

    mutating func run(for duration: Duration) {
        let end = now + duration
        while true {
            let arrival = flights.indices.min { (flights[$0].arrives, flights[$0].sequence) < (flights[$1].arrives, flights[$1].sequence) }
            let waking = ends.indices.filter { ends[$0].wakesAt != nil }.min { (ends[$0].wakesAt ?? end) < (ends[$1].wakesAt ?? end) }
            let wakes = waking.flatMap { ends[$0].wakesAt }
            // Like the loop of the program, an end takes what has arrived before it looks at its timers.
            if let arrival, flights[arrival].arrives <= min(wakes ?? end, end) {
                now = max(now, flights[arrival].arrives)
                deliver(flights.remove(at: arrival))
            } else if let waking, let wakes, wakes <= end {
                now = max(now, wakes)
                ends[waking].wakesAt = nil
                perform(ends[waking].session.advance(now: now), at: waking)
            } else {
                break
            }
        }
        now = end
    }

    private mutating func deliver(_ flight: Flight) {
        let index = flight.receiver
        let yours = flight.packet.yourDiscriminator
        guard !ends[index].isCut, yours == 0 || yours == ends[index].session.discriminator else { return }
        guard let effects = try? ends[index].session.received(flight.packet, hopLimit: 255, now: now) else { return }
        ends[index].lastArrival = now
        perform(effects, at: index)
    }

    private mutating func perform(_ effects: [BFDSession.Effect], at index: Int) {
        for effect in effects {
            switch effect {
            case .transmit(let packet): send(packet, from: index)
            case .reported(let isUp): ends[index].reports.append((isUp, now))
            case .log, .stateChanged: break
            }
        }
        let lateness = generator.duration(below: conditions.lateness)
        ends[index].wakesAt = ends[index].session.deadline.map { $0 + lateness }
    }

    private mutating func send(_ packet: BFDPacket, from index: Int) {
        // What goes over the wire comes back from it.
        let bytes = packet.encode()
        guard let packet = try? BFDPacket(decoding: bytes.span), !ends[index].isCut else { return }
        let isLost = Int.random(in: 0..<100, using: &generator) < conditions.loss && ends[index].lostInARow < conditions.mostLostInARow
        ends[index].lostInARow = isLost ? ends[index].lostInARow + 1 : 0
        if isLost { return }
        let spread = conditions.delay.upperBound - conditions.delay.lowerBound
        var arrives = now + conditions.delay.lowerBound + generator.duration(below: spread)
        if !conditions.mayOvertake { arrives = max(arrives, ends[index].lastSentArrives) }
        ends[index].lastSentArrives = arrives
        sequence += 1
        flights.append(Flight(arrives: arrives, sequence: sequence, receiver: 1 - index, packet: packet))
    }
}
