public import HealthCheck
internal import IPVSTable
public import NetworkTypes

// What happens to a virtual server, and what follows from it.

extension VirtualServer {
    /// Takes one checker's change. Saying what is known already does nothing, nor does naming a checker that doesn't exist.
    public mutating func checkerChanged(_ position: CheckPosition, isUp passes: Bool, now: MonotonicInstant) -> [VirtualServerEffect] {
        guard let wasFailed = states.isFailed(position) else { return [] }
        guard wasFailed == passes, states.decides(position) else {
            let consequences = turn([position.realServer], now: now) { virtualServer in
                virtualServer.states.confirm(position)
                _ = virtualServer.states.set(position, failed: !passes)
                // A real server that fails forgets the weight that was reported for it, as keepalived's does.
                if !passes { virtualServer.forgetReport(position) }
            }
            return consequences.news + consequences.quorumNotices
        }
        let index = position.realServer
        let server = definition.realServers[index]
        let mayStartSlowly = isUp
        let effects = turn([index], now: now) { virtualServer in
            virtualServer.states.confirm(position)
            let weight = UInt64(virtualServer.weight(of: index))
            virtualServer.liveWeight = passes ? virtualServer.liveWeight + weight : virtualServer.liveWeight - weight
            if !passes { virtualServer.forgetReport(position) }
            _ = virtualServer.states.set(position, failed: !passes)
            virtualServer.isUp = virtualServer.quorumHolds(at: virtualServer.liveWeight)
            virtualServer.states.mark(index, at: now)
            let isInService = virtualServer.isInService(index)
            if passes {
                virtualServer.held.remove(index)
                if mayStartSlowly, isInService { virtualServer.slowStarts.begin(index, server.slowStart, now: now) }
            } else {
                virtualServer.slowStarts.end(index)
                if isInService { virtualServer.holdInPanic(index, now: now) }
            }
        }
        let name = name(of: server.identity)
        var events: [VirtualServerEvent] = []
        if !isInService(index) {
            events.append(.changedOutOfService(name, isUp: passes))
        } else if passes {
            events.append(.realServerUp(name, inhibit: server.inhibitOnFailure))
            if let share = slowStarts.share(of: index), let slowStart = server.slowStart {
                events.append(.slowStart(name, weight: slowStart.weight(of: weight(of: index), share: share), of: weight(of: index), slowStart.window))
            }
        } else {
            events.append(held.contains(index) ? .realServerHeld(name) : .realServerDown(name, inhibit: server.inhibitOnFailure))
        }
        return events.map { .event($0) } + effects.news + notices(of: index, isUp: passes, by: position) + effects.quorumNotices
    }

    /// Takes note that a checker has had its first result, whichever it is: `checkerChanged` is only told of changes.
    public mutating func checkerConfirmed(_ position: CheckPosition, now: MonotonicInstant) -> [VirtualServerEffect] {
        guard isUndecided else {
            states.confirm(position)
            return []
        }
        let effects = turn([], now: now) { $0.states.confirm(position) }
        return effects.news + effects.quorumNotices
    }

    /// Takes the weight that a checker's script reports for its real server. It counts in the table and for the quorum.
    public mutating func checkerReported(_ position: CheckPosition, weight: WeightReport, now: MonotonicInstant) -> [VirtualServerEffect] {
        guard states.isFailed(position) != nil, reportedWeights[position] != weight else { return [] }
        let index = position.realServer
        let former = self.weight(of: index)
        let isAlive = states.isAlive(index)
        let effects = turn([index], now: now) { virtualServer in
            virtualServer.reportedWeights[position] = weight
            let present = UInt64(virtualServer.weight(of: index))
            if isAlive { virtualServer.liveWeight = virtualServer.liveWeight - UInt64(former) + present }
            virtualServer.totalWeight = virtualServer.totalWeight - UInt64(former) + present
            virtualServer.isUp = virtualServer.quorumHolds(at: virtualServer.liveWeight)
        }
        let present = self.weight(of: index)
        if former == present { return [] }
        let event = VirtualServerEvent.weightChanged(name(of: definition.realServers[index].identity), from: former, to: present, isAlive: isAlive)
        return [.event(event)] + effects.news + effects.quorumNotices
    }

    private mutating func forgetReport(_ position: CheckPosition) {
        guard reportedWeights[position] != nil else { return }
        let former = UInt64(weight(of: position.realServer))
        reportedWeights[position] = nil
        totalWeight = totalWeight - former + UInt64(weight(of: position.realServer))
    }

    // MARK: What follows

    /// What a change of state led to beside the words about the change itself.
    struct Consequences {
        /// Events, then changes of the table.
        var news: [VirtualServerEffect] = []
        var quorumNotices: [VirtualServerEffect] = []
    }

    /// Carries out a change of the state of some real servers, and works out what follows for the quorum, for a panic and for the
    /// table. Whatever changes entries goes this way.
    mutating func turn(_ touched: [Int], now: MonotonicInstant, _ change: (inout VirtualServer) -> Void) -> Consequences {
        let (wasUp, wasUndecided, wasPanicking) = (isUp, isUndecided, isPanicking)
        var entries = updateEntries(of: touched) { virtualServer in
            change(&virtualServer)
            if virtualServer.isUndecided, virtualServer.isUp || virtualServer.states.unchecked == 0 || virtualServer.decisionIsDue(now) {
                virtualServer.endUndecided()
            }
        }
        entries = entries.followed(by: endPanicIfOver())
        var consequences = Consequences()
        var events: [VirtualServerEvent] = []
        if wasUp != isUp { quorumSince = now }
        if wasUndecided != isUndecided {
            events = decisionEvents
            consequences.quorumNotices = quorumNotices
        } else if wasUp != isUp {
            events = quorumEvents
            consequences.quorumNotices = quorumNotices
        }
        if wasPanicking != isPanicking {
            events.append(isPanicking ? .panicBegan(definition.identity, panicReading) : .panicEnded(definition.identity, panicReading))
        }
        consequences.news = events.map { .event($0) } + tableChanges(entries).map { .change($0) }
        return consequences
    }

    mutating func endUndecided() {
        isUndecided = false
        decisionDeadline = nil
    }

    private func decisionIsDue(_ now: MonotonicInstant) -> Bool {
        decisionDeadline.map { now >= $0 } ?? false
    }
}
