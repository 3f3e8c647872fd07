public import HealthCheck
public import NetworkTypes

/// What was found on this machine: the answers to `MachineRequirements`.
public struct MachineFacts: Hashable, Sendable {
    /// A file that is to be executed.
    public enum Program: Hashable, Sendable {
        case missing
        /// It exists; the flags say who may do what with it.
        case found(isExecutable: Bool, isWritableByOthers: Bool)
    }

    /// The addresses of each interface, those of interfaces without any included.
    public var interfaces: [String: Set<IPAddress>]
    /// By the word that the configuration has for it.
    public var programs: [String: Program]
    /// By path under /proc/sys; absent where the kernel has no such setting, as that of a module that isn't loaded.
    public var settings: [String: Int]

    /// What is wrong with regular expressions, for those that are; absent where nothing is known to be.
    public var mistakes: [BodyPattern: String]
    /// Why files can't be read, for those that can't.
    public var unreadableFiles: [String: String]

    public init(
        interfaces: [String: Set<IPAddress>] = [:], programs: [String: Program] = [:], settings: [String: Int] = [:],
        mistakes: [BodyPattern: String] = [:], unreadableFiles: [String: String] = [:]
    ) {
        self.mistakes = mistakes
        self.unreadableFiles = unreadableFiles
        self.interfaces = interfaces
        self.programs = programs
        self.settings = settings
    }
}
