/// What the supervisor tells a role. Each is one message of one byte.
public enum SupervisorMessage: UInt8, Hashable, Sendable {
    /// Follow the configuration whose sealed memory file comes along as a descriptor.
    case reload = 0x52
    /// Undo everything that should not outlive the daemon, and exit.
    case stop = 0x53
}

/// What a role tells the supervisor. Each is one message of one byte.
public enum RoleMessage: UInt8, Hashable, Sendable {
    /// The role has taken up its work.
    case ready = 0x4B
    /// The role's loop goes round.
    case heartbeat = 0x48
    /// The configuration of the last reload is in force.
    case reloaded = 0x44
}
