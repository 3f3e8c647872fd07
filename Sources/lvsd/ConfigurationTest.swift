internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import LinuxSystem
internal import Supervisor

/// `lvsd -t`: what is wrong with a configuration, for people, editors and scripts.
struct ConfigurationTest {
    /// `--format`.
    enum Format: String {
        case text, json
    }

    var path: String
    /// What the meaning of the configuration depends on beside its text.
    var settings: SourceSnapshot.Settings
    /// A file for the messages; standard error where nil, or standard output for JSON.
    var output: String?
    var format = Format.text

    /// - Returns: keepalived's exit status: 0 nothing wrong, 4 it can't be used, 5 usable with errors, 6 scripts without
    ///   `enable_script_security`, whatever else is wrong.
    func run() -> Int32 {
        let reading: Configuration.Reading
        let snapshot: SourceSnapshot
        do throws(SystemError) {
            (reading, snapshot) = try ConfigurationSource.load(path, settings: settings)
        } catch {
            return report(unreadable: SystemError.text(error.code)) ?? 4
        }
        let facts = MachineFacts(observedFor: reading.requirements)
        return report(text(reading.diagnostics(on: facts), snapshot)) ?? Self.exitStatus(of: reading)
    }

    static func exitStatus(of reading: Configuration.Reading) -> Int32 {
        reading.outcome != .unusable && reading.requirements.trustsScripts ? 6 : exitStatus(of: reading.outcome)
    }

    static func exitStatus(of outcome: Configuration.Outcome) -> Int32 {
        switch outcome {
        case .clean: 0
        case .usableWithErrors: 5
        case .unusable: 4
        }
    }

    private func text(_ diagnostics: [Diagnostic], _ snapshot: SourceSnapshot) -> String {
        switch format {
        case .text: DiagnosticRenderer(colours: output == nil && Console.errorTakesColours).text(diagnostics, in: snapshot)
        case .json: DiagnosticJSON().text(diagnostics, in: snapshot)
        }
    }

    /// A file without text has no place to point at, except for editors.
    private func report(unreadable reason: String) -> Int32? {
        if format == .text { return report("\(path): error: \(reason) [\(Diagnostic.Code.unreadableFile)]\n") }
        let diagnostic = Diagnostic(.error, .unreadableFile, reason, at: SourceRange(file: 0, offset: 0, length: 0))
        return report(text([diagnostic], SourceSnapshot(path: path, bytes: [])))
    }

    /// - Returns: an exit status where the messages couldn't be written.
    private func report(_ text: String) -> Int32? {
        guard let output else {
            format == .json ? Console.print(text) : Console.printError(text)
            return nil
        }
        do throws(SystemError) {
            try Files.replace(output, with: Array(text.utf8))
            return nil
        } catch {
            Console.printError("lvsd: \(error)\n")
            return 1
        }
    }
}
