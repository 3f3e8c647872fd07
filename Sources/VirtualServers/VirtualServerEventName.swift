extension VirtualServerEvent {
    /// What machines call it, in the log's structured forms.
    public var name: String {
        switch self {
        case .realServerUp: "real_server_up"
        case .realServerDown: "real_server_down"
        case .realServerGone: "real_server_gone"
        case .realServerRemoved: "real_server_removed"
        case .realServerShutDown: "real_server_shut_down"
        case .weightChanged: "weight_changed"
        case .quorumGained: "quorum_gained"
        case .quorumLost: "quorum_lost"
        case .startedWithoutQuorum: "started_without_quorum"
        case .sorryServerOn: "sorry_server_on"
        case .sorryServerOff: "sorry_server_off"
        case .aliveServersAdded: "alive_servers_added"
        case .aliveServersRemoved: "alive_servers_removed"
        case .virtualServerRemoved: "virtual_server_removed"
        case .slowStart: "slow_start"
        case .drainBegan: "drain_began"
        case .drainResumed: "drain_resumed"
        case .drainEnded: "drain_ended"
        case .waitingForFirstChecks: "waiting_for_first_checks"
        case .realServerHeld: "real_server_held"
        case .panicBegan: "panic_began"
        case .panicLasts: "panic_lasts"
        case .panicEnded: "panic_ended"
        case .suspended: "suspended"
        case .resumed: "resumed"
        case .ordered: "ordered"
        case .orderedDrainEnded: "ordered_drain_ended"
        case .changedOutOfService: "changed_out_of_service"
        }
    }
}
