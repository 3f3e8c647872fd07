import HealthCheck
public import IPVSTable
public import NetworkTypes

/// The live state of one virtual server: which real servers are alive, whether the quorum holds, and what the kernel's table
/// should therefore contain.
///
/// Each change of a checker costs the same however many real servers there are, but for one that turns the quorum over
/// where a sorry server stands by: then every entry changes anyway.
public struct VirtualServer: Sendable {
    public internal(set) var definition: VirtualServerDefinition
    /// Whether the quorum holds.
    public internal(set) var isUp = false
    /// The sum of the weights of the real servers that are alive.
    public internal(set) var liveWeight: UInt64 = 0
    var states: RealServerStates
    var reportedWeights = ReportedWeights()
    /// The real server that is the sorry server too.
    var sorryIndex: Int?
    /// How many entries of real servers were looked at since the beginning: the measure of the work done.
    public internal(set) var entriesVisited: UInt64 = 0

    /// Begins as keepalived does: real servers count as alive before any check has run, but for those with a checker that
    /// starts failed (`alpha`).
    ///
    /// - Parameter actual: its services as an earlier run of ours left them in the kernel's table, if it did. Then real servers
    ///   are as they were in the first of them: those that take no traffic there had failed, the others were alive, so that
    ///   adopting the table changes nothing in it until a check says otherwise.
    public init(_ definition: VirtualServerDefinition, adopting actual: [ServiceIdentity: TableService] = [:]) {
        self.definition = definition
        states = RealServerStates(capacity: definition.realServers.count)
        sorryIndex = definition.sorryIndex
        let adopted = definition.services.lazy.compactMap { service in actual[service].map { ($0, ServicePattern(service)) } }.first
        for server in definition.realServers {
            if let (actual, pattern) = adopted {
                let wasAlive = server.wasAlive(in: actual, pattern)
                states.append(failed: server.checks.lazy.map { _ in !wasAlive })
            } else {
                states.append(failed: server.checks.lazy.map(\.startsFailed))
            }
        }
        liveWeight = weightOfLiveServers
        // What stood in the table before tells which side of the hysteresis we are on.
        if let (actual, pattern) = adopted { isUp = !(definition.sorryServer?.isServing(in: actual, pattern) ?? false) }
        isUp = quorumHolds(at: liveWeight)
    }

    /// Whether the checker counts as passing. Its `Checker` must begin in the same state. False where there is no such checker.
    public func isPassing(_ position: CheckPosition) -> Bool {
        states.isFailed(position) == false
    }

    /// Whether all checkers of the real server at this index of the definition pass.
    public func isAlive(_ realServer: Int) -> Bool {
        realServer >= 0 && realServer < states.count && states.isAlive(realServer)
    }

    /// What is to be said at the start. The table is best brought up from `desired` of all virtual servers at once.
    public func start() -> [VirtualServerEffect] {
        let events =
            isUp
            ? [.quorumGained(definition.identity, reading)] : [.startedWithoutQuorum(definition.identity, reading)] + sorryServerEvents
        return events.map { .event($0) } + quorumScript
    }

    /// Takes one checker's change. Saying what is known already does nothing, nor does naming a checker that doesn't exist.
    public mutating func checkerChanged(_ position: CheckPosition, isUp passes: Bool) -> [VirtualServerEffect] {
        guard let wasFailed = states.isFailed(position) else { return [] }
        guard wasFailed == passes, states.decides(position) else {
            _ = states.set(position, failed: !passes)
            if !passes { reportedWeights[position] = nil }
            return []
        }
        let index = position.realServer
        let server = definition.realServers[index]
        let wasUp = isUp
        let changes = updateEntries(of: [index]) { virtualServer in
            // A real server that fails forgets the weight that was reported for it, as keepalived's does.
            let weight = UInt64(virtualServer.weight(of: index))
            virtualServer.liveWeight = passes ? virtualServer.liveWeight + weight : virtualServer.liveWeight - weight
            if !passes { virtualServer.reportedWeights[position] = nil }
            _ = virtualServer.states.set(position, failed: !passes)
            virtualServer.isUp = virtualServer.quorumHolds(at: virtualServer.liveWeight)
        }
        let name = RealServerName(server.identity, of: definition.identity)
        var events: [VirtualServerEvent] = [
            passes ? .realServerUp(name, inhibit: server.inhibitOnFailure) : .realServerDown(name, inhibit: server.inhibitOnFailure)
        ]
        if wasUp != isUp { events += quorumEvents }
        let scripts = (passes ? server.notifyUp : server.notifyDown).map { [VirtualServerEffect.run($0)] } ?? []
        return events.map { .event($0) } + changes.map { .change($0) } + scripts + (wasUp == isUp ? [] : quorumScript)
    }

    /// Takes the weight that a checker's script reports for its real server. It counts in the table and for the quorum.
    public mutating func checkerReported(_ position: CheckPosition, weight: UInt32) -> [VirtualServerEffect] {
        guard states.isFailed(position) != nil, reportedWeights[position] != weight else { return [] }
        let index = position.realServer
        let former = self.weight(of: index)
        let wasUp = isUp
        let isAlive = states.isAlive(index)
        let changes = updateEntries(of: [index]) { virtualServer in
            virtualServer.reportedWeights[position] = weight
            if isAlive { virtualServer.liveWeight = virtualServer.liveWeight - UInt64(former) + UInt64(virtualServer.weight(of: index)) }
            virtualServer.isUp = virtualServer.quorumHolds(at: virtualServer.liveWeight)
        }
        let present = self.weight(of: index)
        if former == present { return [] }
        let name = RealServerName(definition.realServers[index].identity, of: definition.identity)
        var events: [VirtualServerEvent] = [.weightChanged(name, from: former, to: present, isAlive: isAlive)]
        if wasUp != isUp { events += quorumEvents }
        return events.map { .event($0) } + changes.map { .change($0) } + (wasUp == isUp ? [] : quorumScript)
    }

    var quorumScript: [VirtualServerEffect] {
        (isUp ? definition.quorumUp : definition.quorumDown).map { [.run($0)] } ?? []
    }

    /// The services leave the table with everything in them, by one command each. With `omega` the scripts are run as if all had
    /// failed.
    public func stop(_ reason: StopReason) -> [VirtualServerEffect] {
        let names = definition.realServers.map { RealServerName($0.identity, of: definition.identity) }
        let events: [VirtualServerEvent] =
            switch reason {
            case .shutdown: names.map { .realServerShutDown($0) }
            case .removedFromConfiguration: [.virtualServerRemoved(definition.identity)] + names.map { .realServerRemoved($0) }
            }
        return events.map { .event($0) } + definition.services.map { .change(.removeService($0)) } + (definition.omega ? lastScripts : [])
    }

    private var lastScripts: [VirtualServerEffect] {
        let downs = definition.realServers.indices.lazy.filter { states.isAlive($0) }.compactMap { definition.realServers[$0].notifyDown }
        return (Array(downs) + (isUp ? [definition.quorumDown].compactMap(\.self) : [])).map { .run($0) }
    }
}

/// Why a virtual server ends.
public enum StopReason: Hashable, Sendable {
    case shutdown
    case removedFromConfiguration
}

/// What the owner of a virtual server does after an input, in this order.
public enum VirtualServerEffect: Hashable, Sendable {
    case change(TableChange)
    case event(VirtualServerEvent)
    /// To be run without waiting for it.
    case run(ScriptCommand)
}
