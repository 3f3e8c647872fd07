internal import IPVSTable

extension VirtualServer {
    /// keepalived's rule: gained from quorum + hysteresis on, lost below quorum - hysteresis or when nothing is left.
    func quorumHolds(at weight: UInt64) -> Bool {
        isUp ? weight > 0 && weight >= reading.lossThreshold : weight >= reading.gainThreshold
    }

    var reading: QuorumReading {
        QuorumReading(quorum: definition.quorum, hysteresis: definition.hysteresis, weight: liveWeight)
    }

    /// What to say when the quorum has just been gained or lost.
    var quorumEvents: [VirtualServerEvent] {
        let turn: VirtualServerEvent = isUp ? .quorumGained(definition.identity, reading) : .quorumLost(definition.identity, reading)
        return [turn] + sorryServerEvents
    }

    /// What to say when it is known for the first time how the quorum stands.
    var decisionEvents: [VirtualServerEvent] {
        isUp ? [.quorumGained(definition.identity, reading)] : [.startedWithoutQuorum(definition.identity, reading)] + sorryServerEvents
    }

    /// What to say of the sorry server, if there is one, when it takes over or steps back.
    var sorryServerEvents: [VirtualServerEvent] {
        guard let sorryServer = definition.sorryServer else { return [] }
        let name = RealServerName(sorryServer.identity, of: definition.identity)
        return isUp
            ? [.sorryServerOff(name, inhibit: sorryServer.inhibit), .aliveServersAdded(definition.identity)]
            : [.sorryServerOn(name, inhibit: sorryServer.inhibit), .aliveServersRemoved(definition.identity)]
    }

    /// The weight that a real server has now: the configured one, unless scripts have reported others or an operator has ordered one.
    /// One that is out of service has none, so that neither the quorum nor a panic counts it.
    public func weight(of realServer: Int) -> UInt32 {
        if !orders.isEmpty, let order = orders[realServer] {
            if order.mode != .inService { return 0 }
            if let weight = order.weight { return weight }
        }
        return reportedWeights.weight(of: realServer, configured: definition.realServers[realServer].settings.weight)
    }

    var sumsOfWeights: (live: UInt64, total: UInt64) {
        var (live, total): (UInt64, UInt64) = (0, 0)
        for index in definition.realServers.indices {
            let weight = UInt64(weight(of: index))
            total += weight
            if states.isAlive(index) { live += weight }
        }
        return (live, total)
    }
}
