internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes

/// A file of lines about what must outlive a crash, however many there are: what comes is added at its end, at once; lines that aren't needed any
/// more go when the file is written anew, which is done in slices.
final class RecordFile {
    /// All lines that are needed, a few at each call; nil behind the last.
    typealias Pieces = () -> [String]?

    private let path: String
    private let loop: EventLoop
    private let consequence: String
    private let work: SlicedWork
    private var replacement: ReplacementFile?
    /// What came while the file was written anew, in bytes of lines.
    private var added: [UInt8] = []
    /// The file may end within a line.
    private var isDamaged = false
    /// The file ends with a whole line of ours. What an earlier process has left may end within one.
    private var isContinued = false
    /// Lines have become needless since the file is being written anew.
    private var isStale = false
    private var isPlanned = false
    private var hasComplained = false
    private var timer: EventLoop.Timer?
    /// Begins to name what is needed.
    var pieces: () -> Pieces = { { nil } }

    private static let sizeLimit = 1 << 24
    private let retryInterval: Duration

    /// - Parameters:
    ///   - consequence: what follows after a crash if the file can't be written, for the log.
    ///   - retryInterval: when to try again then.
    init(_ loop: EventLoop, path: String, otherwise consequence: String, retryInterval: Duration = .seconds(10)) {
        self.retryInterval = retryInterval
        self.loop = loop
        self.path = path
        self.consequence = consequence
        work = SlicedWork(loop, "record")
        timer = EventLoop.Timer { [unowned self] in begin() }
    }

    deinit {
        if let timer { loop.disarm(timer) }
    }

    /// The lines of an earlier run; none where there is no such file. A line without an end is no line, nor is one that was struck out since it had
    /// none: what is left of it may look like another.
    static func lines(of path: String) -> [String] {
        (try? Files.read(path, limit: sizeLimit)).map { lines(in: $0) } ?? []
    }

    static func lines(in bytes: [UInt8]) -> [String] {
        guard let end = bytes.lastIndex(of: newline) else { return [] }
        return bytes[..<end].split(separator: newline).filter { $0.last != cancel }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let newline = UInt8(ascii: "\n")
    /// CAN: the line that ends with it is none.
    private static let cancel: UInt8 = 0x18

    /// Puts lines into the file before it returns.
    func append(_ lines: some Sequence<String>) {
        let bytes = Self.bytes(of: lines)
        if bytes.isEmpty { return }
        if work.isUnderWay { added += bytes }
        if isDamaged { return }
        // With an end of ours a torn line would be one, and without it ours would be a part of it.
        let end = isContinued || !Files.exists(path) ? [] : [Self.cancel, Self.newline]
        do throws(SystemError) {
            try loop.part("record") { () throws(SystemError) in try Files.append(path, end + bytes, mode: 0o600) }
            isContinued = true
        } catch {
            isDamaged = true
            complain(error)
            plan(after: retryInterval)
        }
    }

    /// Some lines aren't needed any more: they go in a while.
    func tidy(after pause: Duration) {
        if work.isUnderWay { isStale = true } else { plan(after: pause) }
    }

    func remove() {
        work.cancel()
        replacement = nil
        isPlanned = false
        if let timer { loop.disarm(timer) }
        Files.remove(path)
    }

    private static func bytes(of lines: some Sequence<String>) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in lines {
            bytes += line.utf8
            bytes.append(newline)
        }
        return bytes
    }

    // MARK: Writing anew

    private func plan(after pause: Duration) {
        if isPlanned { return }
        isPlanned = true
        if let timer { loop.arm(timer, at: loop.now + pause) }
    }

    private func begin() {
        isPlanned = false
        isStale = false
        added = []
        let next = pieces()
        work.beginLater { [unowned self] in proceed(next) } whenDone: {}
    }

    private func proceed(_ next: Pieces) -> Bool {
        do throws(SystemError) {
            if let lines = next() {
                let bytes = Self.bytes(of: lines)
                if bytes.isEmpty { return true }
                try open().append(bytes)
                return true
            }
            try finish()
            (isDamaged, isContinued) = (false, true)
            hasComplained = false
            if isStale { plan(after: Self.restBetweenWritings) }
        } catch {
            complain(error)
            plan(after: retryInterval)
        }
        replacement = nil
        added = []
        return false
    }

    private static let restBetweenWritings = Duration.seconds(1)

    private func finish() throws(SystemError) {
        if replacement == nil, added.isEmpty { return Files.remove(path) }
        let file = try open()
        try file.append(added)
        try file.complete()
    }

    private func open() throws(SystemError) -> ReplacementFile {
        if let replacement { return replacement }
        let new = try ReplacementFile(path, mode: 0o600)
        replacement = new
        return new
    }

    private func complain(_ error: SystemError) {
        if !hasComplained { Logger(label: "check").error("\(error): \(consequence)", metadata: DaemonLog.fields(event: "record_failed")) }
        hasComplained = true
    }
}
