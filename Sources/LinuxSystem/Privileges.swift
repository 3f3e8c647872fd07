internal import CLinux

/// One of the rights into which root's are divided (capabilities(7)). The raw value is the kernel's number.
public enum Capability: UInt8, Hashable, Sendable, CaseIterable {
    case changeOwners = 0
    case overrideFilePermissions = 1
    case readAnyFile = 2
    case changeAnyFilesMode = 3
    case signalAnyProcess = 5
    case becomeOtherGroups = 6
    case becomeOtherUsers = 7
    case giveUpCapabilities = 8
    case bindLowPorts = 10
    case administerNetwork = 12
    case useRawSockets = 13
    case lockMemory = 14
    case loadModules = 16
    case traceAnyProcess = 19
    case administerSystem = 21
    case raisePriority = 23
    case raiseLimits = 24
    case writeAudit = 29

    /// As capabilities(7) calls it: `CAP_NET_ADMIN`.
    public var name: String {
        switch self {
        case .changeOwners: "CAP_CHOWN"
        case .overrideFilePermissions: "CAP_DAC_OVERRIDE"
        case .readAnyFile: "CAP_DAC_READ_SEARCH"
        case .changeAnyFilesMode: "CAP_FOWNER"
        case .signalAnyProcess: "CAP_KILL"
        case .becomeOtherGroups: "CAP_SETGID"
        case .becomeOtherUsers: "CAP_SETUID"
        case .giveUpCapabilities: "CAP_SETPCAP"
        case .bindLowPorts: "CAP_NET_BIND_SERVICE"
        case .administerNetwork: "CAP_NET_ADMIN"
        case .useRawSockets: "CAP_NET_RAW"
        case .lockMemory: "CAP_IPC_LOCK"
        case .loadModules: "CAP_SYS_MODULE"
        case .traceAnyProcess: "CAP_SYS_PTRACE"
        case .administerSystem: "CAP_SYS_ADMIN"
        case .raisePriority: "CAP_SYS_NICE"
        case .raiseLimits: "CAP_SYS_RESOURCE"
        case .writeAudit: "CAP_AUDIT_WRITE"
        }
    }
}

/// What this process may do, and giving up what it doesn't need. What was given up never comes back.
public enum Privileges {
    /// Of the capabilities that have a name here, those in effect.
    public static var effective: Set<Capability> { named(clinux_capabilities()) }

    /// Those that a program executed by root could have.
    public static var bounding: Set<Capability> { named(clinux_bounding_set()) }

    /// Gives up every capability but these for this process itself. A program that root executes may get them again.
    ///
    /// - Returns: whether the kernel let it.
    @discardableResult
    public static func keep(_ kept: Set<Capability>) -> Bool {
        clinux_keep_capabilities(bits(kept)) == 0
    }

    /// Gives up every capability but these for whatever this process executes.
    ///
    /// To be called before `keep`: it needs CAP_SETPCAP.
    ///
    /// - Returns: whether the kernel let it.
    @discardableResult
    public static func limitPrograms(to kept: Set<Capability>) -> Bool {
        clinux_limit_bounding_set(bits(kept)) == 0
    }

    /// Has setuid programs and the like run with this process's rights (no_new_privs).
    ///
    /// - Returns: whether the kernel let it.
    @discardableResult
    public static func forbidNewPrivileges() -> Bool {
        clinux_set_no_new_privileges() == 0
    }

    /// Keeps the memory of this process, which may hold keys, out of core files and from other processes.
    public static func hideMemory() {
        _ = clinux_set_dumpable(0)
    }

    private static func bits(_ capabilities: Set<Capability>) -> UInt64 {
        capabilities.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    private static func named(_ bits: UInt64) -> Set<Capability> {
        Set(Capability.allCases.filter { bits >> UInt64($0.rawValue) & 1 == 1 })
    }
}
