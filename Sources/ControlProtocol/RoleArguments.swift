public import Configuration
internal import LinuxSystem
public import LogRecords

/// Which role a process plays.
public enum Role: String, Hashable, Sendable, CaseIterable {
    case vrrp
    case check
    case bfd

    /// How the role is called in log lines and by ps(1).
    public var processName: String {
        "lvsd_\(rawValue)"
    }

    /// How log lines of the daemon call the role, in keepalived's words.
    public var title: String {
        switch self {
        case .vrrp: "VRRP"
        case .check: "Healthcheck"
        case .bfd: "BFD"
        }
    }

    /// What the role reads of a configuration.
    public var part: Configuration.Part {
        switch self {
        case .vrrp: .vrrp
        case .check: .check
        case .bfd: .bfd
        }
    }

    /// Whether there are blocks that no other role reads.
    public var hasBlocksOfItsOwn: Bool { self != .bfd }
}

/// What a supervisor hands a role on its command line.
public struct RoleArguments: Hashable, Sendable {
    public var role: Role
    public var runtimeDirectory: String
    public var log: LogSettings
    /// The role's last process died a moment ago: what it left in the kernel is still in use.
    public var takesOver: Bool
    /// The roles that this daemon doesn't run, whatever the configuration says.
    public var absentRoles: Set<Role>
    /// The IPVS table is kept in another network namespace, of which the role finds a descriptor (`RoleDescriptors.inherited`).
    public var hasTableNamespace: Bool
    /// `-a`: addresses that come and go are logged.
    public var logsAddresses = false

    public init(
        role: Role, runtimeDirectory: String, log: LogSettings, takesOver: Bool = false, absentRoles: Set<Role> = [], hasTableNamespace: Bool = false
    ) {
        self.hasTableNamespace = hasTableNamespace
        self.role = role
        self.runtimeDirectory = runtimeDirectory
        self.log = log
        self.takesOver = takesOver
        self.absentRoles = absentRoles
    }

    /// The word that makes the program a role; no keepalived flag is like it.
    private static let marker = "--role"
    private static let absence = "without-"

    /// The command line, without the program's name.
    public var commandLine: [String] {
        var words = [Self.marker, role.rawValue, runtimeDirectory] + log.words
        if takesOver { words.append("takeover") }
        if hasTableNamespace { words.append("table-namespace") }
        if logsAddresses { words.append("log-addresses") }
        return words + Role.allCases.filter(absentRoles.contains).map { Self.absence + $0.rawValue }
    }

    /// - Parameter commandLine: without the program's name.
    /// - Returns: nil where this isn't a role's command line.
    public init?(commandLine: some Collection<String>) {
        let words = Array(commandLine)
        guard words.count >= 3, words[0] == Self.marker, let role = Role(rawValue: words[1]) else { return nil }
        self.init(
            role: role, runtimeDirectory: words[2], log: LogSettings(words: words[3...]), takesOver: words[3...].contains("takeover"),
            absentRoles: Set(Role.allCases.filter { words[3...].contains(Self.absence + $0.rawValue) }),
            hasTableNamespace: words[3...].contains("table-namespace"))
        logsAddresses = words[3...].contains("log-addresses")
    }
}
