public import HealthCheck
public import IPVSTable
public import NetworkTypes

/// One `virtual_server` block, every default filled in.
public struct VirtualServerDefinition: Hashable, Sendable {
    public var identity: VirtualServerIdentity
    /// What it is in the kernel's table: one service, or the members of its group. Each is there once.
    public var services: [ServiceIdentity]
    public var settings: ServiceSettings
    /// `quorum`: the sum of the weights of live real servers from which the virtual server counts as up. At least 1.
    public var quorum: UInt32
    /// `hysteresis`: less than `quorum`. Gained at quorum + hysteresis, lost below quorum - hysteresis.
    public var hysteresis: UInt32
    public var sorryServer: SorryServerDefinition?
    /// `alpha` at this level: every checker without its own word counts as failed until its first success.
    public var startsFailed: Bool
    /// `omega`: on shutdown the quorum_down and notify_down actions run as if all real servers had failed.
    public var omega: Bool
    /// `quorum_up`, `quorum_down`: run when the quorum is gained or lost, and at start for how it stands then.
    public var quorumUp: ScriptCommand?
    public var quorumDown: ScriptCommand?
    /// Each with an identity of its own. In a group whose members have several ports, port 0 stands for the member's port.
    public var realServers: [RealServerDefinition]

    /// - Parameter services: nil means the one that the identity names.
    public init(
        identity: VirtualServerIdentity, services: [ServiceIdentity]? = nil, settings: ServiceSettings, quorum: UInt32 = 1, hysteresis: UInt32 = 0,
        sorryServer: SorryServerDefinition? = nil, startsFailed: Bool = false, omega: Bool = false, quorumUp: ScriptCommand? = nil,
        quorumDown: ScriptCommand? = nil, realServers: [RealServerDefinition]
    ) {
        self.identity = identity
        self.services = services ?? identity.ownService.map { [$0] } ?? []
        self.settings = settings
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.sorryServer = sorryServer
        self.startsFailed = startsFailed
        self.omega = omega
        self.quorumUp = quorumUp
        self.quorumDown = quorumDown
        self.realServers = realServers
    }
}

extension VirtualServerDefinition {
    /// The real server that is the sorry server too: both are one entry in the table.
    var sorryIndex: Int? {
        guard let sorryServer else { return nil }
        return realServers.firstIndex { $0.identity == sorryServer.identity }
    }
}

/// One `real_server` block, every default filled in.
public struct RealServerDefinition: Hashable, Sendable {
    public var identity: DestinationIdentity
    public var settings: DestinationSettings
    /// `inhibit_on_failure`: a failed real server stays in the table with weight 0.
    public var inhibitOnFailure: Bool
    /// `notify_up`, `notify_down`: run when the real server comes alive or fails, not for how it stands at start.
    public var notifyUp: ScriptCommand?
    public var notifyDown: ScriptCommand?
    public var checks: [CheckDefinition]

    public init(
        identity: DestinationIdentity, settings: DestinationSettings, inhibitOnFailure: Bool = false, notifyUp: ScriptCommand? = nil,
        notifyDown: ScriptCommand? = nil, checks: [CheckDefinition]
    ) {
        self.identity = identity
        self.settings = settings
        self.inhibitOnFailure = inhibitOnFailure
        self.notifyUp = notifyUp
        self.notifyDown = notifyDown
        self.checks = checks
    }
}

/// The `sorry_server` that takes the traffic while the quorum is lost.
public struct SorryServerDefinition: Hashable, Sendable {
    public var identity: DestinationIdentity
    public var settings: DestinationSettings
    /// `sorry_server_inhibit`: it stays in the table with weight 0 while the quorum holds.
    public var inhibit: Bool

    public init(identity: DestinationIdentity, settings: DestinationSettings, inhibit: Bool = false) {
        self.identity = identity
        self.settings = settings
        self.inhibit = inhibit
    }
}
