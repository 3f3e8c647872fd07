public import LinuxSystem

/// Why the daemon doesn't start.
public enum StartFailure: Error, CustomStringConvertible {
    case system(SystemError)
    case noConfiguration(SystemError)
    case alreadyRunning(runtimeDirectory: String)
    /// `--handover` is for lvsd itself alone.
    case unusableHandover
    case unsafeDirectory(String, reason: String)
    case unusableConfiguration(path: String)
    /// The network namespace of the command line or the configuration can't be entered.
    case noNamespace(SystemError)
    /// With `--strict-config`.
    case faultyConfiguration(path: String)

    public var description: String {
        switch self {
        case .system(let error): error.description
        case .noConfiguration(let error): "no configuration: \(error)"
        case .noNamespace(let error): "the network namespace can't be used: \(error)"
        case .alreadyRunning(let directory):
            "daemon is already running with runtime directory \(directory): give a second one its own with --runtime-dir"
        case .unusableHandover: "the program before this one has left nothing to go on with"
        case .unsafeDirectory(let directory, let reason): "the runtime directory \(directory) can't be used: \(reason)"
        case .unusableConfiguration(let path): "the configuration in \(path) can't be used"
        case .faultyConfiguration(let path): "the configuration in \(path) has errors, and --strict-config asks for none"
        }
    }

    /// keepalived's exit statuses: 1 for what went wrong, 2 for a bad configuration, 6 for none.
    public var exitStatus: UInt8 {
        switch self {
        case .system, .noNamespace, .alreadyRunning, .unsafeDirectory, .unusableHandover: 1
        case .unusableConfiguration, .faultyConfiguration: 2
        case .noConfiguration: 6
        }
    }
}
