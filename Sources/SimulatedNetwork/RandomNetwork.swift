internal import NetworkTypes
public import VRRP

/// A network whose directors, clocks, paths and mishaps all follow from one seed.
public struct RandomNetwork: Sendable {
    public static let identifiers: [UInt8] = [51, 52]

    public var network: SimulatedNetwork
    private var generator: SeededGenerator
    private let interval: Duration

    /// What every director tracks.
    public static let script = TrackedObject.script("chk")
    /// What the first virtual router of some directors follows.
    public static let staticGroup = TrackedObject.staticGroup("LAN")

    /// - Parameter isSynchronized: the virtual routers of each director form a sync group.
    public init(seed: UInt64, preempts: Bool = true, isSynchronized: Bool = false, isTracing: Bool = false) {
        generator = SeededGenerator(seed: seed ^ 0x5EED)
        network = SimulatedNetwork(seed: seed, isTracing: isTracing)
        network.wakeupJitter = .milliseconds(Int.random(in: 0...20, using: &generator))
        network.conditions.maximumDelay = .microseconds(Int.random(in: 200...20_000, using: &generator))
        let version: ProtocolVersion = Bool.random(using: &generator) ? .version2 : .version3
        // Far longer than the jitter and the delays, or a backup would be right to take over.
        interval = version == .version2
            ? .seconds(Int.random(in: 1...3, using: &generator)) : .milliseconds(10 * Int.random(in: 15...300, using: &generator))
        let family: AddressFamily = version == .version3 && Bool.random(using: &generator) ? .ipv6 : .ipv4
        let authentications: [Authentication] = [.none, .password("1111".utf8), .header(key: Array("secret12".utf8))]
        let authentication = version == .version2 ? authentications.randomElement(using: &generator) ?? .none : .none
        for number in 1...UInt8.random(in: 2...5, using: &generator) {
            let clock = DirectorClock(
                offset: .milliseconds(Int.random(in: 0...1_000_000_000, using: &generator)),
                drift: Int64.random(in: -100...100, using: &generator))
            // Few different priorities, so that equal ones are common; the members of a group must agree.
            let common = UInt8.random(in: 99...104, using: &generator)
            let tracking = Tracking(Self.script, weight: TrackingWeight(Bool.random(using: &generator) ? 0 : -3))
            let followsGroup = Bool.random(using: &generator)
            let configuration = Self.identifiers.map { identifier in
                let isFollowing = followsGroup && identifier == Self.identifiers.first
                return VirtualRouterParameters(
                    name: "VI_\(identifier)", version: version, family: family, virtualRouterID: identifier,
                    priority: isSynchronized ? common : UInt8.random(in: 99...104, using: &generator),
                    advertisementInterval: interval, preempt: preempts, authentication: authentication,
                    advertisedAddresses: [Self.address(family, 2, identifier)],
                    tracking: [tracking] + (isFollowing ? [Tracking(Self.staticGroup, weight: TrackingWeight(0))] : []))
            }
            let index = network.addDirector(
                address: Self.address(family, 1, number), configuration: configuration, clock: clock, isSynchronized: isSynchronized)
            network.track(Self.script, .up, at: index)
            network.track(Self.staticGroup, .up, at: index)
        }
    }

    private static func address(_ family: AddressFamily, _ network: UInt8, _ number: UInt8) -> IPAddress {
        family == .ipv4 ? IPAddress(10, 0, network, number) : .v6(IPv6Address(high: 0xFE80 << 48, low: UInt64(network) << 16 | UInt64(number)))
    }

    /// As long as any election needs once everything is quiet: a router that woke late listens (up to an interval and
    /// 1 s), makes way, and takes over after its master down interval (up to three intervals and 1 s).
    public var settlingTime: Duration {
        interval * 6 + .seconds(3) + longestStartDelay
    }

    private var longestStartDelay: Duration { interval }

    /// Everybody who can runs, on perfect paths.
    public mutating func putRight() {
        network.heal()
        network.conditions.loss = 0
        network.conditions.duplication = 0
        for index in network.directors.indices {
            network.setLink(of: index, up: true)
            for identifier in Self.identifiers { network.setLink(of: index, virtualRouterID: identifier, up: true) }
            network.resume(index)
            network.start(index)
            network.track(Self.script, .up, at: index)
            network.track(Self.staticGroup, .up, at: index)
        }
    }

    /// Does a few random things, with random times between them.
    public mutating func disturb() {
        network.conditions.loss = Double.random(in: 0...0.3, using: &generator)
        network.conditions.duplication = Double.random(in: 0...0.2, using: &generator)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            mishap()
            network.run(for: generator.duration(below: interval * 6))
        }
    }

    private mutating func mishap() {
        let one = Int.random(in: network.directors.indices, using: &generator)
        let other = Int.random(in: network.directors.indices, using: &generator)
        switch Int.random(in: 0..<24, using: &generator) {
        case 0, 1, 2: network.partition(into: randomGroups())
        case 3: network.block(from: one, to: other)
        case 4: network.crash(one)
        case 5: network.killProcess(one)
        case 6:
            let delay = Bool.random(using: &generator) ? generator.duration(below: longestStartDelay) : .zero
            network.start(one, adopting: Bool.random(using: &generator), after: delay)
        case 7: network.pause(one, wholeMachine: Bool.random(using: &generator))
        case 8: network.resume(one)
        case 9: network.setLink(of: one, up: Bool.random(using: &generator))
        case 10: network.stop(one)
        case 11, 12: network.track(Self.script, TrackedState(isUp: Bool.random(using: &generator)), at: one)
        case 13: network.jumpClock(of: one, by: generator.duration(below: interval * 20))
        case 14: reload(one)
        case 15, 16, 17:
            let groups = randomGroups()
            network.partition(Self.identifiers.randomElement(using: &generator) ?? 0, into: groups)
        case 18:
            let identifier = Self.identifiers.randomElement(using: &generator) ?? 0
            network.setLink(of: one, virtualRouterID: identifier, up: Bool.random(using: &generator))
        case 19: network.track(Self.staticGroup, TrackedState(isUp: Bool.random(using: &generator)), at: one)
        case 20:
            // The reload finds a process that stands still.
            network.pause(one, wholeMachine: Bool.random(using: &generator))
            reload(one)
            network.run(for: generator.duration(below: interval * 6))
            network.resume(one)
        // Shorter than what an election takes, or the network would rightly be another one in the end.
        case 21, 22: network.failOver(one, for: generator.duration(below: interval))
        default: network.heal()
        }
    }

    /// Other priorities, the same for all members of a group.
    private mutating func reload(_ index: Int) {
        let common = UInt8.random(in: 99...104, using: &generator)
        let isSynchronized = network.directors[index].isSynchronized
        let configuration = network.directors[index].configuration.map { old in
            var new = old
            new.priority = isSynchronized ? common : UInt8.random(in: 99...104, using: &generator)
            return new
        }
        network.reload(index, configuration: configuration)
    }

    private mutating func randomGroups() -> [Set<Int>] {
        var groups: [Set<Int>] = [[], []]
        for index in network.directors.indices {
            groups[Int.random(in: 0...1, using: &generator)].insert(index)
        }
        return groups
    }
}
