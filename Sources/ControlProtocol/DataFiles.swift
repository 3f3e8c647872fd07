internal import Configuration
public import EventLoop
internal import LinuxSystem
internal import Logging

/// The files that keepalived's signals ask for. They stand in the runtime directory, never in one that others write to.
public enum DataFile: UInt8, Hashable, Sendable, CaseIterable {
    /// USR1: everything in words.
    case data = 0x31
    /// USR2: counters.
    case statistics = 0x32
    /// SIGRTMIN+2: JSON.
    case json = 0x33
    /// SIGRTMAX-1: counters, which begin at zero then.
    case statisticsAndClear = 0x34

    /// As keepalived's log lines call it.
    public var title: String {
        switch self {
        case .data: "data"
        case .statistics, .statisticsAndClear: "stats"
        case .json: "json"
        }
    }
}

/// Writes data files a piece in each round of the loop, however long they get, and each one in one piece for whoever reads it.
public final class DataFileWriter {
    /// One piece of a file.
    public struct Piece {
        public var bytes: [UInt8]
        /// Where the next one begins; nil where there is none.
        public var next: UInt64?

        public init(_ bytes: [UInt8], next: UInt64? = nil) {
            self.bytes = bytes
            self.next = next
        }

        /// A page of an answer to a client is as good.
        public init(_ reply: ControlReply) {
            self.init(reply.body, next: reply.outcome == .page ? reply.cursor : nil)
        }
    }

    private let loop: EventLoop
    private let logger: Logger
    private let role: Role
    /// As the configuration in force has it.
    public var place: DataFilePlace
    /// Makes the piece at a position; the first one is at 0.
    private let make: (DataFile, UInt64) -> Piece
    /// Called when a file is complete.
    private let written: (DataFile) -> Void
    private var waiting: [DataFile] = []
    private var file: ReplacementFile?
    private var position: UInt64 = 0

    public init(
        _ loop: EventLoop, _ arguments: RoleArguments, written: @escaping (DataFile) -> Void = { _ in }, make: @escaping (DataFile, UInt64) -> Piece
    ) {
        self.loop = loop
        logger = Logger(label: arguments.role.rawValue)
        place = DataFilePlace(arguments.runtimeDirectory, DaemonDefinitions())
        role = arguments.role
        self.make = make
        self.written = written
    }

    /// Writes a file, behind those that were asked for before. One that waits already is written once.
    public func write(_ wanted: DataFile) {
        if waiting.dropFirst().contains(wanted) { return }
        waiting.append(wanted)
        if waiting.count == 1 { proceedSoon() }
    }

    private func proceedSoon() {
        loop.atEndOfRound { [weak self] in self?.proceed() }
    }

    private func proceed() {
        guard let wanted = waiting.first else { return }
        do throws(SystemError) {
            if file == nil {
                logger.info("Printing \(role == .check ? "checkers" : role.title) \(wanted.title) for process(\(CurrentProcess.identifier)) on signal")
                file = try ReplacementFile(place.path(of: wanted, role: role), mode: 0o600)
                position = 0
            }
            let piece = make(wanted, position)
            try file?.append(piece.bytes)
            if let next = piece.next { position = next } else { try complete(wanted) }
        } catch {
            logger.error("\(error): \(place.path(of: wanted, role: role)) isn't written")
            end()
        }
        if !waiting.isEmpty { proceedSoon() }
    }

    private func complete(_ wanted: DataFile) throws(SystemError) {
        try file?.complete()
        end()
        written(wanted)
    }

    private func end() {
        file = nil
        waiting.removeFirst()
    }
}
