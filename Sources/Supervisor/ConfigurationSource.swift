internal import Configuration
public import ConfigurationLanguage
public import LinuxSystem
internal import Logging

/// The configuration on its way from the disk to the roles: read once, validated, sealed.
public enum ConfigurationSource {
    /// Where the configuration stands if the command line doesn't say: lvsd's own place, else keepalived's.
    public static func defaultPath() -> String {
        Files.exists(defaultPaths[0]) ? defaultPaths[0] : Files.exists(defaultPaths[1]) ? defaultPaths[1] : defaultPaths[0]
    }

    private static let defaultPaths = ["/etc/lvsd/lvsd.conf", "/etc/keepalived/keepalived.conf"]

    public static func read(_ path: String) throws(SystemError) -> SourceSnapshot {
        SourceSnapshot(path: path, bytes: try Files.read(path, limit: SourceSnapshot.maximumFileSize))
    }

    /// What a validation found out, in a form that fits an exit status.
    struct Validation {
        var outcome: Configuration.Outcome
        var hasVRRP: Bool
        var hasVirtualServers: Bool

        fileprivate var exitStatus: Int32 {
            let grade: Int32 = switch outcome {
            case .clean: 0
            case .usableWithErrors: 1
            case .unusable: 2
            }
            return 0x20 | grade | (hasVRRP ? 4 : 0) | (hasVirtualServers ? 8 : 0)
        }

        init(of reading: Configuration.Reading) {
            outcome = reading.outcome
            hasVRRP = !reading.configuration.vrrpInstances.isEmpty
            hasVirtualServers = !reading.configuration.virtualServers.isEmpty
        }

        /// - Returns: nil where the child didn't end by itself with its findings.
        fileprivate init?(_ end: ProcessEnd) {
            guard case .exited(let status) = end, status & 0x20 != 0 else { return nil }
            switch status & 3 {
            case 0: outcome = .clean
            case 1: outcome = .usableWithErrors
            default: outcome = .unusable
            }
            hasVRRP = status & 4 != 0
            hasVirtualServers = status & 8 != 0
        }
    }

    /// Reads the text in a child process and logs what is wrong with it, each mistake once.
    ///
    /// The child keeps the supervisor small whatever the size of the configuration, and alive whatever is in it.
    ///
    /// - Parameter lists: also logs the effective configuration (`-d`).
    static func validate(_ snapshot: SourceSnapshot, lists: Bool = false, logger: Logger) -> Validation? {
        let child = try? Children.fork {
            let reading = Configuration.read(snapshot)
            let diagnostics = reading.diagnostics(on: MachineFacts(observedFor: reading.requirements))
            let text = DiagnosticRenderer().text(diagnostics, in: snapshot)
            for line in text.split(separator: "\n") { logger.warning("\(line)") }
            if lists { list(reading.configuration, logger) }
            return Validation(of: reading).exitStatus
        }
        guard let child else { return Validation(of: Configuration.read(snapshot)) }
        return Validation(Children.wait(child))
    }

    /// Logs are read by more people than the configuration file, so passwords don't go into them.
    private static func list(_ configuration: Configuration, _ logger: Logger) {
        for line in configuration.text.split(separator: "\n") {
            if let secret = line.firstRange(of: "auth_pass ") {
                logger.info("\(line[..<secret.upperBound])********")
            } else {
                logger.info("\(line)")
            }
        }
    }
}
