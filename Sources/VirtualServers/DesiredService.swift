public import IPVSTable
internal import NetworkTypes

extension VirtualServer {
    /// Whether the sorry server stands in for the real servers.
    var sorryServes: Bool { !isUp && !isUndecided && definition.sorryServer != nil }

    /// What a service of this pattern should hold now. Linear in the real servers.
    ///
    /// - Parameter places: only these destinations; nil: all.
    func service(_ pattern: ServicePattern, at places: Set<DestinationIdentity>? = nil) -> TableService {
        var service = TableService(settings: definition.settings.canonical(for: pattern.family))
        service.destinations.reserveCapacity(places?.count ?? definition.realServers.count + 1)
        // Of few, looking at each is quicker than hashing.
        let few = places.flatMap { $0.count <= 8 ? Array($0) : nil }
        let fewAddresses = few?.map(\.address)
        func isWanted(_ place: DestinationIdentity) -> Bool { few?.contains(place) ?? places?.contains(place) ?? true }
        func set(_ identity: DestinationIdentity, _ settings: DestinationSettings) {
            let place = pattern.destination(identity, settings)
            if isWanted(place) { service.destinations[place] = settings }
        }
        if places?.isEmpty == true { return service }
        let sorryServes = sorryServes
        for index in definition.realServers.indices {
            if let fewAddresses, index != sorryIndex, !fewAddresses.contains(definition.realServers[index].identity.address) { continue }
            let server = definition.realServers[index]
            if places != nil, index != sorryIndex, !isWanted(pattern.destination(server.identity, server.settings)) { continue }
            guard let settings = entry(of: index, sorryServes: sorryServes) else { continue }
            set(server.identity, settings)
        }
        if let sorryServer = definition.sorryServer, let settings = sorryEntry(sorryServes: sorryServes) { set(sorryServer.identity, settings) }
        for drain in drains.values where drain.stands(in: pattern) { set(drain.identity, drain.settings) }
        return service
    }

    /// Whether a service of the table is as it should be: true only where it equals `desired(for:)`, which isn't made for this.
    /// False as well where two real servers have one place in the table: each entry that is found is counted, and only where each has a place of its
    /// own does the table hold as many, so that nothing foreign is overlooked.
    public func isRight(_ actual: TableService, for service: ServiceIdentity) -> Bool {
        let pattern = ServicePattern(service)
        guard actual.settings.satisfies(definition.settings.canonical(for: pattern.family)) else { return false }
        var count = 0
        func isThere(_ identity: DestinationIdentity, _ settings: DestinationSettings) -> Bool {
            count += 1
            return actual.destinations[pattern.destination(identity, settings)] == settings
        }
        let sorryServes = sorryServes
        for index in definition.realServers.indices {
            guard let settings = entry(of: index, sorryServes: sorryServes) else { continue }
            if !isThere(definition.realServers[index].identity, settings) { return false }
        }
        if let sorryServer = definition.sorryServer, let settings = sorryEntry(sorryServes: sorryServes), !isThere(sorryServer.identity, settings) { return false }
        for drain in drains.values where drain.stands(in: pattern) {
            if !isThere(drain.identity, drain.settings) { return false }
        }
        return count == actual.destinations.count
    }

    /// A real server's entry in the table; nil where it has none. While a sorry server stands in, all others step back.
    func entry(of index: Int, sorryServes: Bool) -> DestinationSettings? {
        let server = definition.realServers[index]
        if !isInService(index) { return entryOutOfService(of: index) }
        let own: DestinationSettings? =
            if states.isAlive(index) || held.contains(index), !sorryServes {
                server.settings.with(weight: weightNow(of: index))
            } else {
                server.inhibitOnFailure ? server.settings.with(weight: 0) : nil
            }
        guard index == sorryIndex, let sorryServer = definition.sorryServer else { return own }
        if sorryServes { return sorryServer.settings }
        return own ?? (sorryServer.inhibit ? sorryServer.settings.with(weight: 0) : nil)
    }

    /// The entry of a real server that was ordered out of service. While it drains, its connections go on beside a sorry server too.
    private func entryOutOfService(of index: Int) -> DestinationSettings? {
        let server = definition.realServers[index]
        guard case .draining = orders[index]?.mode else { return nil }
        let isThere = states.isAlive(index) || held.contains(index) || server.inhibitOnFailure
        return isThere ? server.settings.with(weight: 0) : nil
    }

    /// The weight in the table: that of the real server, or the part of it that a slow start has reached.
    private func weightNow(of index: Int) -> UInt32 {
        let whole = weight(of: index)
        guard let share = slowStarts.share(of: index), let slowStart = definition.realServers[index].slowStart else { return whole }
        return slowStart.weight(of: whole, share: share)
    }

    /// An earlier process had begun a slow start: the weight in its table tells how far it had come.
    mutating func resumeSlowStart(of index: Int, in actual: TableService, _ pattern: ServicePattern, now: MonotonicInstant) {
        let server = definition.realServers[index]
        guard isInService(index), let slowStart = server.slowStart, let present = actual.destinations[pattern.destination(server.identity, server.settings)],
            present.weight > 0, present.weight < weight(of: index)
        else { return }
        let elapsed = slowStart.elapsed(at: present.weight, of: weight(of: index))
        slowStarts.begin(index, slowStart, at: MonotonicInstant(nanoseconds: now.nanoseconds - elapsed.wholeNanoseconds), now: now)
    }

    /// The sorry server's entry where it isn't one of the real servers, whose entry then says all.
    func sorryEntry(sorryServes: Bool) -> DestinationSettings? {
        guard let sorryServer = definition.sorryServer, sorryIndex == nil else { return nil }
        if sorryServes { return sorryServer.settings }
        return sorryServer.inhibit ? sorryServer.settings.with(weight: 0) : nil
    }

    /// Carries out a change of the state and says what follows for entries: from the real servers that it concerns, and for
    /// all of them where the sorry server takes over or steps back by it.
    mutating func updateEntries(of touched: [Int], _ change: (inout VirtualServer) -> Void) -> [EntryChange] {
        let formerly = sorryServes
        let before = touched.map { entry(of: $0, sorryServes: formerly) }
        entriesVisited += 2 * UInt64(touched.count)
        change(&self)
        let now = sorryServes
        var entries = zip(touched, before).map { index, before in
            EntryChange(identity: definition.realServers[index].identity, before: before, after: entry(of: index, sorryServes: now))
        }
        if formerly != now {
            let touched = Set(touched)
            entriesVisited += UInt64(definition.realServers.count)
            for index in definition.realServers.indices where !touched.contains(index) {
                entries.append(
                    EntryChange(
                        identity: definition.realServers[index].identity, before: entry(of: index, sorryServes: formerly),
                        after: entry(of: index, sorryServes: now)))
            }
            if let sorryServer = definition.sorryServer, sorryIndex == nil {
                entries.append(
                    EntryChange(
                        identity: sorryServer.identity, before: sorryEntry(sorryServes: formerly), after: sorryEntry(sorryServes: now)))
            }
        }
        return entries
    }
}

extension RealServerDefinition {
    /// Whether an earlier run held this real server for alive, as a service of its table tells.
    func wasAlive(in actual: TableService, _ pattern: ServicePattern) -> Bool {
        guard let present = actual.destinations[pattern.destination(identity, settings)] else { return false }
        return present.weight > 0 || !inhibitOnFailure || settings.weight == 0
    }
}

extension SorryServerDefinition {
    /// Whether the sorry server stood in for the real servers in a service of this table.
    func isServing(in actual: TableService, _ pattern: ServicePattern) -> Bool {
        guard let present = actual.destinations[pattern.destination(identity, settings)] else { return false }
        return present.weight > 0 || !inhibit
    }
}

extension DestinationSettings {
    /// The same with another weight; with 0 existing connections go on, and new ones go elsewhere.
    func with(weight: UInt32) -> DestinationSettings {
        var result = self
        result.weight = weight
        return result
    }
}
