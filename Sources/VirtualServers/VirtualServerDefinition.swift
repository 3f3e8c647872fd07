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
    /// `ha_suspend`: nothing is checked while none of its addresses is on this host.
    public var suspendsWithoutAddress = false
    /// `smtp_alert`: mail when the quorum is gained or lost.
    public var sendsMail = false
    /// `rs_init_notifies`: at start one is told how each real server stands.
    public var notifiesInitialStates = false
    /// `init_state`.
    public var initialState = InitialState.up
    /// `panic_threshold`: percent of the weight of all real servers below which failed ones are kept; 0 turns it off.
    public var panicThreshold: UInt8 = 0
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

/// How real servers begin that no check has looked at yet.
public enum InitialState: Hashable, Sendable {
    /// In the table, as in keepalived; those with `alpha` not.
    case up
    /// Not in the table before their first success; and nothing is said of the quorum before all have been checked or it is reached.
    case checking
}

extension VirtualServerDefinition {
    /// How long it may take until each checker has had its first result.
    var longestFirstCheck: Duration {
        let longest = realServers.lazy.flatMap(\.sharedChecks).map { $0.value.timing.warmup + $0.value.timing.deadline }.max() ?? .zero
        return longest + .seconds(2)
    }

    /// The real server that is the sorry server too: both are one entry in the table.
    var sorryIndex: Int? {
        guard let sorryServer else { return nil }
        return realServers.firstIndex { $0.identity == sorryServer.identity }
    }
}

/// One `real_server` block, every default filled in.
///
/// A virtual server may have 36,000 of them that differ in their address alone: what they have in common is kept once.
public struct RealServerDefinition: Hashable, Sendable {
    public var identity: DestinationIdentity
    /// All that isn't its identity or a check. Of equal ones one may stand for all.
    public private(set) var sharedSettings: Shared<RealServerSettings>
    /// As they are kept: the checkers refer to the same.
    public private(set) var sharedChecks: [Shared<CheckDefinition>]

    public var checks: [CheckDefinition] {
        get { sharedChecks.map { $0.value } }
        set { sharedChecks = newValue.map { Shared($0) } }
    }

    public init(identity: DestinationIdentity, settings: Shared<RealServerSettings>, checks: [Shared<CheckDefinition>]) {
        self.identity = identity
        sharedSettings = settings
        sharedChecks = checks
    }

    public init(
        identity: DestinationIdentity, settings: DestinationSettings, inhibitOnFailure: Bool = false, notifyUp: ScriptCommand? = nil,
        notifyDown: ScriptCommand? = nil, checks: [CheckDefinition]
    ) {
        self.identity = identity
        sharedSettings = Shared(
            RealServerSettings(destination: settings, inhibitOnFailure: inhibitOnFailure, notifyUp: notifyUp, notifyDown: notifyDown))
        sharedChecks = checks.map { Shared($0) }
    }

    public var settings: DestinationSettings {
        get { sharedSettings.value.destination }
        set { sharedSettings.change { $0.destination = newValue } }
    }

    public var inhibitOnFailure: Bool {
        get { sharedSettings.value.inhibitOnFailure }
        set { sharedSettings.change { $0.inhibitOnFailure = newValue } }
    }

    public var notifyUp: ScriptCommand? {
        get { sharedSettings.value.notifyUp }
        set { sharedSettings.change { $0.notifyUp = newValue } }
    }

    public var notifyDown: ScriptCommand? {
        get { sharedSettings.value.notifyDown }
        set { sharedSettings.change { $0.notifyDown = newValue } }
    }

    public var sendsMail: Bool {
        get { sharedSettings.value.sendsMail }
        set { sharedSettings.change { $0.sendsMail = newValue } }
    }

    public var slowStart: SlowStart? {
        get { sharedSettings.value.slowStart }
        set { sharedSettings.change { $0.slowStart = newValue } }
    }

    public var drainTimeout: Duration {
        get { sharedSettings.value.drainTimeout }
        set { sharedSettings.change { $0.drainTimeout = newValue } }
    }
}

/// What a real server is in the table, and what is done when its state changes.
public struct RealServerSettings: Hashable, Sendable {
    public var destination: DestinationSettings
    /// `inhibit_on_failure`: a failed real server stays in the table with weight 0.
    public var inhibitOnFailure: Bool
    /// `notify_up`, `notify_down`: run when the real server comes alive or fails, not for how it stands at start.
    public var notifyUp: ScriptCommand?
    public var notifyDown: ScriptCommand?
    /// `smtp_alert`: mail when it comes alive or fails.
    public var sendsMail = false
    /// `slow_start`; nil where it has its whole weight at once.
    public var slowStart: SlowStart?
    /// `drain_timeout`: how long its connections may go on when it is gone from the configuration; zero: not at all.
    public var drainTimeout = Duration.zero

    public init(
        destination: DestinationSettings, inhibitOnFailure: Bool = false, notifyUp: ScriptCommand? = nil, notifyDown: ScriptCommand? = nil
    ) {
        self.destination = destination
        self.inhibitOnFailure = inhibitOnFailure
        self.notifyUp = notifyUp
        self.notifyDown = notifyDown
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
