internal import Glibc
public import LogRecords
public import Logging
internal import Synchronization

/// The log of this process as a whole.
public enum DaemonLog {
    private static let sink = Mutex<LogSink?>(nil)
    /// Read for each line that might be written, so it stands outside of the lock.
    private static let thresholds = AreaThresholds()
    private static let collectsFields = Atomic<Bool>(false)
    private static let isRehearsing = Atomic<Bool>(false)
    /// Whether `flush` may have something to do: it is called each time before a process waits.
    private static let hasGathered = Atomic<Bool>(false)

    /// Makes every Logger of this process write as configured: a Logger's label is the name of a `LogArea`. To be called once.
    ///
    /// - Parameter name: what stands before the process number: `lvsd`, `lvsd_vrrp`, `lvsd_check`.
    public static func begin(_ settings: LogSettings, name: String) {
        let new = LogSink(settings, LogIdentity(name: name, distinction: settings.distinction, process: getpid(), facility: settings.facility))
        sink.withLock { $0 = new }
        collectsFields.store(new.takesFields, ordering: .relaxed)
        levels = settings.levels
        hasGathered.store(true, ordering: .relaxed)
        LoggingSystem.bootstrap { label in
            DaemonLogHandler(area: LogArea(rawValue: label) ?? .daemon, thresholds: thresholds) { record in
                if isRehearsing.load(ordering: .relaxed) { return new.rehearse(record) }
                new.write(record)
                hasGathered.store(true, ordering: .relaxed)
            }
        }
    }

    /// From now on lines tell this daemon from others on the machine.
    ///
    /// - Parameter distinction: its network namespace and instance.
    public static func distinguish(by distinction: String) {
        sink.withLock { $0 }?.distinguish(by: distinction)
    }

    /// Which lines are written; may be changed at any time.
    public static var levels: LogLevels {
        get { thresholds.levels }
        set {
            thresholds.levels = newValue
            packetsAreTraced.store(newValue.threshold(in: .advertisements) == .trace, ordering: .relaxed)
        }
    }

    private static let packetsAreTraced = Atomic<Bool>(false)

    /// Whether a logger of the area `advertisements` writes each packet down: a shorter way to know than to ask it.
    public static var tracesPackets: Bool { packetsAreTraced.load(ordering: .relaxed) }

    /// Writes out what has gathered, as far as the destinations take it now. To be called before waiting, and before the process forks.
    public static func flush() {
        guard hasGathered.load(ordering: .relaxed) else { return }
        hasGathered.store(sink.withLock { $0 }?.flush() == false, ordering: .relaxed)
    }

    /// Whether lines wait for a destination or for their time: `flush` is to be called again soon.
    public static var isWaiting: Bool { hasGathered.load(ordering: .relaxed) }

    /// Forms the lines that `body` logs, and drops them.
    public static func rehearse(_ body: () -> Void) {
        isRehearsing.store(true, ordering: .relaxed)
        body()
        isRehearsing.store(false, ordering: .relaxed)
    }

    /// Before the process ends: waits a moment for destinations that are slow.
    static func flushLastLines() {
        sink.withLock { $0 }?.flushLastLines()
    }

    /// After a fork: lines carry the child's process number.
    static func processHasForked() {
        sink.withLock { $0 }?.processHasForked()
    }

    /// What a line is about, for destinations that take more than text: nil where there is none, so that nothing is made in vain.
    ///
    /// - Parameters:
    ///   - subject: another kind of thing that it is about, and which one: of what several instances or virtual servers share.
    ///   - event: what happened, in lower case with `_` between words.
    public static func fields(
        instance: String? = nil, virtualServer: @autoclosure () -> String? = nil, realServer: @autoclosure () -> String? = nil,
        tracker: String? = nil, group: String? = nil, _ subject: @autoclosure () -> (kind: LogSubject, name: String)? = nil,
        event: @autoclosure () -> String? = nil
    ) -> Logger.Metadata? {
        guard collectsFields.load(ordering: .relaxed) else { return nil }
        var fields: Logger.Metadata = [:]
        if let instance { fields["instance"] = .string(instance) }
        if let virtualServer = virtualServer() { fields["virtual_server"] = .string(virtualServer) }
        if let realServer = realServer() { fields["real_server"] = .string(realServer) }
        if let tracker { fields["tracker"] = .string(tracker) }
        if let group { fields["sync_group"] = .string(group) }
        if let subject = subject() { fields[subject.kind.rawValue] = .string(subject.name) }
        if let event = event() { fields["event"] = .string(event) }
        return fields
    }
}

extension Logger {
    /// A logger of one area.
    public init(area: LogArea) {
        self.init(label: area.rawValue)
    }
}

/// The least severity that is written, by area.
private final class AreaThresholds: Sendable {
    private let current = Mutex(LogLevels())
    private let cells = LogArea.allCases.map { _ in Cell() }

    private final class Cell: Sendable {
        let value = Atomic<UInt8>(LogSeverity.info.rawValue)
    }

    var levels: LogLevels {
        get { current.withLock { $0 } }
        set {
            current.withLock { $0 = newValue }
            for (area, cell) in zip(LogArea.allCases, cells) { cell.value.store(newValue.threshold(in: area).rawValue, ordering: .relaxed) }
        }
    }

    subscript(index: Int) -> LogSeverity {
        LogSeverity(rawValue: cells[index].value.load(ordering: .relaxed)) ?? .info
    }
}

private struct DaemonLogHandler: LogHandler {
    private let area: LogArea
    private let index: Int
    private let thresholds: AreaThresholds
    private let write: @Sendable (LogRecord) -> Void
    var metadata: Logger.Metadata = [:]

    init(area: LogArea, thresholds: AreaThresholds, write: @escaping @Sendable (LogRecord) -> Void) {
        self.area = area
        index = area.index
        self.thresholds = thresholds
        self.write = write
    }

    /// Of the area: it isn't a single logger's to choose.
    var logLevel: Logger.Level {
        get { Logger.Level(thresholds[index]) }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let more = event.metadata { fields.merge(more) { $1 } }
        let ordered = fields.isEmpty ? [] : fields.sorted { $0.key < $1.key }.map { LogField($0.key, $0.value.description) }
        write(LogRecord(LogSeverity(event.level), area, event.message.description, fields: ordered))
    }
}

extension Logger.Level {
    fileprivate init(_ severity: LogSeverity) {
        self = switch severity {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}

extension LogSeverity {
    fileprivate init(_ level: Logger.Level) {
        self = switch level {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}
