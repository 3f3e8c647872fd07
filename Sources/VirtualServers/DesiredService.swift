import IPVSTable

extension VirtualServer {
    /// Whether the sorry server stands in for the real servers.
    var sorryServes: Bool { !isUp && definition.sorryServer != nil }

    /// What a service of this pattern should hold now. Linear in the real servers.
    func service(_ pattern: ServicePattern) -> TableService {
        var service = TableService(settings: definition.settings.canonical(for: pattern.family))
        service.destinations.reserveCapacity(definition.realServers.count + 1)
        for index in definition.realServers.indices {
            guard let settings = entry(of: index, sorryServes: sorryServes) else { continue }
            service.destinations[pattern.destination(definition.realServers[index].identity, settings)] = settings
        }
        if let sorryServer = definition.sorryServer, let settings = sorryEntry(sorryServes: sorryServes) {
            service.destinations[pattern.destination(sorryServer.identity, settings)] = settings
        }
        return service
    }

    /// A real server's entry in the table; nil where it has none. While a sorry server stands in, all others step back.
    func entry(of index: Int, sorryServes: Bool) -> DestinationSettings? {
        let server = definition.realServers[index]
        let own: DestinationSettings? =
            if states.isAlive(index), !sorryServes {
                server.settings.with(weight: weight(of: index))
            } else {
                server.inhibitOnFailure ? server.settings.with(weight: 0) : nil
            }
        guard index == sorryIndex, let sorryServer = definition.sorryServer else { return own }
        if sorryServes { return sorryServer.settings }
        return own ?? (sorryServer.inhibit ? sorryServer.settings.with(weight: 0) : nil)
    }

    /// The sorry server's entry where it isn't one of the real servers, whose entry then says all.
    func sorryEntry(sorryServes: Bool) -> DestinationSettings? {
        guard let sorryServer = definition.sorryServer, sorryIndex == nil else { return nil }
        if sorryServes { return sorryServer.settings }
        return sorryServer.inhibit ? sorryServer.settings.with(weight: 0) : nil
    }

    /// Carries out a change of the state and says what follows for the table: from the real servers that it concerns, and for
    /// all of them where the sorry server takes over or steps back by it.
    mutating func updateEntries(of touched: [Int], _ change: (inout VirtualServer) -> Void) -> [TableChange] {
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
            if let sorryServer = definition.sorryServer {
                entries.append(
                    EntryChange(
                        identity: sorryServer.identity, before: sorryEntry(sorryServes: formerly), after: sorryEntry(sorryServes: now)))
            }
        }
        return tableChanges(entries)
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
