public import IPVSTable
public import NetworkTypes

// What a virtual server and its real servers can say of themselves.

/// How a real server stands, in one word.
public enum RealServerState: Hashable, Sendable {
    /// It takes traffic, or would if no sorry server stood in.
    case up
    /// It takes a part of its traffic, in percent of its weight.
    case startingSlowly(percent: UInt8)
    /// It counts as up or down by assumption: not all of its checkers have had a result.
    case checking
    case down
    /// Failed, but kept in the table since too few are left (`panic_threshold`).
    case kept
    case draining
    case drained
    case disabled

    /// `up`, `slowStart`, `checking`, `down`, `kept`, `draining`, `drained`, `disabled`.
    public var name: String {
        switch self {
        case .up: "up"
        case .startingSlowly: "slowStart"
        case .checking: "checking"
        case .down: "down"
        case .kept: "kept"
        case .draining: "draining"
        case .drained: "drained"
        case .disabled: "disabled"
        }
    }

    /// All names, in the order of `RealServerState`.
    public static let names = ["up", "slowStart", "checking", "down", "kept", "draining", "drained", "disabled"]
}

/// One real server of a virtual server.
public struct RealServerStatus: Hashable, Sendable {
    public var name: RealServerName
    public var state: RealServerState
    /// Whether all of its checkers pass.
    public var isAlive: Bool
    /// When it came alive, failed or was ordered something, to the second.
    public var since: MonotonicInstant
    public var configuredWeight: UInt32
    /// What configuration, checkers and orders make of it.
    public var weight: UInt32
    /// What stands in the kernel's table, if all went well there; nil where it is not in it.
    public var tableWeight: UInt32?
    public var forwarding: ForwardingMethod
    public var order: AdministrativeState?
    /// While it drains by order: connections at the last count.
    public var drainingConnections: UInt64?
}

/// One virtual server, without its real servers.
public struct VirtualServerStatus: Hashable, Sendable {
    public var identity: VirtualServerIdentity
    public var services: Int
    public var settings: ServiceSettings
    public var isUp: Bool
    /// `init_state checking`: the quorum isn't decided yet.
    public var isUndecided: Bool
    /// Since when the quorum holds or doesn't.
    public var since: MonotonicInstant
    public var quorum: QuorumReading
    public var totalWeight: UInt64
    public var sorryServer: DestinationIdentity?
    public var sorryServes: Bool
    public var panic: PanicReading?
    public var isLeaving: Bool
    /// How many real servers are in each state, by `RealServerState.name`.
    public var counts: [String: Int]
    public var realServers: Int
    /// Real servers that are gone from the configuration, and finish.
    public var leaving: [LeavingServer]

    public struct LeavingServer: Hashable, Sendable {
        public var identity: DestinationIdentity
        public var deadline: MonotonicInstant
        /// At the last count.
        public var connections: UInt64
    }
}

extension VirtualServer {
    public var isSorryServerServing: Bool { sorryServes }

    public func state(of realServer: Int) -> RealServerState {
        switch orders[realServer]?.mode {
        case .draining: return .draining
        case .drained: return .drained
        case .disabled: return .disabled
        case .inService, nil: break
        }
        if held.contains(realServer) { return .kept }
        if let share = slowStarts.share(of: realServer) { return .startingSlowly(percent: UInt8(clamping: share / 10)) }
        if !states.isChecked(realServer) { return .checking }
        return states.isAlive(realServer) ? .up : .down
    }

    /// - Parameter realServer: an index of the definition.
    public func status(of realServer: Int) -> RealServerStatus {
        let server = definition.realServers[realServer]
        let entry = entry(of: realServer, sorryServes: sorryServes)
        return RealServerStatus(
            name: name(of: server.identity), state: state(of: realServer), isAlive: states.isAlive(realServer), since: states.since(realServer),
            configuredWeight: server.settings.weight, weight: weight(of: realServer), tableWeight: entry?.weight,
            forwarding: entry?.forwarding ?? server.settings.forwarding, order: orders[realServer],
            drainingConnections: orderedDrains[realServer]?.connections)
    }

    /// Linear in the real servers.
    public var status: VirtualServerStatus {
        var counts: [String: Int] = [:]
        for index in definition.realServers.indices { counts[state(of: index).name, default: 0] += 1 }
        return VirtualServerStatus(
            identity: definition.identity, services: definition.services.count, settings: definition.settings, isUp: isUp, isUndecided: isUndecided,
            since: quorumSince, quorum: reading, totalWeight: totalWeight, sorryServer: definition.sorryServer?.identity, sorryServes: sorryServes,
            panic: isPanicking ? panicReading : nil, isLeaving: isLeaving, counts: counts, realServers: definition.realServers.count,
            leaving: drains.values.sorted { $0.identity < $1.identity }.map {
                VirtualServerStatus.LeavingServer(identity: $0.identity, deadline: $0.deadline, connections: $0.connections)
            })
    }
}
