// The form in which the supervisor hands the configuration to the roles, in a sealed memory file:
//
//     8 bytes   "lvsdcfg2"
//     settings  text configuration id, text working directory, 8 bytes random seed, 1 byte requires every file
//     number    of environment variables; for each: text name, 1 byte whether it is set, text value
//     number    of files; for each: text path, text bytes
//     number    of include statements; for each: number of outcomes; for each:
//               1 byte 0, number of the file  |  1 byte failure (1...), text path, text reason
//
// A number has 4 bytes in network order; a text is a number of bytes and the bytes.

/// What is wrong with the bytes of an encoded snapshot.
public enum SnapshotDecodingError: Error, Hashable, Sendable {
    /// The bytes don't begin as an encoded snapshot of this version does.
    case notASnapshot
    /// The bytes end before what their header announces.
    case truncated
    /// More bytes follow than the header announces.
    case trailingBytes
    /// A count or length beyond the limits of `SourceSnapshot`.
    case limitExceeded
    /// There is no file at all.
    case empty
    /// A byte that means nothing, or the number of a file that isn't there.
    case invalid
}

private let magic = Array("lvsdcfg2".utf8)

extension SourceSnapshot {
    /// The whole snapshot as one run of bytes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(files.reduce(1024) { $0 + $1.path.utf8.count + $1.bytes.count + 8 })
        bytes += magic
        bytes.append(text: settings.configurationID.utf8)
        bytes.append(text: settings.workingDirectory.utf8)
        bytes.append(number: UInt32(truncatingIfNeeded: settings.randomSeed >> 32))
        bytes.append(number: UInt32(truncatingIfNeeded: settings.randomSeed))
        bytes.append(settings.requiresEveryFile ? 1 : 0)
        bytes.append(number: UInt32(truncatingIfNeeded: environment.count))
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            bytes.append(text: name.utf8)
            bytes.append(value == nil ? 0 : 1)
            bytes.append(text: (value ?? "").utf8)
        }
        bytes.append(number: UInt32(truncatingIfNeeded: files.count))
        for file in files {
            bytes.append(text: file.path.utf8)
            bytes.append(text: file.bytes)
        }
        bytes.append(number: UInt32(truncatingIfNeeded: inclusions.count))
        for inclusion in inclusions {
            bytes.append(number: UInt32(truncatingIfNeeded: inclusion.outcomes.count))
            for outcome in inclusion.outcomes { outcome.encode(into: &bytes) }
        }
        return bytes
    }

    /// Reads what `encoded()` wrote.
    ///
    /// - Throws: `SnapshotDecodingError` for anything else; whatever the bytes are, it never traps and takes no more memory than
    ///   a few times theirs.
    public init(decoding bytes: [UInt8]) throws(SnapshotDecodingError) {
        guard bytes.starts(with: magic) else { throw .notASnapshot }
        var cursor = SnapshotCursor(bytes, position: magic.count)
        var settings = Settings()
        settings.configurationID = try cursor.string(limit: Self.maximumTextLength)
        settings.workingDirectory = try cursor.string(limit: Self.maximumPathLength)
        settings.randomSeed = UInt64(try cursor.number()) << 32
        settings.randomSeed |= UInt64(try cursor.number())
        settings.requiresEveryFile = try cursor.flag()
        var environment: [String: String?] = [:]
        for _ in 0..<(try cursor.count(limit: Self.maximumVariableCount)) {
            let name = try cursor.string(limit: Self.maximumTextLength)
            let isSet = try cursor.flag()
            let value = try cursor.string(limit: Self.maximumTextLength)
            environment[name] = .some(isSet ? value : nil)
        }
        let fileCount = try cursor.count(limit: Self.maximumFileCount)
        guard fileCount > 0 else { throw .empty }
        var files: [File] = []
        for _ in 0..<fileCount {
            let path = try cursor.string(limit: Self.maximumPathLength)
            files.append(File(path: path, bytes: Array(try cursor.text(limit: Self.maximumFileSize))))
        }
        var inclusions: [Inclusion] = []
        for _ in 0..<(try cursor.count(limit: Self.maximumFileCount)) {
            var outcomes: [Inclusion.Outcome] = []
            for _ in 0..<(try cursor.count(limit: Self.maximumFileCount)) {
                outcomes.append(try Inclusion.Outcome(&cursor, fileCount: fileCount))
            }
            inclusions.append(Inclusion(outcomes: outcomes))
        }
        guard cursor.isAtEnd else { throw .trailingBytes }
        self.init(files: files, settings: settings)
        self.environment = environment
        self.inclusions = inclusions
    }
}

extension SourceSnapshot.Inclusion.Outcome {
    private static let plainFailures: [SourceFailure] = [
        .missing, .missingAlternative, .noMatch, .directory, .notRegular, .executable, .cycle, .includedTooDeep, .tooManyFiles, .tooLarge,
        .unknown,
    ]
    /// The failure that comes with the system's reason.
    private static let unreadable: UInt8 = 255

    fileprivate func encode(into bytes: inout [UInt8]) {
        switch self {
        case .file(let index):
            bytes.append(0)
            bytes.append(number: index)
        case .failure(let path, .unreadable(let reason)):
            bytes.append(Self.unreadable)
            bytes.append(text: path.utf8)
            bytes.append(text: reason.utf8)
        case .failure(let path, let failure):
            bytes.append(UInt8(truncatingIfNeeded: (Self.plainFailures.firstIndex(of: failure) ?? 0) + 1))
            bytes.append(text: path.utf8)
            bytes.append(text: "".utf8)
        }
    }

    fileprivate init(_ cursor: inout SnapshotCursor, fileCount: Int) throws(SnapshotDecodingError) {
        let kind = try cursor.byte()
        if kind == 0 {
            let index = try cursor.number()
            guard index < fileCount else { throw .invalid }
            self = .file(index)
            return
        }
        let path = try cursor.string(limit: SourceSnapshot.maximumTextLength)
        let reason = try cursor.string(limit: SourceSnapshot.maximumTextLength)
        if kind == Self.unreadable {
            self = .failure(path: path, .unreadable(reason: reason))
        } else if Int(kind) <= Self.plainFailures.count {
            self = .failure(path: path, Self.plainFailures[Int(kind) - 1])
        } else {
            throw .invalid
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(number value: UInt32) {
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }

    fileprivate mutating func append(text: some Collection<UInt8>) {
        append(number: UInt32(truncatingIfNeeded: text.count))
        append(contentsOf: text)
    }
}

/// Reads forward through an encoded snapshot; every read is checked.
private struct SnapshotCursor {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(SnapshotDecodingError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        position += 1
        return bytes[position - 1]
    }

    mutating func flag() throws(SnapshotDecodingError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw .invalid
        }
    }

    mutating func number() throws(SnapshotDecodingError) -> UInt32 {
        guard bytes.count - position >= 4 else { throw .truncated }
        position += 4
        return bytes[position - 4..<position].reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func count(limit: Int) throws(SnapshotDecodingError) -> Int {
        let count = Int(try number())
        if count > limit { throw .limitExceeded }
        return count
    }

    mutating func text(limit: Int) throws(SnapshotDecodingError) -> ArraySlice<UInt8> {
        let length = try count(limit: limit)
        guard bytes.count - position >= length else { throw .truncated }
        position += length
        return bytes[position - length..<position]
    }

    mutating func string(limit: Int) throws(SnapshotDecodingError) -> String {
        String(decoding: try text(limit: limit), as: UTF8.self)
    }
}
