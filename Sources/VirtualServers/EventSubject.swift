extension VirtualServerEvent {
    /// What an event is about.
    public enum Subject: Hashable, Sendable {
        case realServer(RealServerName)
        /// The virtual server as a whole.
        case virtualServer(VirtualServerIdentity)

        public var virtualServer: VirtualServerIdentity {
            switch self {
            case .realServer(let name): name.virtualServer
            case .virtualServer(let identity): identity
            }
        }
    }

    public var subject: Subject {
        switch self {
        case .realServerUp(let name, _), .realServerDown(let name, _), .realServerGone(let name), .realServerRemoved(let name), .realServerShutDown(let name),
            .weightChanged(let name, _, _, _), .sorryServerOn(let name, _), .sorryServerOff(let name, _), .slowStart(let name, _, _, _),
            .drainBegan(let name, _), .drainResumed(let name), .drainEnded(let name, _, _), .realServerHeld(let name), .ordered(let name, _, _),
            .orderedDrainEnded(let name, _, _, _), .changedOutOfService(let name, _):
            .realServer(name)
        case .quorumGained(let identity, _), .quorumLost(let identity, _), .startedWithoutQuorum(let identity, _), .aliveServersAdded(let identity),
            .aliveServersRemoved(let identity), .virtualServerRemoved(let identity), .waitingForFirstChecks(let identity), .panicBegan(let identity, _),
            .panicLasts(let identity, _), .panicEnded(let identity, _), .suspended(let identity), .resumed(let identity):
            .virtualServer(identity)
        }
    }

    /// The real server that it is about; nil where it is about the virtual server as a whole.
    public var realServer: RealServerName? {
        if case .realServer(let name) = subject { name } else { nil }
    }
}
