internal import CLinux
internal import Glibc
internal import Logging
internal import Synchronization

/// Where log lines go: the system log by datagrams that never wait, and the console if asked for.
public struct DaemonLogConfiguration: Sendable {
    /// The name before the process number: `lvsd`, `lvsd_vrrp`, `lvsd_check`.
    public var identity: String
    /// Also to standard error (`-l`).
    public var console: Bool
    /// To the system log (off with `-G`).
    public var systemLog: Bool
    /// Lines of level debug as well (`-D`).
    public var detailed: Bool

    public init(identity: String, console: Bool, systemLog: Bool, detailed: Bool) {
        self.identity = identity
        self.console = console
        self.systemLog = systemLog
        self.detailed = detailed
    }

    /// Makes every Logger of this process write as configured. To be called once.
    public func bootstrap() {
        let level: Logger.Level = detailed ? .debug : .info
        let configuration = self
        let sink = LogSink(configuration)
        DaemonLog.use(sink)
        LoggingSystem.bootstrap { _ in DaemonLogHandler(sink: sink, logLevel: level) }
    }
}

/// The lines of this process on their way out.
///
/// Console lines gather until the event loop's round ends: thousands of real servers that start at once would otherwise cost a system
/// call each. What is urgent goes out at once.
private final class LogSink: Sendable {
    private let configuration: DaemonLogConfiguration
    private let sender: UnixDatagramSender?
    private let state = Mutex(State())

    private struct State {
        var console: [UInt8] = []
        /// Of the present round: reading the clock and the time zone for each line would cost more than the line.
        var systemLogTime: String?
        var consoleTime: String?
    }

    /// Beyond this much, lines don't wait for the end of the round.
    private static let consoleLimit = 1 << 16

    init(_ configuration: DaemonLogConfiguration) {
        self.configuration = configuration
        sender = configuration.systemLog ? try? UnixDatagramSender(path: "/dev/log") : nil
    }

    func write(_ text: String, level: Logger.Level) {
        state.withLock { state in
            if sender != nil {
                // RFC 3164 section 4.1, as syslog(3) writes it to the local daemon. A full or missing reader loses the line:
                // better than a director that waits for its log.
                let time = state.systemLogTime ?? SystemClock.syslogTimestamp()
                state.systemLogTime = time
                let line = "<\(LOG_DAEMON | level.syslogSeverity)>\(time) \(configuration.identity)[\(getpid())]: \(text)"
                _ = sender?.send(Array(line.utf8))
            }
            if configuration.console {
                let time = state.consoleTime ?? SystemClock.consoleTimestamp()
                state.consoleTime = time
                state.console += "\(time): \(text)\n".utf8
                if level >= .error || state.console.count > Self.consoleLimit { Self.empty(&state.console) }
            }
        }
    }

    func flush() {
        state.withLock { state in
            Self.empty(&state.console)
            state.systemLogTime = nil
            state.consoleTime = nil
        }
    }

    /// What a closed or full console doesn't take is lost.
    private static func empty(_ bytes: inout [UInt8]) {
        if bytes.isEmpty { return }
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        bytes.removeAll(keepingCapacity: true)
    }
}

/// The log of this process as a whole.
public enum DaemonLog {
    private static let sink = Mutex<LogSink?>(nil)

    fileprivate static func use(_ new: LogSink) {
        sink.withLock { $0 = new }
    }

    /// Writes out what has gathered. To be called before waiting, and before the process ends or forks.
    public static func flush() {
        sink.withLock { $0 }?.flush()
    }
}

private struct DaemonLogHandler: LogHandler {
    let sink: LogSink
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(sink: LogSink, logLevel: Logger.Level) {
        self.sink = sink
        self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        sink.write(event.message.description.singleLine, level: event.level)
    }
}

extension Logger.Level {
    /// LOG_DEBUG to LOG_CRIT of syslog(3).
    fileprivate var syslogSeverity: Int32 {
        switch self {
        case .trace, .debug: LOG_DEBUG
        case .info: LOG_INFO
        case .notice: LOG_NOTICE
        case .warning: LOG_WARNING
        case .error: LOG_ERR
        case .critical: LOG_CRIT
        }
    }
}

extension String {
    /// Control characters, which could forge a second log line, become `?`.
    fileprivate var singleLine: String {
        guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return self }
        return String(decoding: utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
