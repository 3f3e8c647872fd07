public import HealthCheck
public import IPVSTable
public import NetworkTypes
public import Routing
public import VRRP

/// The `global_defs` block, every default filled in. Defaults for instances are already worked into the instances.
public struct GlobalDefinitions: Hashable, Sendable {
    /// What is flushed from the IPVS table when the daemon stops.
    public enum FlushOnStop: Hashable, Sendable {
        /// Each of our destinations and services is removed.
        case nothing
        /// `lvs_flush_on_stop VS`: each of our services is removed and its destinations with it.
        case virtualServers
        /// `lvs_flush_on_stop`: the whole table is cleared, with services that aren't ours.
        case everything
    }

    /// `router_id`; nil means the host name.
    public var routerID: String?
    public var mail: MailSettings
    /// `share_checks`, `checker_max_concurrent`, `checker_max_rate`.
    public var probeLimits: ProbeLimits
    /// `lvs_reconcile`.
    public var reconciliation: TableReconciliation
    /// `enable_script_security` and `set_supplementary_groups`.
    public var scriptPolicy = ScriptPolicy()
    /// `lvs_ipset`: how the names of the sets begin that hold virtual services and real servers; nil: there are none.
    public var setPrefix: String?
    /// `lvs_sync_daemon`; nil: connections are not synchronised.
    public var syncDaemon: SyncDaemonSettings?
    /// `lvs_timeouts`; nil: the kernel's stay as they are.
    public var connectionTimeouts: ConnectionTimeouts?
    public var fifos = NotificationFIFOs()
    /// `control_group`, `control_group_may_change`.
    public var control = ControlSettings()
    /// How the roles' processes run.
    public var processes = RoleProcesses()
    /// About the daemon as a program.
    public var daemon = DaemonDefinitions()
    /// `vrrp_startup_delay`: from the start of the daemon to that of its instances.
    public var instanceDelay = Duration.zero
    /// `vrrp_delay_after_boot`: from the start of the machine to that of the instances, at least.
    public var instanceDelayAfterBoot = Duration.zero
    /// `lvs_flush`: the whole IPVS table is cleared at start.
    public var flushAtStart: Bool
    public var flushOnStop: FlushOnStop
    /// `checker_log_all_failures`.
    public var logsAllCheckFailures: Bool
    /// `rs_init_notifies`: at start one is told how each real server stands.
    public var notifiesInitialStates = false
    /// `vrrp_garp_interval`, `vrrp_gna_interval` and the `garp_group` blocks.
    public var announcementLimits: AnnouncementLimits
    /// `interface_up_down_delays`, `linkbeat_interfaces`, `dynamic_interfaces`.
    public var links = LinkSettings()
    /// `startup_script`.
    public var startupScript: LifecycleScript?
    /// `shutdown_script`.
    public var shutdownScript: LifecycleScript?
    /// `disable_local_igmp`: the machine reports no memberships of 224.0.0.0/24, which switches flood anyway (RFC 4541 section 2.1.2).
    public var reportsNoLocalGroups = false
    /// `vrrp_rx_bufs_policy` and `vrrp_rx_bufs_multiplier`; instances have it already.
    public var receiveBuffer: ReceiveBuffer?
    /// `log_unknown_vrids`: advertisements of virtual routers that nobody here has are logged.
    public var logsUnknownIdentifiers = false
    /// `vmac_addr_prefix`, else `vmac_prefix`: how the names of interfaces begin that are made for single addresses.
    public var addressInterfacePrefix = "vrrp"
    /// `vrrp_netlink_cmd_rcv_bufs` and its kin.
    public var socketBuffers = SocketBuffers()
    /// `iproute_etc_dir`: where the administrator's names of routing tables and groups of interfaces stand; nil: /etc/iproute2.
    public var routingNamesOfAdministrator: String?
    /// `iproute_usr_dir`: where those of the distribution stand; nil: /usr/share/iproute2, /usr/lib/iproute2.
    public var routingNamesOfDistribution: String?
    /// `nftables`, `vrrp_iptables` and their kin.
    public var firewall = FirewallSettings.nftables(NFTablesSettings())
    /// Rules are set by the iptables programs.
    public var usesIPTables: Bool {
        if case .iptables = firewall { return true }
        return false
    }

    public init(
        routerID: String? = nil, mail: MailSettings = MailSettings(), probeLimits: ProbeLimits = ProbeLimits(),
        reconciliation: TableReconciliation = TableReconciliation(), setPrefix: String? = nil,
        flushAtStart: Bool = false, flushOnStop: FlushOnStop = .nothing,
        logsAllCheckFailures: Bool = false, announcementLimits: AnnouncementLimits = AnnouncementLimits()
    ) {
        self.routerID = routerID
        self.mail = mail
        self.probeLimits = probeLimits
        self.reconciliation = reconciliation
        self.setPrefix = setPrefix
        self.flushAtStart = flushAtStart
        self.flushOnStop = flushOnStop
        self.logsAllCheckFailures = logsAllCheckFailures
        self.announcementLimits = announcementLimits
    }
}

/// Where mail about state changes goes.
public struct MailSettings: Hashable, Sendable {
    /// `notification_email`: the recipients.
    public var recipients: [String]
    /// `notification_email_from`; nil means the user at the host.
    public var sender: String?
    /// `smtp_server`: an address or a host name.
    public var server: String?
    /// The port after `smtp_server`.
    public var port: UInt16
    /// `smtp_helo_name`; nil means the host name.
    public var heloName: String?
    /// `no_email_faults`: no mail is sent when an instance enters FAULT.
    public var leavesOutFaults: Bool
    /// `smtp_connect_timeout`.
    public var connectTimeout: Duration

    public init(
        recipients: [String] = [], sender: String? = nil, server: String? = nil, port: UInt16 = 25, heloName: String? = nil,
        leavesOutFaults: Bool = false, connectTimeout: Duration = .seconds(30)
    ) {
        self.leavesOutFaults = leavesOutFaults
        self.recipients = recipients
        self.sender = sender
        self.server = server
        self.port = port
        self.heloName = heloName
        self.connectTimeout = connectTimeout
    }
}
