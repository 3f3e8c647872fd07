/// Reads an encoded snapshot a piece at a time: the text of 36,000 real servers has five megabytes, and memory that is touched for the first
/// time costs more than what is done with it.
public struct StagedDecoding: Sendable {
    private enum Stage {
        case head
        case fileName
        /// The bytes of the last file, of which so many are still missing.
        case content(missing: Int)
        case inclusions
        case over
    }

    /// A piece of a file's content: less than what the allocator takes from the kernel and gives back each time.
    private static let piece = 1 << 16

    private var cursor: SnapshotCursor
    private var stage = Stage.head
    private var settings = SourceSnapshot.Settings()
    private var environment: [String: String?] = [:]
    private var fileCount = 0
    private var files: [SourceSnapshot.File] = []
    private var inclusions: [SourceSnapshot.Inclusion] = []

    /// - Parameter size: of the encoded snapshot, in bytes.
    public init(size: Int) {
        cursor = SnapshotCursor(size: size)
    }

    /// Takes the next step.
    ///
    /// - Parameter read: gives the bytes from a position on, as many as are asked for; fewer are taken for the end.
    /// - Returns: the snapshot when it is complete; nil while there is more to be done.
    /// - Throws: `SnapshotDecodingError` for anything that `encoded()` didn't write; whatever the bytes are, it never traps and takes no more
    ///   memory than a few times theirs.
    public mutating func proceed(_ read: (_ position: Int, _ count: Int) -> [UInt8]) throws(SnapshotDecodingError) -> SourceSnapshot? {
        switch stage {
        case .head: try readHead(read)
        case .fileName: try readFileName(read)
        case .content(let missing): try readContent(missing, read)
        case .inclusions: try readInclusions(read)
        case .over: break
        }
        guard case .over = stage else { return nil }
        var snapshot = SourceSnapshot(files: files, settings: settings)
        snapshot.environment = environment
        snapshot.inclusions = inclusions
        return snapshot
    }

    private mutating func readHead(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) {
        do throws(SnapshotDecodingError) {
            guard try cursor.bytes(SourceSnapshot.magic.count, read).elementsEqual(SourceSnapshot.magic) else { throw .notASnapshot }
        } catch {
            throw .notASnapshot
        }
        settings.configurationID = try cursor.string(limit: SourceSnapshot.maximumTextLength, read)
        settings.workingDirectory = try cursor.string(limit: SourceSnapshot.maximumPathLength, read)
        settings.randomSeed = UInt64(try cursor.number(read)) << 32
        settings.randomSeed |= UInt64(try cursor.number(read))
        settings.requiresEveryFile = try cursor.flag(read)
        for _ in 0..<(try cursor.count(limit: SourceSnapshot.maximumVariableCount, read)) {
            let name = try cursor.string(limit: SourceSnapshot.maximumTextLength, read)
            let isSet = try cursor.flag(read)
            let value = try cursor.string(limit: SourceSnapshot.maximumTextLength, read)
            environment[name] = .some(isSet ? value : nil)
        }
        fileCount = try cursor.count(limit: SourceSnapshot.maximumFileCount, read)
        guard fileCount > 0 else { throw .empty }
        stage = .fileName
    }

    private mutating func readFileName(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) {
        let path = try cursor.string(limit: SourceSnapshot.maximumPathLength, read)
        let length = try cursor.count(limit: SourceSnapshot.maximumFileSize, read)
        guard cursor.left >= length else { throw .truncated }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        files.append(SourceSnapshot.File(path: path, bytes: bytes))
        stage = .content(missing: length)
    }

    private mutating func readContent(_ missing: Int, _ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) {
        if missing == 0 {
            stage = files.count < fileCount ? .fileName : .inclusions
            return
        }
        let piece = try cursor.bytes(min(missing, Self.piece), read)
        files[files.count - 1].bytes += piece
        stage = .content(missing: missing - piece.count)
    }

    private mutating func readInclusions(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) {
        for _ in 0..<(try cursor.count(limit: SourceSnapshot.maximumFileCount, read)) {
            var outcomes: [SourceSnapshot.Inclusion.Outcome] = []
            for _ in 0..<(try cursor.count(limit: SourceSnapshot.maximumFileCount, read)) {
                outcomes.append(try SourceSnapshot.Inclusion.Outcome(&cursor, read, fileCount: fileCount))
            }
            inclusions.append(SourceSnapshot.Inclusion(outcomes: outcomes))
        }
        guard cursor.left == 0 else { throw .trailingBytes }
        stage = .over
    }
}

extension SourceSnapshot {
    /// Reads what `encoded()` wrote, all at once.
    public init(decoding bytes: [UInt8]) throws(SnapshotDecodingError) {
        var decoding = StagedDecoding(size: bytes.count)
        while true {
            let snapshot = try decoding.proceed { position, count in
                Array(bytes[min(position, bytes.count)..<min(position + count, bytes.count)])
            }
            guard let snapshot else { continue }
            self = snapshot
            return
        }
    }
}

/// Reads forward through an encoded snapshot; every read is checked. Of what comes next it keeps a window.
struct SnapshotCursor: Sendable {
    private let size: Int
    private var window: [UInt8] = []
    private var windowStart = 0
    private var position = 0

    private static let windowSize = 1 << 14

    init(size: Int) {
        self.size = size
    }

    /// How many bytes follow.
    var left: Int { size - position }

    mutating func bytes(_ count: Int, _ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> ArraySlice<UInt8> {
        guard count <= left else { throw .truncated }
        if position + count > windowStart + window.count {
            window = read(position, max(count, min(Self.windowSize, left)))
            windowStart = position
            guard window.count >= count else { throw .truncated }
        }
        let start = position - windowStart
        position += count
        return window[start..<start + count]
    }

    mutating func byte(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> UInt8 {
        try bytes(1, read).first ?? 0
    }

    mutating func flag(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> Bool {
        switch try byte(read) {
        case 0: false
        case 1: true
        default: throw .invalid
        }
    }

    mutating func number(_ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> UInt32 {
        try bytes(4, read).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func count(limit: Int, _ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> Int {
        let count = Int(try number(read))
        if count > limit { throw .limitExceeded }
        return count
    }

    mutating func string(limit: Int, _ read: (Int, Int) -> [UInt8]) throws(SnapshotDecodingError) -> String {
        let length = try count(limit: limit, read)
        return String(decoding: try bytes(length, read), as: UTF8.self)
    }
}
