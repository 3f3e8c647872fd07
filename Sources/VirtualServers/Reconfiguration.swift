import HealthCheck
public import IPVSTable

/// The outcome of a reload for one virtual server.
public struct Reconfiguration: Hashable, Sendable {
    public var effects: [VirtualServerEffect]
    /// For each real server of the new definition, for each of its checks: the position in the old definition of the equal
    /// check, whose `Checker` is to be kept with its timer, retries and probe in flight; nil for a check that needs a new
    /// `Checker`, beginning as `VirtualServer.isPassing` says. Old checkers that aren't named here are gone.
    public var checkers: [[CheckPosition?]]

    public init(effects: [VirtualServerEffect], checkers: [[CheckPosition?]]) {
        self.effects = effects
        self.checkers = checkers
    }
}

extension VirtualServer {
    /// Follows a changed definition; nil where nothing changed.
    ///
    /// Checks that are equal on the same real server keep their state. A new or changed check of a real server that was there
    /// already begins as that server was: a live one loses no traffic by a reload, a dead one gets none before a success.
    /// Linear in the real servers and checks of both definitions.
    ///
    /// - Parameter taken: what stands in the table for services that another virtual server hands over to this one.
    /// - Precondition: the identity is the same.
    public mutating func reconfigure(
        to new: VirtualServerDefinition, taking taken: [ServiceIdentity: TableService] = [:]
    ) -> Reconfiguration? {
        precondition(new.identity == definition.identity, "a virtual server keeps its identity over a reload")
        if new == definition { return nil }
        let old = self
        let oldIndex = Dictionary(definition.realServers.indices.lazy.map { (old.definition.realServers[$0].identity, $0) }) { first, _ in first }
        let matched = new.realServers.map { oldIndex[$0.identity] }

        var checkers: [[CheckPosition?]] = []
        checkers.reserveCapacity(new.realServers.count)
        definition = new
        sorryIndex = new.sorryIndex
        states = RealServerStates(capacity: new.realServers.count)
        reportedWeights = ReportedWeights()
        for (server, index) in zip(new.realServers, matched) {
            let kept = index.map { old.matches(of: server.checks, at: $0) } ?? server.checks.map { _ in nil }
            for (check, former) in kept.enumerated() {
                if let former { reportedWeights[CheckPosition(realServer: checkers.count, check: check)] = old.reportedWeights[former] }
            }
            states.append(failed: zip(server.checks, kept).lazy.map { old.beginsFailed($0, kept: $1, realServer: index) })
            checkers.append(kept)
        }
        liveWeight = weightOfLiveServers
        isUp = quorumHolds(at: liveWeight)

        let events = events(since: old, matched: matched)
        let changes = changes(since: old, taking: taken)
        let scripts = old.isUp == isUp ? [] : quorumScript
        return Reconfiguration(effects: events.map { .event($0) } + changes.map { .change($0) } + scripts, checkers: checkers)
    }

    /// For each of these checks the position of an equal one on our real server at `index`, each used once.
    private func matches(of checks: [CheckDefinition], at index: Int) -> [CheckPosition?] {
        let own = definition.realServers[index].checks
        if own == checks { return checks.indices.map { CheckPosition(realServer: index, check: $0) } }
        var unused: [CheckDefinition: [Int]] = [:]
        for (position, check) in own.enumerated().reversed() { unused[check, default: []].append(position) }
        return checks.map { check in
            unused[check]?.popLast().map { CheckPosition(realServer: index, check: $0) }
        }
    }

    /// Whether a check of the new definition begins failed, where `self` is the old state.
    private func beginsFailed(_ check: CheckDefinition, kept: CheckPosition?, realServer: Int?) -> Bool {
        if let kept { return !isPassing(kept) }
        if let realServer { return !isAlive(realServer) }
        return check.startsFailed
    }

    private func events(since old: VirtualServer, matched: [Int?]) -> [VirtualServerEvent] {
        var events: [VirtualServerEvent] = []
        let remaining = Set(matched.lazy.compactMap { $0 })
        for (index, server) in old.definition.realServers.enumerated() where !remaining.contains(index) {
            let name = RealServerName(server.identity, of: definition.identity)
            events += [.realServerGone(name), .realServerRemoved(name)]
        }
        for (index, oldIndex) in matched.enumerated() {
            let server = definition.realServers[index]
            let name = RealServerName(server.identity, of: definition.identity)
            let isAlive = states.isAlive(index)
            let wasAlive = oldIndex.map(old.isAlive) ?? false
            if let oldIndex {
                let (former, present) = (old.weight(of: oldIndex), weight(of: index))
                if former != present { events.append(.weightChanged(name, from: former, to: present, isAlive: isAlive)) }
            }
            if isAlive, !wasAlive { events.append(.realServerUp(name, inhibit: server.inhibitOnFailure)) }
        }
        if old.isUp != isUp {
            events += quorumEvents
        } else if !isUp, old.definition.sorryServer?.identity != definition.sorryServer?.identity {
            events += sorryServerEvents
        }
        return events
    }
}
