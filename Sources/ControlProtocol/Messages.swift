/// What the supervisor tells a role. Each is one message of one byte, but for `logLevels`.
public enum SupervisorMessage: UInt8, Hashable, Sendable, CaseIterable {
    /// Read the configuration whose sealed memory file comes along as a descriptor, and say what you find; nothing else changes yet.
    case prepare = 0x50
    /// Follow the configuration that was read last.
    case commit = 0x43
    /// Forget the configuration that was read last.
    case discard = 0x44
    /// Undo everything that should not outlive the daemon, and exit.
    case stop = 0x53
    /// Exit, and leave everything in the kernel as it is.
    case leave = 0x58
    /// Log from now on as the text behind the byte says (`LogLevels`).
    case logLevels = 0x4C
}

/// What a role tells the supervisor. Each is one message of one byte; behind that of `begun` and `prepared` stands what was found
/// (`PreparationAnswer`).
public enum RoleMessage: UInt8, Hashable, Sendable, CaseIterable {
    /// The configuration to start with was read.
    case begun = 0x42
    /// The role has taken up its work.
    case ready = 0x4B
    /// The new configuration was read.
    case prepared = 0x41
    /// The configuration of the last `commit` is in force.
    case reloaded = 0x46
    /// The configuration that is to be followed needs rights that the role has given up and can't have back: another process must follow it.
    case makesWay = 0x57
}

/// What a role finds in its part of a new configuration.
public struct PreparationFindings: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There are errors in it.
    public static let isFaulty = PreparationFindings(rawValue: 1)
    /// There is something to say about it, be it a warning only.
    public static let hasRemarks = PreparationFindings(rawValue: 2)
    /// It gives the role something to do.
    public static let hasWork = PreparationFindings(rawValue: 4)
    /// It has scripts for the role to run.
    public static let hasScripts = PreparationFindings(rawValue: 16)
    /// It has sessions of BFD, whose blocks every role reads.
    public static let hasSessions = PreparationFindings(rawValue: 32)
    /// The role needs rights for it that it has given up: only a new process of it has them.
    public static let lacksRights = PreparationFindings(rawValue: 64)
    /// Blocks of another role were left unread.
    public static let leavesBlocks = PreparationFindings(rawValue: 8)
}
