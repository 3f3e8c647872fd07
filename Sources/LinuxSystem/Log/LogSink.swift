internal import Glibc
internal import LogRecords
internal import NetworkTypes
internal import Synchronization

/// The lines of this process on their way out.
///
/// Lines for the console and the file gather until the event loop's round ends: thousands of real servers that start at once would
/// otherwise cost a system call each. What is urgent goes out at once. No destination is ever waited for.
final class LogSink: Sendable {
    let takesFields: Bool
    private let settings: LogSettings
    private let state: Mutex<State>

    private struct State {
        var identity: LogIdentity
        var folding = LogFolding()
        var systemLog: SystemLogDestination?
        var streams: [StreamDestination] = []
        /// Of the present round: reading the clock and the time zone for each line would cost more than the line.
        var now: MonotonicInstant?
        var consoleTime: String?
        var exactTime: String?
    }

    init(_ settings: LogSettings, _ identity: LogIdentity) {
        self.settings = settings
        takesFields = settings.takesFields
        state = Mutex(State(identity: identity))
        state.withLock { state in
            state.systemLog = SystemLogDestination(settings.systemLog)
            if settings.console { state.streams.append(ConsoleDestination()) }
            if let file = settings.file { state.streams.append(FileDestination(file, identity, writesAtOnce: settings.flushesFile)) }
        }
    }

    func write(_ record: LogRecord) {
        state.withLock { state in
            let now = state.now ?? SystemClock.now()
            state.now = now
            if state.folding.admits(record, now: now) { put(record, &state) }
        }
    }

    /// Does with a line all but keep or send it.
    func rehearse(_ record: LogRecord) {
        state.withLock { state in
            state.systemLog?.rehearse(record, state.identity)
            _ = line(record, &state)
            (state.consoleTime, state.exactTime) = (nil, nil)
        }
    }

    /// - Returns: whether nothing is left that waits for a destination or for its time.
    @discardableResult
    func flush() -> Bool {
        state.withLock { state in
            state.now = nil
            if state.folding.isHolding {
                for summary in state.folding.summaries(now: SystemClock.now()) { put(summary, &state) }
            }
            for stream in state.streams { flush(stream, &state) }
            state.systemLog?.flush(state.identity, note: Self.lossNote)
            state.now = nil
            state.consoleTime = nil
            state.exactTime = nil
            return !state.folding.isHolding && !state.streams.contains(where: \.isBehind) && state.systemLog?.isBehind != true
        }
    }

    /// At most this long in milliseconds.
    private static let lastPatience: Int32 = 200

    func flushLastLines() {
        state.withLock { state in
            for summary in state.folding.summaries(now: SystemClock.now(), atOnce: true) { put(summary, &state) }
            for stream in state.streams {
                stream.flush()
                if stream.isBehind {
                    stream.waitUntilReady(milliseconds: Self.lastPatience)
                    stream.flush()
                }
            }
            state.systemLog?.flush(state.identity, note: Self.lossNote)
        }
    }

    func distinguish(by distinction: String) {
        state.withLock { state in
            guard state.identity.distinction != distinction else { return }
            for stream in state.streams { flush(stream, &state) }
            state.identity.distinction = distinction
            guard let file = settings.file else { return }
            state.streams = state.streams.filter { !($0 is FileDestination) } + [FileDestination(file, state.identity, writesAtOnce: settings.flushesFile)]
        }
    }

    func processHasForked() {
        state.withLock { $0.identity.process = getpid() }
    }

    // MARK: For one who holds the lock

    private func put(_ record: LogRecord, _ state: inout State) {
        state.systemLog?.write(record, state.identity)
        if state.streams.isEmpty { return }
        let line = line(record, &state)
        for stream in state.streams { stream.write(line, isUrgent: record.severity >= .error) }
    }

    private func flush(_ stream: StreamDestination, _ state: inout State) {
        stream.flush()
        if let lost = stream.untoldLosses { stream.tell(line(Self.lossNote(lost), &state)) }
    }

    private func line(_ record: LogRecord, _ state: inout State) -> [UInt8] {
        switch settings.form {
        case .text:
            let time = state.consoleTime ?? SystemClock.consoleTimestamp()
            state.consoleTime = time
            return Array("\(time): \(record.text)\n".utf8)
        case .json:
            let time = state.exactTime ?? SystemClock.exactTimestamp()
            state.exactTime = time
            return Array((record.json(state.identity, time: time) + "\n").utf8)
        }
    }

    private static func lossNote(_ lost: Int) -> LogRecord {
        LogRecord(.warning, .daemon, "\(lost) log lines were lost here: they came faster than they were taken")
    }
}

extension FileDestination {
    fileprivate convenience init(_ file: String, _ identity: LogIdentity, writesAtOnce: Bool) {
        self.init(LogSettings.file(file, of: identity.fileNamePart, identity.distinction), writesAtOnce: writesAtOnce)
    }
}

extension LogIdentity {
    /// What keepalived puts into the names of its parts' log files.
    fileprivate var fileNamePart: String? {
        switch role {
        case "daemon": nil
        case "check": "healthcheckers"
        case let role: role
        }
    }
}
