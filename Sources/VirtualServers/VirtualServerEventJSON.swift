public import NetworkTypes

// Events as JSON: the same events as the log lines come from, with their parts apart.

extension VirtualServerEvent {
    /// What happened, in one word for programs.
    public var kind: String {
        switch self {
        case .realServerUp: "realServerUp"
        case .realServerDown: "realServerDown"
        case .realServerGone, .realServerRemoved: "realServerRemoved"
        case .realServerShutDown: "realServerShutDown"
        case .weightChanged: "weightChanged"
        case .quorumGained: "quorumGained"
        case .quorumLost: "quorumLost"
        case .startedWithoutQuorum: "startedWithoutQuorum"
        case .sorryServerOn: "sorryServerOn"
        case .sorryServerOff: "sorryServerOff"
        case .aliveServersAdded: "realServersAdded"
        case .aliveServersRemoved: "realServersRemoved"
        case .virtualServerRemoved: "virtualServerRemoved"
        case .slowStart: "slowStart"
        case .drainBegan: "drainBegan"
        case .drainResumed: "drainResumed"
        case .drainEnded: "drainEnded"
        case .waitingForFirstChecks: "waitingForFirstChecks"
        case .realServerHeld: "realServerKept"
        case .panicBegan: "panicBegan"
        case .panicLasts: "panicLasts"
        case .panicEnded: "panicEnded"
        case .suspended: "checksSuspended"
        case .resumed: "checksResumed"
        case .ordered: "ordered"
        case .orderedDrainEnded: "drained"
        case .changedOutOfService: "changedOutOfService"
        }
    }

    /// Members: `kind`, `object`, of a real server `virtualServer`, `cause`, what the kind has of its own, and `text`, which is the log line.
    ///
    /// - Parameter cause: what led to it, where the event itself doesn't know.
    public func write(to json: inout JSONText, cause: String?) {
        json.member("kind", kind)
        switch subject {
        case .realServer(let name):
            json.member("object", name.realServer.configuredName)
            json.member("virtualServer", name.virtualServer.fullName)
        case .virtualServer(let identity):
            json.member("object", identity.fullName)
        }
        json.member("cause", cause)
        writeNumbers(to: &json)
        json.member("text", description)
    }

    private func writeNumbers(to json: inout JSONText) {
        switch self {
        case .weightChanged(_, let from, let to, _):
            json.member("from", from)
            json.member("to", to)
        case .quorumGained(_, let reading), .quorumLost(_, let reading), .startedWithoutQuorum(_, let reading):
            json.member("weight", reading.weight)
            json.member("quorum", reading.quorum)
        case .panicBegan(_, let reading), .panicLasts(_, let reading), .panicEnded(_, let reading):
            json.member("liveWeight", reading.liveWeight)
            json.member("totalWeight", reading.totalWeight)
        case .drainEnded(_, let connections, let expired), .orderedDrainEnded(_, let connections, let expired, _):
            json.member("connections", connections)
            json.member("isExpired", expired)
        case .ordered(_, let mode, _): json.member("order", mode == .inService ? "enabled" : AdministrativeState(mode: mode).name)
        case .changedOutOfService(_, let isUp): json.member("isUp", isUp)
        default: break
        }
    }
}
