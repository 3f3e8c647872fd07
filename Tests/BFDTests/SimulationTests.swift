import BFD
import NetworkTypes
import Testing

/// Two sessions that talk to each other, over paths and with intervals that follow from a seed.
@Suite("BFD over a simulated path")
struct SimulationTests {
    static let seeds: [UInt64] = (0..<120).map { _ in UInt64.random(in: 0...UInt64.max) }

    private static func path(_ seed: UInt64, mayBePassive: Bool = true) -> SimulatedPath {
        var generator = SeededGenerator(seed: seed ^ 0xBFD)
        let passive = mayBePassive ? Int.random(in: 0...3, using: &generator) : 3
        let definitions = (0..<2).map { index in
            BFDSessionDefinition(
                name: "s", neighbour: IPAddress(10, 0, 0, UInt8(2 - index)), receiveInterval: .milliseconds(Int.random(in: 20...500, using: &generator)),
                transmitInterval: .milliseconds(Int.random(in: 20...500, using: &generator)),
                idleInterval: .milliseconds(Int.random(in: 1000...3000, using: &generator)), multiplier: UInt8.random(in: 3...6, using: &generator),
                isPassive: index == passive)
        }
        var path = SimulatedPath(definitions[0], definitions[1], seed: seed)
        path.start(0)
        path.run(for: .milliseconds(Int.random(in: 0...2000, using: &generator)))
        path.start(1)
        return path
    }

    private func bothUp(_ path: SimulatedPath) -> Bool { path.ends.allSatisfy { $0.session.state == .up } }

    @Test("both ends come up within three idle intervals")
    func comesUp() {
        for seed in Self.seeds {
            var path = Self.path(seed)
            path.run(for: .seconds(9))
            #expect(bothUp(path), "seed \(seed)")
            #expect(path.ends.allSatisfy { !$0.session.status.isPolling }, "seed \(seed)")
            let (first, second) = (path.ends[0].session.status.times, path.ends[1].session.status.times)
            #expect(first.localTransmit == second.remoteTransmit && first.localReceive == second.remoteReceive, "seed \(seed)")
        }
    }

    /// The detection time is a multiple of the full interval, and packets leave up to a quarter earlier: as long as fewer than the multiplier
    /// are lost in a row, one comes in time, if delays don't differ by more than the jitter spares.
    @Test("fewer lost packets than the multiplier never bring a session down")
    func survivesLoss() {
        for seed in Self.seeds {
            var path = Self.path(seed)
            path.run(for: .seconds(9))
            path.conditions.loss = 60
            path.conditions.delay = .milliseconds(1) ... .milliseconds(2)
            let multiplier = path.ends.map { Int($0.session.definition.multiplier) }.min() ?? 3
            path.conditions.mostLostInARow = multiplier - 2
            path.run(for: .seconds(60))
            #expect(path.ends.allSatisfy { $0.hasStayedUp }, "seed \(seed)")
        }
    }

    @Test("a neighbour that falls silent is noticed within the detection time, and found again")
    func detectsSilence() {
        for seed in Self.seeds {
            var path = Self.path(seed)
            path.run(for: .seconds(9))
            path.conditions.lateness = .milliseconds(5)
            path.run(for: .milliseconds(777))
            path.ends[1].isCut = true
            let limit = path.ends[0].session.status.times.detectionTime
            path.run(for: .seconds(8))
            guard let heard = path.ends[0].lastArrival, let last = path.ends[0].reports.last else {
                Issue.record("nothing was heard, seed \(seed)")
                continue
            }
            #expect(!last.isUp && last.at - heard >= limit && last.at - heard <= limit + .milliseconds(10), "seed \(seed)")
            path.ends[1].isCut = false
            path.run(for: .seconds(12))
            #expect(bothUp(path), "seed \(seed)")
        }
    }

    @Test("a neighbour that ends in good order is noticed at once")
    func hearsStop() {
        for seed in Self.seeds.prefix(50) {
            var path = Self.path(seed)
            path.run(for: .seconds(9))
            path.stop(1)
            path.run(for: .milliseconds(6))
            #expect(path.ends[0].session.state == .down, "seed \(seed)")
        }
    }

    @Test("other intervals are agreed on without a moment down")
    func reconfigures() {
        for seed in Self.seeds {
            var path = Self.path(seed)
            path.run(for: .seconds(9))
            var generator = SeededGenerator(seed: seed)
            path.conditions.loss = 20
            path.conditions.mostLostInARow = 1
            for _ in 0..<6 {
                let transmit = Duration.milliseconds(Int.random(in: 20...1500, using: &generator))
                let receive = Duration.milliseconds(Int.random(in: 20...1500, using: &generator))
                path.reconfigure(Int.random(in: 0...1, using: &generator)) {
                    $0.transmitInterval = transmit
                    $0.receiveInterval = receive
                }
                path.run(for: .milliseconds(Int.random(in: 0...4000, using: &generator)))
            }
            path.run(for: .seconds(30))
            #expect(path.ends.allSatisfy { $0.hasStayedUp && !$0.session.status.isPolling }, "seed \(seed)")
            for index in 0...1 {
                let times = path.ends[index].session.status.times
                #expect(times.localTransmit == path.ends[index].session.definition.transmitInterval, "seed \(seed)")
                #expect(times.remoteTransmit == path.ends[1 - index].session.definition.transmitInterval, "seed \(seed)")
            }
        }
    }

    @Test("a process that dies and is restarted in time goes unnoticed; one that has forgotten everything comes up again")
    func restarts() {
        for seed in Self.seeds {
            var path = Self.path(seed, mayBePassive: false)
            path.run(for: .seconds(9))
            path.restart(0, remembers: true)
            path.run(for: .seconds(5))
            #expect(path.ends[1].hasStayedUp && bothUp(path), "seed \(seed)")
            path.restart(0, remembers: false)
            path.run(for: .seconds(15))
            #expect(bothUp(path), "seed \(seed)")
        }
    }

    @Test("after any mishap both ends are up again")
    func converges() {
        for seed in Self.seeds {
            var path = Self.path(seed, mayBePassive: false)
            var generator = SeededGenerator(seed: seed &+ 1)
            path.conditions = SimulatedPath.Conditions(loss: 40, delay: .zero ... .milliseconds(300), mayOvertake: true, lateness: .milliseconds(50))
            for _ in 0..<20 {
                let end = Int.random(in: 0...1, using: &generator)
                switch Int.random(in: 0...4, using: &generator) {
                case 0: path.ends[end].isCut.toggle()
                case 1: path.restart(end, remembers: Bool.random(using: &generator))
                case 2: path.reconfigure(end) { $0.transmitInterval = .milliseconds(30) }
                default: break
                }
                path.run(for: .milliseconds(Int.random(in: 0...2000, using: &generator)))
            }
            path.conditions = SimulatedPath.Conditions()
            for index in 0...1 { path.ends[index].isCut = false }
            path.run(for: .seconds(20))
            #expect(bothUp(path), "seed \(seed)")
        }
    }
}
