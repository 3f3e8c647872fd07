internal import NetworkTypes

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

extension SourceSnapshot {
    static let magic = Array("lvsdcfg2".utf8)

    /// The whole snapshot as one run of bytes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(files.reduce(1024) { $0 + $1.path.utf8.count + $1.bytes.count + 8 })
        encode { bytes += $0 }
        return bytes
    }

    /// From so many bytes on a text goes out by itself.
    private static let largeText = 1 << 16

    /// The same in pieces of any size. A large text is a piece as it stands: memory that is touched for the first time costs more than a write.
    ///
    /// - Throws: what `write` throws.
    public func encode<Failure>(_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var bytes = encodedHead
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: files.count))
        for file in files {
            bytes.append(text: file.path.utf8)
            if file.bytes.count < Self.largeText {
                bytes.append(text: file.bytes)
            } else {
                bytes.append(bigEndian: UInt32(truncatingIfNeeded: file.bytes.count))
                try write(bytes)
                try write(file.bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: inclusions.count))
        for inclusion in inclusions {
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: inclusion.outcomes.count))
            for outcome in inclusion.outcomes { outcome.encode(into: &bytes) }
        }
        try write(bytes)
    }

    private var encodedHead: [UInt8] {
        var bytes = Self.magic
        bytes.append(text: settings.configurationID.utf8)
        bytes.append(text: settings.workingDirectory.utf8)
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: settings.randomSeed >> 32))
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: settings.randomSeed))
        bytes.append(settings.requiresEveryFile ? 1 : 0)
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: environment.count))
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            bytes.append(text: name.utf8)
            bytes.append(value == nil ? 0 : 1)
            bytes.append(text: (value ?? "").utf8)
        }
        return bytes
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
            bytes.append(bigEndian: index)
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

    init(_ cursor: inout SnapshotCursor, _ read: (Int, Int) -> [UInt8], fileCount: Int) throws(SnapshotDecodingError) {
        let kind = try cursor.byte(read)
        if kind == 0 {
            let index = try cursor.number(read)
            guard index < fileCount else { throw .invalid }
            self = .file(index)
            return
        }
        let path = try cursor.string(limit: SourceSnapshot.maximumTextLength, read)
        let reason = try cursor.string(limit: SourceSnapshot.maximumTextLength, read)
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
    fileprivate mutating func append(text: some Collection<UInt8>) {
        append(bigEndian: UInt32(truncatingIfNeeded: text.count))
        append(contentsOf: text)
    }
}
