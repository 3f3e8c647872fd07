internal import HealthCheck
public import IPVSTable
public import NetworkTypes

/// The live state of one virtual server: which real servers are alive, whether the quorum holds, and what the kernel's table
/// should therefore contain.
///
/// Each change of a checker costs the same however many real servers there are, but for one that turns the quorum over
/// where a sorry server stands by, and the end of a panic: then every entry concerned changes anyway.
public struct VirtualServer: Sendable {
    public internal(set) var definition: VirtualServerDefinition
    /// Whether the quorum holds.
    public internal(set) var isUp = false
    /// `init_state checking`: nothing is known yet, so that neither the quorum nor the sorry server has a say.
    public internal(set) var isUndecided = false
    /// The sum of the weights of the real servers that are alive.
    public internal(set) var liveWeight: UInt64 = 0
    /// The sum of the weights of all real servers.
    var totalWeight: UInt64 = 0
    var states: RealServerStates
    var reportedWeights = ReportedWeights()
    /// The real server that is the sorry server too.
    var sorryIndex: Int?
    var slowStarts = SlowStarts()
    /// Failed real servers that stay in the table since too few are left (`panic_threshold`).
    var held: Set<Int> = []
    public internal(set) var isPanicking = false
    /// When the panic is to be mentioned again.
    var panicReminder: MonotonicInstant?
    /// When an undecided virtual server takes those that haven't answered yet for failed.
    var decisionDeadline: MonotonicInstant?
    /// Real servers that are gone from the configuration and whose connections may end, by identity.
    var drains: [DestinationIdentity: Drain] = [:]
    /// The virtual server itself is gone from the configuration; it ends with its last drain.
    public internal(set) var isLeaving = false
    /// What operators have ordered, by index of the real server; sparse.
    var orders: [Int: AdministrativeState] = [:]
    var orderedDrains: [Int: OrderedDrain] = [:]
    /// Since when the quorum holds, or doesn't.
    public internal(set) var quorumSince: MonotonicInstant
    /// How many entries of real servers were looked at since the beginning: the measure of the work done.
    public internal(set) var entriesVisited: UInt64 = 0

    /// Begins as keepalived does: real servers count as alive before any check has run, but for those with a checker that
    /// starts failed (`alpha`).
    ///
    /// - Parameters:
    ///   - actual: its services as an earlier run of ours left them in the kernel's table, if it did. Then real servers
    ///     are as they were in the first of them: those that take no traffic there had failed, the others were alive, so that
    ///     adopting the table changes nothing in it until a check says otherwise.
    ///   - foundUp: the real servers of which probes say that they are up; nil where only the table tells.
    ///   - drains: until when entries of that table that the definition doesn't have may go on, by destination.
    ///   - orders: what an earlier run was ordered.
    public init(
        _ definition: VirtualServerDefinition, adopting actual: [ServiceIdentity: TableService] = [:], foundUp: Set<DestinationIdentity>? = nil,
        drains: [DestinationIdentity: MonotonicInstant] = [:], orders: [DestinationIdentity: AdministrativeState] = [:],
        now: MonotonicInstant = MonotonicInstant(nanoseconds: 0)
    ) {
        self.definition = definition
        quorumSince = now
        states = RealServerStates(capacity: definition.realServers.count)
        sorryIndex = definition.sorryIndex
        slowStarts = SlowStarts(definition)
        let adopted = definition.services.lazy.compactMap { service in actual[service].map { ($0, ServicePattern(service)) } }.first
        // An earlier process that had decided would have somebody in the table: a real server, or else the sorry server.
        let wasUndecided = definition.initialState == .checking && adopted?.0.destinations.values.contains { $0.weight > 0 } == false
        let known = wasUndecided ? nil : adopted
        for server in definition.realServers {
            if let (actual, pattern) = known {
                let wasAlive = server.wasAlive(in: actual, pattern)
                // One that is up in the table since nobody has asked yet is no better known than at a start.
                let isProven = wasAlive && foundUp?.contains(server.identity) ?? true
                states.append(
                    server.sharedChecks.lazy.map { _ in CheckState(isFailed: !wasAlive, hasResult: isProven || !wasAlive, isProven: isProven) }, since: now)
            } else {
                states.append(server.sharedChecks.lazy.map { CheckState(isFailed: $0.value.startsFailed, hasResult: false) }, since: now)
            }
        }
        resumeOrders(orders)
        (liveWeight, totalWeight) = sumsOfWeights
        // What stood in the table before tells which side of the hysteresis we are on.
        if let (actual, pattern) = known { isUp = !(definition.sorryServer?.isServing(in: actual, pattern) ?? false) }
        isUp = quorumHolds(at: liveWeight)
        if let (present, pattern) = adopted {
            for index in definition.realServers.indices { resumeSlowStart(of: index, in: present, pattern, now: now) }
            resumeDrains(drains, in: actual, now: now)
        }
        if known == nil, definition.initialState == .checking, !isUp, states.unchecked > 0 {
            isUndecided = true
            decisionDeadline = now + definition.longestFirstCheck
        }
    }

    /// Whether the checker counts as passing. Its `Checker` must begin in the same state. False where there is no such checker.
    public func isPassing(_ position: CheckPosition) -> Bool {
        states.isFailed(position) == false
    }

    /// Whether the checker was found passing before its `Checker` began, which then bears failures from the first probe on.
    public func isProven(_ position: CheckPosition) -> Bool { states.state(position)?.isProven == true }

    /// The real servers that are up, and of which probes have said so.
    public var serversFoundUp: Set<DestinationIdentity> {
        Set(definition.realServers.indices.lazy.filter { states.isAlive($0) && states.wasFoundUp($0) }.map { definition.realServers[$0].identity })
    }

    /// Whether all checkers of the real server at this index of the definition pass.
    public func isAlive(_ realServer: Int) -> Bool {
        realServer >= 0 && realServer < states.count && states.isAlive(realServer)
    }

    /// What is to be said at the start. The table is best brought up from `desired` of all virtual servers at once.
    public func start() -> [VirtualServerEffect] {
        var effects = definition.notifiesInitialStates ? definition.realServers.indices.flatMap { notices(of: $0, isUp: isAlive($0), by: nil) } : []
        effects += drains.keys.sorted().compactMap { drains[$0] }.map { .event(.drainResumed(name(of: $0.identity))) }
        if isUndecided { return effects + [.event(.waitingForFirstChecks(definition.identity))] }
        return decisionEvents.map { .event($0) } + effects + quorumNotices
    }

    /// The services leave the table with everything in them, by one command each. With `omega` the scripts are run as if all had
    /// failed.
    public func stop(_ reason: StopReason) -> [VirtualServerEffect] {
        let names = definition.realServers.map { name(of: $0.identity) }
        let events: [VirtualServerEvent] =
            switch reason {
            case .shutdown: names.map { .realServerShutDown($0) }
            case .removedFromConfiguration: [.virtualServerRemoved(definition.identity)] + names.map { .realServerRemoved($0) }
            }
        return events.map { .event($0) } + definition.services.map { .change(.removeService($0)) } + lastNotices(reason)
    }

    func name(of realServer: DestinationIdentity) -> RealServerName {
        RealServerName(realServer, of: definition.identity)
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
    /// To be told to whoever listens: the notify FIFO, and by mail where it has one.
    case announce(Announcement)
}
