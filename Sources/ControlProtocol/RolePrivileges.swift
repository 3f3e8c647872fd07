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
    /// What this process could do before it was a role.
    private var givenUp: Set<Capability> = []
    private var hasWarned = false
    /// An AppArmor profile is in force, and no_new_privs is set: nothing can be executed any more.
    private var executesNothing = false

    public init() {}

    /// Kept in roles that set tables and run scripts: for the kernel's tables and for sockets; to run scripts as their users and to end them; for files, FIFOs and log
    /// files that belong to others; for scheduling priorities.
    static let common: Set<Capability> = [
        .administerNetwork, .useRawSockets, .bindLowPorts, .becomeOtherUsers, .becomeOtherGroups, .signalAnyProcess, .changeOwners,
        .changeAnyFilesMode, .overrideFilePermissions, .readAnyFile, .raisePriority, .raiseLimits, .lockMemory,
    ]

    /// Kept for what a role does: sessions of BFD need no more than ordinary sockets, priorities, and log files that belong to others.
    static func needed(for configuration: Configuration, _ part: Configuration.Part) -> Set<Capability> {
        if part == .bfd { return [.overrideFilePermissions, .raisePriority, .raiseLimits, .lockMemory] }
        var needed = common
        // The iptables programs of old load their modules themselves.
        if configuration.global.usesIPTables { needed.insert(.loadModules) }
        // The connection to the table is made again when it breaks.
        if configuration.global.daemon.tableNamespace != nil { needed.insert(.administerSystem) }
        // With hidepid only it shows the processes of others.
        if !configuration.trackedProcesses.isEmpty { needed.insert(.traceAnyProcess) }
        return needed
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
        let kept = Self.needed(for: reading.configuration, part)
        for (capability, consequence) in Self.essential where kept.contains(capability) && !effective.contains(capability) {
            logger.error("\(capability.name) is missing: \(consequence). A container must be given it")
        }
        if kept.contains(.traceAnyProcess), ProcessTable.isHidden {
            logger.error("\(Capability.traceAnyProcess.name) is missing, and /proc hides the processes of other users (hidepid): track_process can't see them")
        }
        givenUp = effective.subtracting(kept)
        if reading.configuration.global.scriptPolicy.forbidsNewPrivileges {
            limit = .configured
        } else if part == .bfd || reading.requirements.programs.isEmpty {
            limit = .hasNoScripts
        }
        if limit != nil { limitPrograms(to: kept, reading, logger) }
        if !Privileges.keep(kept) { logger.warning("capabilities that aren't needed can't be given up") }
    }

    private mutating func limitPrograms(to kept: Set<Capability>, _ reading: Configuration.Reading, _ logger: Logger) {
        if !Privileges.limitPrograms(to: kept) { logger.debug("capabilities of executed programs can't be limited: CAP_SETPCAP is missing") }
        let isConfined = SecurityProfile.isLeftByPrograms
        if isConfined, Self.executesPrograms(reading) {
            if limit == .configured {
                logger.notice("script_no_new_privileges: the AppArmor profile has programs run without it, which no_new_privs would forbid: their capabilities are limited only")
            }
            return
        }
        Privileges.forbidNewPrivileges()
        executesNothing = isConfined
    }

    private static func executesPrograms(_ reading: Configuration.Reading) -> Bool {
        !reading.requirements.programs.isEmpty || reading.configuration.global.usesIPTables
    }

    /// Whether a configuration needs a right that this process had and has given up.
    func lacksRights(for reading: Configuration.Reading, _ part: Configuration.Part) -> Bool {
        if executesNothing, part != .bfd, Self.executesPrograms(reading) { return true }
        return lacksRights(for: reading.configuration, part)
    }

    private func lacksRights(for configuration: Configuration, _ part: Configuration.Part) -> Bool {
        Self.needed(for: configuration, part).intersection(givenUp).contains { capability in
            switch capability {
            // Where /proc hides nothing, everybody sees the processes.
            case .traceAnyProcess: ProcessTable.isHidden
            // Programs that root executes have it as long as they aren't limited.
            case .loadModules: limit != nil
            default: true
            }
        }
    }

    /// A reload is followed: what was given up can't be had back.
    public mutating func follow(_ findings: PreparationFindings, policy: ScriptPolicy, _ logger: Logger) {
        guard findings.contains(.hasScripts), limit == .hasNoScripts, !executesNothing, !policy.forbidsNewPrivileges, !hasWarned else { return }
        hasWarned = true
        logger.warning(
            "The configuration has scripts now, and had none when this process began: until the daemon is started anew they have its own rights only, and programs like sudo don't work in them")
    }
}
