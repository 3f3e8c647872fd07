internal import Configuration
internal import ConfigurationLanguage
internal import LinuxSystem
internal import Supervisor

/// `lvsd -t`: what is wrong with a configuration, for people and for scripts.
enum ConfigurationTest {
    /// - Parameter output: a file for the messages; standard error where nil.
    /// - Returns: keepalived's exit status: 0 nothing wrong, 4 it can't be used, 5 usable with errors.
    static func run(_ path: String, output: String?) -> Int32 {
        let snapshot: SourceSnapshot
        do throws(SystemError) {
            snapshot = try ConfigurationSource.read(path)
        } catch {
            return report("\(path): error: \(SystemError.text(error.code)) [unreadable-file]\n", to: output) ?? 4
        }
        let reading = Configuration.read(snapshot)
        let text = DiagnosticRenderer().text(reading.diagnostics, in: snapshot)
        if let failure = report(text, to: output) { return failure }
        switch reading.outcome {
        case .clean: return 0
        case .usableWithErrors: return 5
        case .unusable: return 4
        }
    }

    /// - Returns: an exit status where the messages couldn't be written.
    private static func report(_ text: String, to output: String?) -> Int32? {
        guard let output else {
            Console.printError(text)
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
