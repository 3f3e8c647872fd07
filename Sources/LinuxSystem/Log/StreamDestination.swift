internal import CLinux
internal import Glibc
internal import LogRecords

/// Where lines go one after the other: the console or a file.
class StreamDestination {
    private var gathered: [UInt8] = []
    private var gatheredLines = 0
    private var backlog = LogBacklog(limit: 1 << 18)
    /// Whether the last line went out.
    fileprivate var isTaken = true

    /// Beyond this much, lines don't wait for the end of the round.
    private static let gatheringLimit = 1 << 16

    fileprivate init() {}

    func write(_ line: [UInt8], isUrgent: Bool) {
        gathered += line
        gatheredLines += 1
        if isUrgent || gathered.count > Self.gatheringLimit { flush() }
    }

    var isBehind: Bool { !backlog.isEmpty }

    func flush() {
        if backlog.isEmpty, gathered.isEmpty { return }
        guard prepare() else {
            isTaken = false
            for _ in 0..<gatheredLines { backlog.lose() }
            forgetGathered()
            return
        }
        while let chunk = backlog.next {
            guard let count = put(chunk) else { break }
            backlog.took(count)
            if !isTaken { backlog.lose() }
        }
        if backlog.isEmpty {
            while !gathered.isEmpty, let count = put(gathered) { gathered.removeFirst(count) }
            // Neither taken nor to be taken later.
            if !isTaken, gathered.isEmpty { for _ in 0..<gatheredLines { backlog.lose() } }
        }
        // What is left waits line by line, so that losses are counted in lines.
        for line in gathered.split(separator: UInt8(ascii: "\n")) { backlog.keep(line + [UInt8(ascii: "\n")]) }
        forgetGathered()
    }

    /// What is to be said of lost lines, now that lines are taken again.
    var untoldLosses: Int? { isTaken ? backlog.untoldLosses : nil }

    /// Writes what there is to say of lost lines.
    func tell(_ line: [UInt8]) {
        guard prepare(), put(line) != nil, isTaken else { return }
        backlog.toldLosses()
    }

    private func forgetGathered() {
        // The room that a burst took isn't kept.
        gathered.removeAll(keepingCapacity: gathered.capacity <= 1 << 12)
        gatheredLines = 0
    }

    // MARK: For the kinds

    /// Looks whether there is something to write to.
    fileprivate func prepare() -> Bool { true }

    /// - Returns: how many bytes were written; nil where there is no room now.
    fileprivate func put(_ bytes: [UInt8]) -> Int? { nil }

    func waitUntilReady(milliseconds: Int32) {}
}

/// Standard error, which may be a terminal that is held, a pipe that nobody reads, or a socket of the service manager.
final class ConsoleDestination: StreamDestination {
    private enum Kind {
        /// With a descriptor of our own that doesn't block: the one that was handed to us is shared with others.
        case own(Int32)
        case socket
        /// A regular file.
        case plain
    }

    private let kind: Kind

    override init() {
        var status = stat()
        let isKnown = fstat(STDERR_FILENO, &status) == 0
        switch status.st_mode & Glibc.S_IFMT {
        case Glibc.S_IFSOCK where isKnown: kind = .socket
        case Glibc.S_IFREG where isKnown: kind = .plain
        default:
            let own = clinux_open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0)
            kind = own >= 0 ? .own(own) : .plain
        }
        super.init()
    }

    deinit {
        if case .own(let number) = kind { close(number) }
    }

    override fileprivate func put(_ bytes: [UInt8]) -> Int? {
        let count = bytes.withUnsafeBytes { room in
            switch kind {
            case .own(let number): Glibc.write(number, room.baseAddress, room.count)
            case .socket: Glibc.send(STDERR_FILENO, room.baseAddress, room.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            case .plain: Glibc.write(STDERR_FILENO, room.baseAddress, room.count)
            }
        }
        isTaken = count > 0
        if count > 0 { return count }
        // What a closed console doesn't take is gone.
        return count == 0 || errno == EAGAIN || errno == EINTR ? nil : bytes.count
    }

    override func waitUntilReady(milliseconds: Int32) {
        guard case .own(let number) = kind else { return }
        var descriptor = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = poll(&descriptor, 1, milliseconds)
    }
}

/// A file that is appended to. One that was renamed or removed, as when logs are rotated, is made anew with the next line.
final class FileDestination: StreamDestination {
    private let path: String
    private let writesAtOnce: Bool
    private var file: FileDescriptor?
    private var identity: [UInt64] = []

    init(_ path: String, writesAtOnce: Bool) {
        self.path = path
        self.writesAtOnce = writesAtOnce
        super.init()
    }

    override func write(_ line: [UInt8], isUrgent: Bool) {
        super.write(line, isUrgent: isUrgent || writesAtOnce)
    }

    override fileprivate func prepare() -> Bool {
        if file != nil, FileStatus(path)?.identity == identity { return true }
        file = nil
        guard let opened = try? Files.openForAppending(path, mode: 0o640) else { return false }
        file = consume opened
        identity = FileStatus(path)?.identity ?? []
        return true
    }

    override fileprivate func put(_ bytes: [UInt8]) -> Int? {
        guard let number = file?.number else { return nil }
        let count = bytes.withUnsafeBytes { clinux_write_soon(number, $0.baseAddress, $0.count) }
        isTaken = count > 0
        if count > 0 { return count }
        // A full disk loses lines; nothing else would help.
        return count == 0 || errno == EAGAIN || errno == EINTR ? nil : bytes.count
    }
}
