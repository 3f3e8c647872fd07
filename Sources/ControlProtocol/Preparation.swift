public import Configuration
public import ConfigurationLanguage

/// A role's side of a reload: the configuration that was read and waits for the word to follow it.
public struct Preparation {
    private var configuration: Configuration?

    public init() {}

    /// Reads the role's part of a configuration and looks whether this machine has what it needs.
    ///
    /// - Parameter part: that of the role.
    public mutating func read(_ snapshot: SourceSnapshot, part: Configuration.Part) -> PreparationFindings {
        let reading = Configuration.read(snapshot, part: part)
        configuration = reading.configuration
        var findings: PreparationFindings = []
        if reading.outcome != .clean { findings.insert(.isFaulty) }
        if !reading.diagnostics(on: MachineFacts(observedFor: reading.requirements)).isEmpty { findings.insert(.hasRemarks) }
        if reading.configuration.hasWork(for: part) { findings.insert(.hasWork) }
        if reading.leavesBlocks { findings.insert(.leavesBlocks) }
        return findings
    }

    /// Hands the configuration out, once.
    public mutating func take() -> Configuration? {
        configuration.take()
    }
}
