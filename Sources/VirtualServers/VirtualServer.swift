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

    /// Begins as keepalived does: real servers count as alive before any check has run, but for those with a checker that
    /// starts failed (`alpha`).
    ///
    /// - Parameter actual: this service as an earlier run of ours left it in the kernel's table, if it did. Then real servers
    ///   are as they were: those that take no traffic there had failed, the others were alive, so that adopting the table
    ///   changes nothing in it until a check says otherwise.
    public init(_ definition: VirtualServerDefinition, adopting actual: TableService? = nil) {
        self.definition = definition
        states = RealServerStates(capacity: definition.realServers.count)
        for server in definition.realServers {
            if let actual {
                let wasAlive = server.wasAlive(in: actual)
                states.append(failed: server.checks.lazy.map { _ in !wasAlive })
            } else {
                states.append(failed: server.checks.lazy.map(\.startsFailed))
            }
        }
        liveWeight = weightOfLiveServers
        // What stood in the table before tells which side of the hysteresis we are on.
        if let actual { isUp = !(definition.sorryServer?.isServing(in: actual) ?? false) }
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
        // A real server that fails forgets the weight that was reported for it, as keepalived's does. Last, since it is still in the table.
        defer { if !passes { reportedWeights[position] = nil } }
        guard states.set(position, failed: !passes) else { return [] }
        let server = definition.realServers[position.realServer]
        let weight = UInt64(weight(of: position.realServer))
        liveWeight = passes ? liveWeight + weight : liveWeight - weight
        let wasUp = isUp
        isUp = quorumHolds(at: liveWeight)

        let name = RealServerName(server.identity, of: definition.identity)
        var events: [VirtualServerEvent] = [
            passes ? .realServerUp(name, inhibit: server.inhibitOnFailure) : .realServerDown(name, inhibit: server.inhibitOnFailure)
        ]
        if wasUp != isUp { events += quorumEvents }
        let scripts = (passes ? server.notifyUp : server.notifyDown).map { [VirtualServerEffect.run($0)] } ?? []
        return events.map { .event($0) } + changes(afterFlipping: position.realServer, wasUp: wasUp).map { .change($0) } + scripts
            + (wasUp == isUp ? [] : quorumScript)
    }

    /// Takes the weight that a checker's script reports for its real server. It counts in the table and for the quorum.
    public mutating func checkerReported(_ position: CheckPosition, weight: UInt32) -> [VirtualServerEffect] {
        guard states.isFailed(position) != nil, reportedWeights[position] != weight else { return [] }
        let index = position.realServer
        let former = self.weight(of: index)
        let old = self
        reportedWeights[position] = weight
        let present = self.weight(of: index)
        if former == present { return [] }
        let isAlive = states.isAlive(index)
        let server = definition.realServers[index]
        if isAlive { liveWeight = liveWeight - UInt64(former) + UInt64(present) }
        isUp = quorumHolds(at: liveWeight)

        let name = RealServerName(server.identity, of: definition.identity)
        var events: [VirtualServerEvent] = [.weightChanged(name, from: former, to: present, isAlive: isAlive)]
        if old.isUp != isUp { events += quorumEvents }
        return events.map { .event($0) } + changes(since: old, ofWeightAt: index).map { .change($0) } + (old.isUp == isUp ? [] : quorumScript)
    }

    var quorumScript: [VirtualServerEffect] {
        (isUp ? definition.quorumUp : definition.quorumDown).map { [.run($0)] } ?? []
    }

    /// The service leaves the table with everything in it, by one command. With `omega` the scripts are run as if all had failed.
    public func stop(_ reason: StopReason) -> [VirtualServerEffect] {
        let names = definition.realServers.map { RealServerName($0.identity, of: definition.identity) }
        let events: [VirtualServerEvent] =
            switch reason {
            case .shutdown: names.map { .realServerShutDown($0) }
            case .removedFromConfiguration: [.virtualServerRemoved(definition.identity)] + names.map { .realServerRemoved($0) }
            }
        return events.map { .event($0) } + [.change(.removeService(definition.identity))] + (definition.omega ? lastScripts : [])
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
