public import Configuration
public import ConfigurationLanguage
internal import Logging

/// What a role has found in a new configuration.
public struct PreparationAnswer: Hashable, Sendable {
    public var findings: PreparationFindings
    /// nil where it couldn't be read.
    public var settings: DaemonSettings?

    public init(_ findings: PreparationFindings, _ settings: DaemonSettings? = nil) {
        self.findings = findings
        self.settings = settings
    }

    /// The message that tells the supervisor.
    var message: [UInt8] {
        [RoleMessage.prepared.rawValue, findings.rawValue] + (settings?.encoded ?? [])
    }

    /// - Parameter message: as the role sent it; nil where it is none.
    public init?(message: [UInt8]) {
        guard message.count >= 2, message[0] == RoleMessage.prepared.rawValue else { return nil }
        self.init(PreparationFindings(rawValue: message[1]), DaemonSettings(encoded: message[2...]))
    }
}

/// A role's side of start and reload: the configuration that was read and waits for the word to follow it, and what the role may do by it.
public struct Preparation {
    private var configuration: Configuration?
    private var findings: PreparationFindings = []
    private var privileges = RolePrivileges()
    private let logger = Logger(label: "daemon")

    public init() {}

    /// Reads the role's part of the configuration to start with, and gives up the rights that it doesn't need.
    public mutating func begin(_ snapshot: SourceSnapshot, part: Configuration.Part) -> Configuration {
        let reading = Configuration.read(snapshot, part: part)
        privileges.enter(reading, logger)
        return reading.configuration
    }

    /// Reads the role's part of a configuration and looks whether this machine has what it needs.
    ///
    /// - Parameter part: that of the role.
    public mutating func read(_ snapshot: SourceSnapshot, part: Configuration.Part) -> PreparationAnswer {
        let reading = Configuration.read(snapshot, part: part)
        configuration = reading.configuration
        findings = []
        if reading.outcome != .clean { findings.insert(.isFaulty) }
        if !reading.diagnostics(on: MachineFacts(observedFor: reading.requirements)).isEmpty { findings.insert(.hasRemarks) }
        if reading.configuration.hasWork(for: part) { findings.insert(.hasWork) }
        if reading.leavesBlocks { findings.insert(.leavesBlocks) }
        if !reading.requirements.programs.isEmpty { findings.insert(.hasScripts) }
        return PreparationAnswer(findings, DaemonSettings(of: reading.configuration))
    }

    /// Hands the configuration out, once, to be followed.
    public mutating func take() -> Configuration? {
        guard let configuration = configuration.take() else { return nil }
        privileges.follow(findings, policy: configuration.global.scriptPolicy, logger)
        return configuration
    }
}
