/// How the process of a role is to be called, scheduled and kept in memory.
public struct ProcessSettings: Hashable, Sendable {
    /// `vrrp_process_name` and its kin, else what `process_names` gives it; nil: lvsd's own.
    public var name: String?
    /// `vrrp_priority` and its kin: nice(2) from -20, which is served first, to 19; nil: as the daemon was started.
    public var niceness: Int?
    /// `vrrp_rt_priority` and its kin: round robin of sched(7) with 1 to 99, before every ordinary process; nil: ordinary.
    public var realTimePriority: Int?
    /// `vrrp_rlimit_rttime` and its kin: for how long it may compute in real time without a pause.
    public var realTimeLimit = ProcessSettings.defaultRealTimeLimit
    /// `vrrp_no_swap` and its kin.
    public var staysInMemory = false
    /// `vrrp_cpu_affinity` and its kin: the numbers of the processors that it may run on; empty: as the daemon was started.
    public var processors: [Int] = []

    public static let defaultRealTimeLimit = Duration.microseconds(10_000)
    /// Of a process name, in bytes: what prctl(2) PR_SET_NAME keeps.
    public static let longestName = 15
    /// More processors than any kernel is built for.
    public static let mostProcessors = 8192

    public init() {}
}

/// The roles' processes, and how far they may raise their own priority.
public struct RoleProcesses: Hashable, Sendable {
    public var vrrp = ProcessSettings()
    public var check = ProcessSettings()
    public var bfd = ProcessSettings()
    /// `max_auto_priority`: how high a process that runs late may raise its real-time priority by itself; nil: not at all.
    public var highestAutomaticPriority: Int?
    /// `min_auto_priority_delay`: from so much lateness on.
    public var automaticPriorityDelay = RoleProcesses.defaultAutomaticPriorityDelay

    public static let defaultAutomaticPriorityDelay = Duration.seconds(1)

    public init() {}

    /// Of the role whose part of the configuration this is.
    public subscript(part: Configuration.Part) -> ProcessSettings {
        switch part {
        case .vrrp: vrrp
        case .check: check
        case .bfd, .all: bfd
        }
    }
}
