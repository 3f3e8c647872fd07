public import Configuration
internal import LinuxSystem
public import Logging
public import NetworkTypes

/// What a role may do once it has its configuration: what its work needs, and no more.
///
/// The scripts that it runs are the operator's, and may need anything: as long as the configuration has scripts, programs that root executes
/// get all that the daemon was started with, unless `script_no_new_privileges` says no. Without any script that way is closed for good, so
/// that a bug in the reading of a packet can't become a program with all of root's rights.
public struct RolePrivileges {
    /// Why programs that the role executes get no more than the role has.
    private enum Limit {
        case hasNoScripts
        case configured
    }

    private var limit: Limit?
    private var hasWarned = false

    public init() {}

    /// Kept in roles that set tables and run scripts: for the kernel's tables and for sockets; to run scripts as their users and to end them; for files, FIFOs and log
    /// files that belong to others; for scheduling priorities.
    static let common: Set<Capability> = [
        .administerNetwork, .useRawSockets, .bindLowPorts, .becomeOtherUsers, .becomeOtherGroups, .signalAnyProcess, .changeOwners,
        .changeAnyFilesMode, .overrideFilePermissions, .readAnyFile, .raisePriority, .raiseLimits, .lockMemory,
    ]

    /// Kept for what a role does: sessions of BFD need no more than ordinary sockets, priorities, and log files that belong to others.
    private static func needed(_ part: Configuration.Part) -> Set<Capability> {
        part == .bfd ? [.overrideFilePermissions, .raisePriority, .raiseLimits, .lockMemory] : common
    }

    /// What the supervisor keeps for itself; the roles, which it executes, begin with all that it was started with.
    public static func enterSupervisor() {
        Privileges.hideMemory()
        Privileges.keep(common)
    }

    /// Without these a role can do little, and what they are for.
    private static let essential: [(Capability, String)] = [
        (.administerNetwork, "addresses, routes and the IPVS table can't be set"),
        (.useRawSockets, "advertisements can't be sent, and real servers can't be pinged"),
    ]

    /// Gives up what isn't needed, and says which necessary capability this process was started without.
    ///
    /// - Parameters:
    ///   - reading: the role's part of the configuration.
    ///   - part: which one that is.
    public mutating func enter(_ reading: Configuration.Reading, _ part: Configuration.Part, _ logger: Logger) {
        Privileges.hideMemory()
        let effective = Privileges.effective
        let needed = Self.needed(part)
        for (capability, consequence) in Self.essential where needed.contains(capability) && !effective.contains(capability) {
            logger.error("\(capability.name) is missing: \(consequence). A container must be given it")
        }
        var kept = needed
        // The iptables programs of old load their modules themselves.
        if part != .bfd, reading.configuration.global.usesIPTables { kept.insert(.loadModules) }
        // The connection to the table is made again when it breaks.
        if part != .bfd, reading.configuration.global.daemon.tableNamespace != nil { kept.insert(.administerSystem) }
        // With hidepid=2 only it shows the processes of others.
        if !reading.configuration.trackedProcesses.isEmpty { kept.insert(.traceAnyProcess) }
        if reading.configuration.global.scriptPolicy.forbidsNewPrivileges {
            limit = .configured
        } else if part == .bfd || reading.requirements.programs.isEmpty {
            limit = .hasNoScripts
        }
        if limit != nil, !Privileges.limitPrograms(to: kept) { logger.debug("capabilities of executed programs can't be limited: CAP_SETPCAP is missing") }
        if !Privileges.keep(kept) { logger.warning("capabilities that aren't needed can't be given up") }
    }

    /// A reload is followed: what was given up can't be had back.
    public mutating func follow(_ findings: PreparationFindings, policy: ScriptPolicy, _ logger: Logger) {
        guard findings.contains(.hasScripts), limit == .hasNoScripts, !policy.forbidsNewPrivileges, !hasWarned else { return }
        hasWarned = true
        logger.warning(
            "The configuration has scripts now, and had none when this process began: until the daemon is started anew they have its own rights only, and programs like sudo don't work in them")
    }
}
