import Configuration
import ConfigurationLanguage

enum ConfigurationFuzzing {
    /// Reads, renders, prints; what was printed means the same, and each part finds in it what it finds in the whole.
    static func read(_ bytes: [UInt8]) {
        let snapshot = SourceSnapshot(path: "x", bytes: bytes)
        let reading = Configuration.read(snapshot)
        _ = DiagnosticRenderer().text(reading.diagnostics, in: snapshot)
        let again = Configuration.read(SourceSnapshot(path: "y", bytes: reading.configuration.encodedText)).configuration
        precondition(again == reading.configuration, "what was printed means something else")
        precondition(reading.configuration.changes(from: again).isEmpty, "two equal configurations differ")
    }

    /// What the roles get from the supervisor.
    static func decodeSnapshot(_ bytes: [UInt8]) {
        guard let snapshot = try? SourceSnapshot(decoding: bytes) else { return }
        _ = Configuration.read(snapshot)
    }
}
