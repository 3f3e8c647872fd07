internal import HealthCheck
public import IPVSTable
public import NetworkTypes

// A virtual server may stand for many services of the kernel: the members of a `virtual_server_group`. Its checks, states and
// quorum are one; only what goes to the table is said once for each service.

/// Services that differ in nothing but their address or mark: their settings and destinations are the same.
struct ServicePattern: Hashable, Sendable {
    var family: AddressFamily
    /// 0 where there is none.
    var port: UInt16

    init(_ service: ServiceIdentity) {
        family = service.family
        switch service {
        case .endpoint(_, let endpoint): port = endpoint.port
        case .firewallMark: port = 0
        }
    }

    /// The destination as the kernel takes it in such a service: only NAT can change the port (ip_vs_xmit.c rewrites it nowhere
    /// else), and one without a port has the service's.
    func destination(_ identity: DestinationIdentity, _ settings: DestinationSettings) -> DestinationIdentity {
        if settings.forwarding == .masquerade, identity.port != 0 { return identity }
        return Endpoint(identity.address, port: port)
    }
}

/// What becomes of one entry in every service.
struct EntryChange {
    var identity: DestinationIdentity
    var before: DestinationSettings?
    var after: DestinationSettings?
    /// Services of these patterns don't have it.
    var absentFrom: Set<ServicePattern> = []
}

extension [EntryChange] {
    /// The same entries after further changes, each mentioned once.
    func followed(by later: [EntryChange]) -> [EntryChange] {
        if later.isEmpty { return self }
        var places = [DestinationIdentity: Int](minimumCapacity: count)
        for (index, entry) in enumerated() { places[entry.identity] = index }
        var result = self
        for entry in later {
            if let place = places[entry.identity] { result[place].after = entry.after } else { result.append(entry) }
        }
        return result
    }
}

extension VirtualServer {
    /// What the kernel's table should hold for this virtual server now, by service. Linear in the real servers, and in the
    /// services beside.
    public var desired: [ServiceIdentity: TableService] {
        var patterns: [ServicePattern: TableService] = [:]
        var result: [ServiceIdentity: TableService] = [:]
        result.reserveCapacity(definition.services.count)
        for service in definition.services {
            let pattern = ServicePattern(service)
            let made = patterns[pattern] ?? self.service(pattern)
            patterns[pattern] = made
            result[service] = made
        }
        return result
    }

    /// What the kernel's table should hold for one of its services. Linear in the real servers.
    public func desired(for service: ServiceIdentity) -> TableService {
        self.service(ServicePattern(service))
    }

    /// The commands that make the table, which holds what it held for `old`, hold what is desired now. Services that came are
    /// there before those that went are gone.
    ///
    /// - Parameters:
    ///   - matched: for each real server its index in the definition of `old`; nil where all are others.
    ///   - taken: what stands in the table for services that another virtual server hands over.
    func changes(since old: VirtualServer, _ matched: [Int?]? = nil, taking taken: [ServiceIdentity: TableService]) -> [TableChange] {
        let former = Set(old.definition.services)
        var patterns: [ServicePattern: [TableChange]] = [:]
        var changes: [TableChange] = []
        for service in definition.services {
            let pattern = ServicePattern(service)
            guard former.contains(service) else {
                let wanted = self.service(pattern)
                changes += taken[service].map { $0.changes(of: service, toReach: wanted) } ?? wanted.additions(as: service)
                continue
            }
            let made = patterns[pattern] ?? self.changes(of: service, pattern, since: old, matched)
            patterns[pattern] = made
            changes += made.lazy.map { $0.moved(to: service) }
        }
        let remaining = Set(definition.services)
        return changes + old.definition.services.lazy.filter { !remaining.contains($0) }.map { .removeService($0) }
    }

    /// The commands for a service that was there before. Of thousands of entries hardly any differ mostly, and only those are worked out that may.
    private func changes(of service: ServiceIdentity, _ pattern: ServicePattern, since old: VirtualServer, _ matched: [Int?]?) -> [TableChange] {
        let places = matched.flatMap { differingPlaces(since: old, $0, pattern) }
        return old.service(pattern, at: places).changes(of: service, toReach: self.service(pattern, at: places))
    }

    /// The places of the table in which something may have changed since `old`; nil: any.
    private func differingPlaces(since old: VirtualServer, _ matched: [Int?], _ pattern: ServicePattern) -> Set<DestinationIdentity>? {
        var places: Set<DestinationIdentity> = []
        let (formerly, now) = (old.sorryServes, sorryServes)
        // Where nothing but its own settings and checks decides about a real server, a look at these is enough.
        let isPlain = self.isPlain && old.isPlain && formerly == now && sorryIndex == nil && old.sorryIndex == nil
        var settings = SettingsComparison()
        var next = 0
        func note(_ virtualServer: VirtualServer, _ index: Int) {
            let server = virtualServer.definition.realServers[index]
            places.insert(pattern.destination(server.identity, server.settings))
        }
        for (index, former) in matched.enumerated() {
            guard let former else {
                note(self, index)
                continue
            }
            // Of two in one place the later one counts: their order must be the same.
            if former < next { return nil }
            for gone in next..<former { note(old, gone) }
            next = former + 1
            if isPlain, isAlive(index) == old.isAlive(former),
                settings.areEqual(definition.realServers[index].sharedSettings, old.definition.realServers[former].sharedSettings)
            {
                continue
            }
            if entry(of: index, sorryServes: now) == old.entry(of: former, sorryServes: formerly) { continue }
            note(self, index)
            note(old, former)
        }
        for gone in next..<old.definition.realServers.count { note(old, gone) }
        for virtualServer in [old, self] {
            if let sorryServer = virtualServer.definition.sorryServer { places.insert(pattern.destination(sorryServer.identity, sorryServer.settings)) }
            for drain in virtualServer.drains.values { places.insert(pattern.destination(drain.identity, drain.settings)) }
        }
        return places
    }

    /// The commands for some entries, for each service: first what comes, then weights that rise, those that sink, and what goes.
    func tableChanges(_ entries: [EntryChange]) -> [TableChange] {
        if entries.isEmpty { return [] }
        var result: [TableChange] = []
        for service in definition.services {
            let pattern = ServicePattern(service)
            var (raised, lowered, removed): ([TableChange], [TableChange], [TableChange]) = ([], [], [])
            for entry in entries where entry.absentFrom.isEmpty || !entry.absentFrom.contains(pattern) {
                let place = entry.after.map { pattern.destination(entry.identity, $0) }
                let formerPlace = entry.before.map { pattern.destination(entry.identity, $0) }
                if let former = formerPlace, former != place { removed.append(.removeDestination(former, of: service)) }
                guard let place, let after = entry.after else { continue }
                if formerPlace != place {
                    result.append(.addDestination(place, after, of: service))
                } else if let before = entry.before, before != after {
                    let edit = TableChange.editDestination(place, after, of: service)
                    if after.weight >= before.weight { raised.append(edit) } else { lowered.append(edit) }
                }
            }
            result += raised + lowered + removed
        }
        return result
    }
}

/// Compares settings of real servers one pair after the other: most have theirs in common, so that the last answer is the next one's too.
private struct SettingsComparison {
    private var last: (Shared<RealServerSettings>, Shared<RealServerSettings>)?

    mutating func areEqual(_ one: Shared<RealServerSettings>, _ other: Shared<RealServerSettings>) -> Bool {
        if let last, last.0.isSame(as: one), last.1.isSame(as: other) { return true }
        guard one == other else { return false }
        last = (one, other)
        return true
    }
}

extension TableChange {
    /// The same command for another service.
    func moved(to service: ServiceIdentity) -> TableChange {
        switch self {
        case .addService(_, let settings): .addService(service, settings)
        case .editService(_, let settings): .editService(service, settings)
        case .removeService: .removeService(service)
        case .addDestination(let destination, let settings, _): .addDestination(destination, settings, of: service)
        case .editDestination(let destination, let settings, _): .editDestination(destination, settings, of: service)
        case .removeDestination(let destination, _): .removeDestination(destination, of: service)
        }
    }
}

extension VirtualServer {
    /// What the kernel knows a real server by in one of the services.
    public func place(of realServer: Int, in service: ServiceIdentity) -> DestinationIdentity {
        let server = definition.realServers[realServer]
        return ServicePattern(service).destination(server.identity, server.settings)
    }
}
