internal import ControlProtocol
internal import NetworkTypes

/// What the supervisor knows of a configuration that it has sealed but never reads itself.
struct ConfigurationFacts: Hashable {
    /// The file's version when it was read (`FileStatus.version`); nil where the file wasn't there any more.
    var fileVersion: [UInt64]?
    /// Since 1970.
    var readAt: Duration
    var busyRoles: Set<Role> = []
    var settings = DaemonSettings()
    /// What was included.
    var files = FileVersions()
}

/// How a reload has ended. An upgrade hands the counts over in this order: what is new comes last.
enum ReloadOutcome: String, CaseIterable {
    /// The new configuration is in force.
    case applied
    /// It has mistakes, or couldn't be read: the one before stays in force.
    case refused
    /// The one before the last reload is in force again.
    case rolledBack
}

/// The reloads of this daemon, for its status.
struct ReloadHistory {
    private(set) var counts: [ReloadOutcome: UInt64] = [:]
    private(set) var last: (outcome: ReloadOutcome, at: Duration, reason: String?)?

    init() {}

    /// As the program before this one has left it.
    init(counts: [ReloadOutcome: UInt64], last: (outcome: ReloadOutcome, at: Duration, reason: String?)?) {
        self.counts = counts
        self.last = last
    }

    /// - Parameter time: since 1970.
    mutating func note(_ outcome: ReloadOutcome, at time: Duration, reason: String?) {
        counts[outcome, default: 0] += 1
        last = (outcome, time, reason)
    }

    func count(_ outcome: ReloadOutcome) -> UInt64 { counts[outcome] ?? 0 }
}

/// Somebody who waits for the outcome of a reload.
struct ReloadWaiter {
    /// The reload is taken back unless it is confirmed within this time.
    var confirmation: Duration?
    /// Gets the outcome, a sentence where there is one, and the configuration where there may be something to say about it.
    var done: (ReloadOutcome, String?, ReloadFindings?) -> Void
}

/// What there is to say about the configuration of a reload: it is read once for all who wait.
final class ReloadFindings {
    /// Of the configuration's descriptor, which is open only while the outcome is told.
    let number: Int32
    /// Objects `Diagnostic`, one per line; nil as long as they aren't known.
    private var diagnostics: [UInt8]?
    private var readers: [([UInt8]) -> Void] = []

    init(_ number: Int32) {
        self.number = number
    }

    /// - Returns: whether this is the first one, who is to see to it that they become known.
    func whenKnown(_ reader: @escaping ([UInt8]) -> Void) -> Bool {
        if let diagnostics {
            reader(diagnostics)
            return false
        }
        readers.append(reader)
        return readers.count == 1
    }

    func areKnown(_ diagnostics: [UInt8]) {
        self.diagnostics = diagnostics
        for reader in readers { reader(diagnostics) }
        readers = []
    }
}
