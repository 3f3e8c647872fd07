import NetworkTypes
import SimulatedNetwork
import Testing
import VRRP

/// A network without loss or partitions, on which directors come and go: how long a VIP may have no owner, or two.
@Suite("Simulation: bounds on a quiet network")
struct TakeoverBoundsTests {
    private static let identifier: UInt8 = 51
    private static let interval = Duration.seconds(1)
    private static let delay = Duration.milliseconds(5)
    private static let jitter = Duration.milliseconds(10)
    /// Clocks that run up to 100 ppm apart, and the rounding of times.
    private static let slack = Duration.milliseconds(2)
    /// Three intervals and the skew time of the lowest priority used; the advertisement's way; the wake-up.
    private static let masterDown = interval * 3 + .nanoseconds(1_000_000_000 * (256 - 50) / 256) + delay + jitter + slack
    private static let skew = masterDown - interval * 3

    private func network(seed: UInt64, _ count: UInt8) -> SimulatedNetwork {
        var generator = SeededGenerator(seed: seed)
        var network = SimulatedNetwork(seed: seed, isTracing: Seeds.replayed != nil)
        network.conditions.maximumDelay = Self.delay
        network.wakeupJitter = Self.jitter
        let priorities = (50...254).shuffled(using: &generator).prefix(Int(count))
        for (number, priority) in zip(UInt8(1)..., priorities) {
            let parameters = VirtualRouterParameters(
                name: "VI_51", virtualRouterID: Self.identifier, priority: UInt8(priority), advertisementInterval: Self.interval,
                advertisedAddresses: [IPAddress(192, 0, 2, 1)])
            let clock = DirectorClock(offset: .seconds(Int(number) * 1000), drift: Int64.random(in: -100...100, using: &generator))
            let index = network.addDirector(address: IPAddress(10, 0, 0, number), configuration: [parameters], clock: clock)
            network.start(index)
        }
        network.run(for: .seconds(10))
        return network
    }

    /// Does one thing to the master, and measures the longest times without an owner and with two in what follows.
    private func measure(
        seed: UInt64, _ mishap: (inout SimulatedNetwork, Int) -> Void
    ) -> (network: SimulatedNetwork, unowned: Duration, shared: Duration) {
        var network = network(seed: seed, UInt8(2 + seed % 4))
        // The moment within the master's interval matters.
        network.run(for: .milliseconds(Int(seed * 37 % 1000)))
        let start = network.now
        for master in network.masters(of: Self.identifier) { mishap(&network, master) }
        network.run(for: .seconds(20))
        let history = network.ownership[Self.identifier]
        return (
            network, history?.longest(withOwners: 0...0, within: start..<network.now) ?? .zero,
            history?.longest(withOwners: 2...9, within: start..<network.now) ?? .zero
        )
    }

    private func expect(
        unowned unownedBound: Duration, shared sharedBound: Duration, sourceLocation: SourceLocation = #_sourceLocation,
        after mishap: (inout SimulatedNetwork, Int) -> Void
    ) {
        for seed in Seeds.all(100) {
            let (network, unowned, shared) = measure(seed: seed, mishap)
            if unowned <= unownedBound, shared <= sharedBound { continue }
            let complaint = "unowned for \(unowned.secondsText) s (at most \(unownedBound.secondsText)), "
                + "owned twice for \(shared.secondsText) s (at most \(sharedBound.secondsText))"
            report([complaint], of: network, sourceLocation: sourceLocation)
            return
        }
    }

    @Test("a master that loses its power is replaced within the master down interval")
    func crash() {
        expect(unowned: Self.masterDown, shared: Self.delay + Self.jitter) { network, master in
            network.crash(master)
        }
    }

    @Test("a master that loses its link is replaced within the master down interval, and returns without a gap")
    func linkDown() {
        expect(unowned: Self.masterDown, shared: Self.delay + Self.jitter) { network, master in
            network.setLink(of: master, up: false)
            network.run(for: .seconds(10))
            network.setLink(of: master, up: true)
        }
    }

    @Test("a master that stops is replaced within the skew time")
    func stop() {
        expect(unowned: Self.skew, shared: Self.delay + Self.jitter) { network, master in
            network.stop(master)
        }
    }

    @Test("a master that returns takes over without a gap")
    func restart() {
        expect(unowned: Self.skew, shared: Self.delay + Self.jitter) { network, master in
            network.stop(master)
            network.run(for: .milliseconds(4321))
            network.start(master)
        }
    }

    @Test("a process that is restarted within two seconds keeps its addresses, and nobody else takes them")
    func processRestart() {
        expect(unowned: .zero, shared: .zero) { network, master in
            network.killProcess(master)
            network.run(for: .seconds(2))
            network.start(master, adopting: true)
        }
    }

    @Test("a process that was away too long and still adopts its addresses shares them for a packet's way only")
    func lateProcessRestart() {
        expect(unowned: .zero, shared: .seconds(6) + Self.delay + Self.jitter) { network, master in
            network.killProcess(master)
            network.run(for: .seconds(8))
            network.start(master, adopting: true)
            network.run(for: .milliseconds(20))
            #expect(network.masters(of: Self.identifier) == [master], "seed \(network.seed)")
            #expect(network.lastAnnouncer[Self.identifier] == master, "seed \(network.seed)")
        }
    }

    @Test("a machine that was suspended makes way within an interval, without having sent anything")
    func suspend() {
        expect(unowned: Self.masterDown, shared: Self.interval + Self.delay + Self.jitter + Self.slack) { network, master in
            network.pause(master, wholeMachine: true)
            network.run(for: .seconds(10))
            let sent = network.directors[master].router(Self.identifier)?.counters.advertisementsSent
            network.resume(master)
            network.run(for: Self.interval + Self.delay + Self.jitter + Self.slack)
            let router = network.directors[master].router(Self.identifier)
            #expect(router?.state == .backup, "seed \(network.seed)")
            #expect(router?.counters.advertisementsSent == sent, "seed \(network.seed)")
        }
    }

    @Test("a process that was paused makes way at once when it reads what gathered in its socket")
    func pause() {
        // While it is paused its kernel goes on answering for the addresses: that can't be helped.
        expect(unowned: .zero, shared: .seconds(8)) { network, master in
            network.pause(master)
            network.run(for: .seconds(10))
            let sent = network.directors[master].router(Self.identifier)?.counters.advertisementsSent
            network.resume(master)
            let router = network.directors[master].router(Self.identifier)
            #expect(router?.state == .backup, "seed \(network.seed)")
            #expect(router?.counters.advertisementsSent == sent, "seed \(network.seed)")
        }
    }

    @Test("a reload on every director, one after the other, disturbs nothing")
    func reload() {
        expect(unowned: .zero, shared: Self.delay + Self.jitter) { network, master in
            for index in network.directors.indices {
                let configuration = network.directors[index].configuration.map { old in
                    var new = old
                    new.advertisedAddresses.append(IPAddress(192, 0, 2, 2))
                    new.gratuitousARPRepeat = 1
                    return new
                }
                network.reload(index, configuration: configuration)
                network.run(for: .milliseconds(700))
            }
        }
    }

    @Test("after a partition heals two masters last an interval at most, and the winner's announcement is the last")
    func partition() {
        expect(unowned: .zero, shared: .seconds(10) + Self.interval + Self.delay + Self.jitter + Self.slack) { network, master in
            network.partition(into: [[master], Set(network.directors.indices).subtracting([master])])
            network.run(for: .seconds(10))
            #expect(network.masters(of: Self.identifier).count == 2, "seed \(network.seed)")
            network.heal()
            network.run(for: Self.interval + (Self.delay + Self.jitter) * 2 + Self.slack)
            #expect(network.masters(of: Self.identifier) == [master], "seed \(network.seed)")
            #expect(network.lastAnnouncer[Self.identifier] == master, "seed \(network.seed)")
        }
    }
}
