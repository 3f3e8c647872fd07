public import IPVSTable
public import NetworkTypes

// `drain_timeout`: a real server that is gone from the configuration stays in the table with weight 0 until its connections have
// ended, or until the deadline.

/// One real server that may finish.
struct Drain: Hashable, Sendable {
    var identity: DestinationIdentity
    /// With weight 0.
    var settings: DestinationSettings
    var deadline: MonotonicInstant
    /// It had no connection when they were counted last.
    var wasQuiet = false
    /// How many were counted last.
    var connections: UInt64 = 0
    /// Services of these patterns have had a real server in its place since it began: there it is over.
    var lostPlaces: Set<ServicePattern> = []

    /// Whether it stands in services of this pattern.
    func stands(in pattern: ServicePattern) -> Bool { lostPlaces.isEmpty || !lostPlaces.contains(pattern) }
}

extension VirtualServer {
    /// Until when real servers that are gone may finish: to be remembered, so that the next process knows.
    public var drainDeadlines: [DestinationIdentity: MonotonicInstant] { drains.mapValues(\.deadline) }

    /// How many real servers that are gone may still finish.
    public var drainCount: Int { drains.count }

    /// Connections must be counted from time to time, and told with `connectionsCounted`.
    public var isDraining: Bool { !drains.isEmpty || countsOrderedDrains }

    /// A virtual server that is gone from the configuration, whose last drain has ended too: it can be forgotten.
    public var hasLeft: Bool { isLeaving && drains.isEmpty }

    /// Takes what the kernel has counted: each service with all of its destinations; one that isn't there has none.
    public mutating func connectionsCounted(
        _ counts: [ServiceIdentity: ServiceStatistics], now: MonotonicInstant
    ) -> [VirtualServerEffect] {
        var finished: [DestinationIdentity] = []
        for (identity, drain) in drains {
            let services = definition.services.lazy.filter { drain.stands(in: ServicePattern($0)) }
            let total = Self.connections(of: identity, drain.settings, in: counts, services)
            // Twice in a row: a handshake that was under way at the first count is a connection at the second.
            if total == 0, drain.wasQuiet { finished.append(identity) }
            drains[identity]?.wasQuiet = total == 0
            drains[identity]?.connections = total
        }
        let services = definition.services
        return endDrains(finished.sorted(), expired: false)
            + countOrderedDrains(now: now) { Self.connections(of: $0.identity, $0.settings, in: counts, services) }
    }

    private static func connections(
        of identity: DestinationIdentity, _ settings: DestinationSettings, in counts: [ServiceIdentity: ServiceStatistics], _ services: some Sequence<ServiceIdentity>
    ) -> UInt64 {
        services.reduce(0) { total, service in
            guard let count = counts[service]?.destinations[ServicePattern(service).destination(identity, settings)] else { return total }
            return total + UInt64(count.activeConnections) + (service.countsInactive ? UInt64(count.inactiveConnections) : 0)
        }
    }

    mutating func endDrains(at now: MonotonicInstant) -> [VirtualServerEffect] {
        endDrains(drains.values.filter { now >= $0.deadline }.map(\.identity).sorted(), expired: true) + endOrderedDrains(at: now)
    }

    private mutating func endDrains(_ identities: [DestinationIdentity], expired: Bool) -> [VirtualServerEffect] {
        let ended = identities.compactMap { drains.removeValue(forKey: $0) }
        if ended.isEmpty { return [] }
        let events = ended.map { VirtualServerEvent.drainEnded(name(of: $0.identity), connections: $0.connections, expired: expired) }
        if hasLeft {
            // The last destinations go with the services.
            return (events + [.virtualServerRemoved(definition.identity)]).map { .event($0) } + definition.services.map { .change(.removeService($0)) }
        }
        let entries = ended.map { EntryChange(identity: $0.identity, before: $0.settings, after: nil, absentFrom: $0.lostPlaces) }
        return events.map { .event($0) } + tableChanges(entries).map { .change($0) }
    }

    /// Begins to drain a real server of an older definition, which stands in the table.
    mutating func drain(_ server: RealServerDefinition, now: MonotonicInstant) {
        drains[server.identity] = Drain(identity: server.identity, settings: server.settings.with(weight: 0), deadline: now + server.drainTimeout)
    }

    /// Under another method a real server may be another one for the configuration and the same destination for the kernel. Its connections go
    /// on there, and new ones come. In the services where its place isn't taken it may finish.
    mutating func forgetDrainsInTakenPlaces() {
        if drains.isEmpty { return }
        let patterns = Set(definition.services.lazy.map(ServicePattern.init))
        let addresses = Set(drains.keys.lazy.map(\.address))
        var others = definition.realServers.filter { addresses.contains($0.identity.address) }.map { ($0.identity, $0.settings) }
        if let sorryServer = definition.sorryServer { others.append((sorryServer.identity, sorryServer.settings)) }
        for pattern in patterns {
            let taken = Set(others.map { pattern.destination($0, $1) })
            loseTakenPlaces(taken, pattern)
        }
        drains = drains.filter { !patterns.isSubset(of: $0.value.lostPlaces) }
    }

    /// In services of a pattern that has come, two that finish may have one place: it is that of the one that has more time.
    private mutating func loseTakenPlaces(_ taken: Set<DestinationIdentity>, _ pattern: ServicePattern) {
        var taken = taken
        let present = drains.values.filter { $0.stands(in: pattern) }.sorted { ($1.deadline, $0.identity) < ($0.deadline, $1.identity) }
        for drain in present where !taken.insert(pattern.destination(drain.identity, drain.settings)).inserted {
            drains[drain.identity]?.lostPlaces.insert(pattern)
        }
    }

    /// Whether a real server that goes now has connections that may end.
    func mayDrain(_ index: Int) -> Bool {
        definition.realServers[index].drainTimeout > .zero && states.isAlive(index) && entry(of: index, sorryServes: sorryServes) != nil
    }

    /// The virtual server is gone from the configuration. Where a real server may finish, the services stay until then; otherwise
    /// they go at once.
    public mutating func leave(now: MonotonicInstant) -> [VirtualServerEffect] {
        let draining = definition.realServers.indices.filter(mayDrain)
        let old = self
        // Nothing waits for the time any more, but for drains.
        slowStarts = SlowStarts()
        endPanic()
        endUndecided()
        (orders, orderedDrains) = ([:], [:])
        isLeaving = true
        if draining.isEmpty, drains.isEmpty { return old.stop(.removedFromConfiguration) }
        for index in draining { drain(old.definition.realServers[index], now: now) }
        var rest = definition
        rest.realServers = []
        rest.sorryServer = nil
        install(rest)
        isUp = false
        let names = old.definition.realServers.map { ($0, name(of: $0.identity)) }
        let events: [VirtualServerEvent] = names.map { server, name in
            drains[server.identity] == nil ? .realServerRemoved(name) : .drainBegan(name, server.drainTimeout)
        }
        return events.map { .event($0) } + changes(since: old, taking: [:]).map { .change($0) } + old.lastNotices(.removedFromConfiguration)
    }

    /// What an earlier process left of a virtual server that was gone from its configuration: only drains.
    ///
    /// - Returns: nil where there is nothing to wait for.
    public init?(
        leaving service: ServiceIdentity, in actual: TableService, drains: [DestinationIdentity: MonotonicInstant], now: MonotonicInstant
    ) {
        self.init(
            VirtualServerDefinition(identity: .service(service), settings: actual.settings, realServers: []), adopting: [service: actual],
            drains: drains, now: now)
        isUp = false
        isLeaving = true
        if self.drains.isEmpty { return nil }
    }

    /// Goes on with what an earlier process had begun. Where one finished in some of the services only, the others tell nothing of it.
    mutating func resumeDrains(
        _ deadlines: [DestinationIdentity: MonotonicInstant], in actual: [ServiceIdentity: TableService], now: MonotonicInstant
    ) {
        if deadlines.isEmpty { return }
        let own = Set(definition.realServers.map(\.identity))
        let running = deadlines.filter { $0.value > now && !own.contains($0.key) && $0.key != definition.sorryServer?.identity }
        var seen: Set<ServicePattern> = []
        for service in definition.services {
            let pattern = ServicePattern(service)
            guard let present = actual[service], seen.insert(pattern).inserted else { continue }
            for (identity, deadline) in running where drains[identity] == nil {
                guard let settings = present.drained(identity, pattern) else { continue }
                drains[identity] = Drain(identity: identity, settings: settings, deadline: deadline)
            }
        }
        forgetDrainsInTakenPlaces()
    }
}

extension TableService {
    /// The entry of a real server that takes no new connections, if it stands here: under NAT with its own port, else with the service's.
    fileprivate func drained(_ identity: DestinationIdentity, _ pattern: ServicePattern) -> DestinationSettings? {
        for place in [identity, Endpoint(identity.address, port: pattern.port)] {
            if let settings = destinations[place], settings.weight == 0, pattern.destination(identity, settings) == place { return settings }
        }
        return nil
    }
}

extension ServiceIdentity {
    /// UDP knows no established connections, and a mark may stand for UDP.
    fileprivate var countsInactive: Bool {
        switch self {
        case .endpoint(.tcp, _), .endpoint(.sctp, _): false
        case .endpoint(.udp, _), .firewallMark: true
        }
    }
}
