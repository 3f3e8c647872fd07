public import NetworkTypes
public import VRRP

/// A network of directors in virtual time: everything that happens follows from the seed and the calls that are made.
///
/// The directors run the real state machines, and what they send goes as bytes through the real encoders and decoders.
/// The simulation goes from wake-up to wake-up, so that an hour of quiet costs nothing but its advertisements.
public struct SimulatedNetwork: Sendable {
    public let seed: UInt64
    public private(set) var now = MonotonicInstant(nanoseconds: 0)
    public internal(set) var directors: [SimulatedDirector] = []
    /// Who had the addresses of each virtual router.
    public private(set) var ownership: [UInt8: OwnershipHistory] = [:]
    /// Whom the gratuitous ARPs last said to have the addresses of each virtual router.
    public private(set) var lastAnnouncer: [UInt8: Int] = [:]
    /// What every path has that was not given its own conditions.
    public var conditions: LinkConditions
    /// A process wakes up to this much after its deadline.
    public var wakeupJitter: Duration = .zero
    /// One line for each thing that happened, when `isTracing`.
    public private(set) var trace: [String] = []
    public let isTracing: Bool
    var generator: SeededGenerator
    private var paths: [Path: LinkConditions] = [:]
    private var queue = DeliveryQueue()
    private var wakeups: [MonotonicInstant?] = []

    /// Directions in which one virtual router's packets don't pass, as where each has a network of its own.
    private var blockedRouters: Set<RouterPath> = []
    /// What broke the rule that the members of a sync group are masters together or not at all.
    public private(set) var splitGroups: [String] = []

    private struct RouterPath: Hashable {
        let path: Path
        let virtualRouterID: UInt8
    }

    private struct Path: Hashable {
        let source: Int
        let destination: Int
    }

    public init(seed: UInt64, conditions: LinkConditions = .perfect, isTracing: Bool = false) {
        self.seed = seed
        self.conditions = conditions
        self.isTracing = isTracing
        generator = SeededGenerator(seed: seed)
    }

    /// Puts a director on the network, switched off.
    ///
    /// - Returns: its number, by which all other calls name it.
    public mutating func addDirector(
        address: IPAddress, configuration: [VirtualRouterParameters], clock: DirectorClock = DirectorClock(), isSynchronized: Bool = false
    ) -> Int {
        directors.append(SimulatedDirector(address: address, configuration: configuration, clock: clock, isSynchronized: isSynchronized))
        wakeups.append(nil)
        for parameters in configuration where ownership[parameters.virtualRouterID] == nil {
            ownership[parameters.virtualRouterID] = OwnershipHistory()
        }
        return directors.count - 1
    }

    // MARK: - Paths

    public func conditions(from source: Int, to destination: Int) -> LinkConditions {
        paths[Path(source: source, destination: destination)] ?? conditions
    }

    public mutating func setConditions(_ conditions: LinkConditions, from source: Int, to destination: Int) {
        paths[Path(source: source, destination: destination)] = conditions
    }

    /// Lets nothing pass in one direction.
    public mutating func block(from source: Int, to destination: Int) {
        note("path \(source) -> \(destination) blocked")
        var blocked = conditions(from: source, to: destination)
        blocked.isBlocked = true
        setConditions(blocked, from: source, to: destination)
    }

    /// Lets packets pass only between directors of one group.
    public mutating func partition(into groups: [Set<Int>]) {
        for source in directors.indices {
            for destination in directors.indices where source != destination {
                if !groups.contains(where: { $0.contains(source) && $0.contains(destination) }) {
                    block(from: source, to: destination)
                }
            }
        }
    }

    /// Lets packets of one virtual router pass only between directors of one group.
    public mutating func partition(_ virtualRouterID: UInt8, into groups: [Set<Int>]) {
        note("VRID \(virtualRouterID) partitioned into \(groups.map { $0.sorted() })")
        for source in directors.indices {
            for destination in directors.indices where !groups.contains(where: { $0.contains(source) && $0.contains(destination) }) {
                blockedRouters.insert(RouterPath(path: Path(source: source, destination: destination), virtualRouterID: virtualRouterID))
            }
        }
    }

    /// Gives every path the common conditions again.
    public mutating func heal() {
        note("paths healed")
        paths = [:]
        blockedRouters = []
    }

    // MARK: - Time

    public mutating func run(for duration: Duration) {
        run(until: now + duration)
    }

    /// Goes from wake-up to wake-up until `end`.
    public mutating func run(until end: MonotonicInstant) {
        while step(before: end) {}
        now = max(now, end)
    }

    private mutating func step(before end: MonotonicInstant) -> Bool {
        var next = queue.next
        var wakingDirector: Int?
        for (index, wakeup) in wakeups.enumerated() {
            if let wakeup, wakeup < next ?? end {
                next = wakeup
                wakingDirector = index
            }
        }
        guard let next, next < end else { return false }
        now = max(now, next)
        if let wakingDirector {
            wake(wakingDirector)
            checkGroup(of: wakingDirector)
        } else if let delivery = queue.takeNext() {
            deliver(delivery.packet, to: delivery.destination)
            checkGroup(of: delivery.destination)
        }
        return true
    }

    private mutating func checkGroup(of index: Int) {
        guard directors[index].group != nil, directors[index].power == .running, splitGroups.isEmpty else { return }
        let states = directors[index].routers.map(\.state)
        if states.contains(.master), states.contains(where: { $0 != .master }) {
            splitGroups.append("at \(Duration.nanoseconds(now.nanoseconds).secondsText) s the group of director \(index) was split: \(states)")
        }
    }

    // MARK: - One director's processing

    private mutating func wake(_ index: Int) {
        if let start = directors[index].startsAt {
            if now >= start { begin(index) }
            return scheduleWakeup(of: index)
        }
        let reading = directors[index].clock.reading(at: now)
        for position in directors[index].routers.indices {
            if directors[index].routers[position].advertiseAgain(now: reading) != nil,
                let advertisement = directors[index].routers[position].repeatedAdvertisement {
                carryOut([.sendAdvertisement(advertisement)], of: index, position)
                continue
            }
            let effects = directors[index].routers[position].handleTimeout(now: reading)
            carryOut(effects, of: index, position)
        }
        scheduleWakeup(of: index)
    }

    /// Hands a packet to a director as its raw socket would, wherever it comes from.
    public mutating func deliver(_ packet: ReceivedPacket, to index: Int) {
        guard directors[index].isLinkUp else { return }
        switch directors[index].power {
        case .off, .suspended, .processDied: return
        case .paused:
            if directors[index].socketBuffer.count < SimulatedDirector.socketBufferLimit {
                directors[index].socketBuffer.append(packet)
            }
        case .running:
            read(packet, at: index)
            scheduleWakeup(of: index)
        }
    }

    private mutating func read(_ packet: ReceivedPacket, at index: Int) {
        guard let identifier = packet.virtualRouterID else { return }
        let reading = directors[index].clock.reading(at: now)
        for position in directors[index].routers.indices
        where directors[index].routers[position].parameters.virtualRouterID == identifier && !directors[index].cut.contains(identifier) {
            if let last = directors[index].familiar[position], last.packet == packet,
                directors[index].routers[position].heardAgain(last.number, now: reading) != nil {
                continue
            }
            let effects = directors[index].routers[position].received(packet, now: reading)
            directors[index].familiar[position] = (packet, directors[index].routers[position].familiarNumber)
            carryOut(effects, of: index, position)
        }
    }

    /// Reads what gathered in the socket buffer, then looks at the timers: the order that a shell must keep.
    mutating func catchUp(_ index: Int) {
        let gathered = directors[index].socketBuffer
        directors[index].socketBuffer = []
        for packet in gathered {
            read(packet, at: index)
        }
        wake(index)
    }

    /// Has one router take an input, and does what it answers.
    mutating func apply(to index: Int, _ position: Int, _ input: (inout VirtualRouter, MonotonicInstant) -> [VirtualRouter.Effect]) {
        let reading = directors[index].clock.reading(at: now)
        let effects = input(&directors[index].routers[position], reading)
        carryOut(effects, of: index, position)
        scheduleWakeup(of: index)
    }

    private mutating func carryOut(_ effects: [VirtualRouter.Effect], of index: Int, _ position: Int) {
        let identifier = directors[index].routers[position].parameters.virtualRouterID
        for effect in effects {
            switch effect {
            case .sendAdvertisement(let advertisement): send(advertisement, from: index)
            case .addVirtualAddresses: directors[index].held.insert(identifier)
            case .removeVirtualAddresses: directors[index].held.remove(identifier)
            case .sendGratuitousARPs: lastAnnouncer[identifier] = index
            case .stateChanged: break
            case .log(let event): note("\(event)", about: index)
            }
        }
        if !effects.isEmpty { noteOwnership() }
        followGroup(of: index, position)
    }

    /// Tells a router's sync group how it stands, and does what the group wants.
    private mutating func followGroup(of index: Int, _ position: Int) {
        let router = directors[index].routers[position]
        guard let steps = directors[index].group?.memberChanged(router.parameters.name, to: router.standing) else { return }
        for step in steps {
            switch step {
            case .order(let order, let member):
                guard let position = directors[index].routers.firstIndex(where: { $0.parameters.name == member }) else { continue }
                apply(to: index, position) { router, now in router.obey(order, now: now) }
            case .log(let event): note("\(event)", about: index)
            case .stateChanged: break
            }
        }
    }

    private mutating func send(_ advertisement: Advertisement, from index: Int) {
        let identifier = advertisement.virtualRouterID
        guard directors[index].isLinkUp, !directors[index].cut.contains(identifier) else { return }
        directors[index].identification &+= 1
        let outgoing = OutgoingAdvertisement(
            advertisement, source: directors[index].address, identification: directors[index].identification)
        guard let packet = outgoing?.asReceived else { return }
        for destination in directors.indices where destination != index {
            let path = Path(source: index, destination: destination)
            if blockedRouters.contains(RouterPath(path: path, virtualRouterID: identifier)) { continue }
            for delay in conditions(from: index, to: destination).arrivals(using: &generator) {
                queue.insert(Delivery(moment: now + delay, destination: destination, packet: packet))
            }
        }
    }

    mutating func scheduleWakeup(of index: Int) {
        wakeups[index] = directors[index].nextWakeup.map { max($0 + generator.duration(below: wakeupJitter), now) }
    }

    mutating func noteOwnership() {
        for identifier in ownership.keys {
            let owners = directors.indices.filter { directors[$0].owns(identifier) }
            ownership[identifier]?.note(owners: owners, at: now)
        }
    }

    mutating func note(_ text: @autoclosure () -> String, about index: Int? = nil) {
        if !isTracing { return }
        let name = index.map { "\(directors[$0].address) " } ?? ""
        trace.append("\(Duration.nanoseconds(now.nanoseconds).secondsText) \(name)\(text())")
    }
}
