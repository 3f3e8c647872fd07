// The form in which the supervisor hands the configuration to the roles, in a sealed memory file:
//
//     8 bytes   "lvsdcfg1"
//     4 bytes   number of files
//     per file  4 bytes length of the path, 4 bytes length of the text,
//               12 bytes range of the include statement (file, offset, length; file 0xFFFFFFFF: none)
//     per file  path, text
//
// Numbers are in network order.

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
}

private let magic = Array("lvsdcfg1".utf8)
private let headerLength = 12
private let fileHeaderLength = 20

extension SourceSnapshot {
    /// The whole snapshot as one run of bytes.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        let payload = files.reduce(0) { $0 + $1.path.utf8.count + $1.bytes.count }
        bytes.reserveCapacity(headerLength + files.count * fileHeaderLength + payload)
        bytes += magic
        bytes.appendNumber(UInt32(truncatingIfNeeded: files.count))
        for file in files {
            bytes.appendNumber(UInt32(truncatingIfNeeded: file.path.utf8.count))
            bytes.appendNumber(UInt32(truncatingIfNeeded: file.bytes.count))
            let origin = file.includedFrom ?? SourceRange(file: .max, offset: 0, length: 0)
            bytes.appendNumber(origin.file)
            bytes.appendNumber(origin.offset)
            bytes.appendNumber(origin.length)
        }
        for file in files {
            bytes += file.path.utf8
            bytes += file.bytes
        }
        return bytes
    }

    /// Reads what `encoded()` wrote.
    ///
    /// - Throws: `SnapshotDecodingError` for anything else; whatever the bytes are, it never traps and takes no more memory than they do.
    public init(decoding bytes: [UInt8]) throws(SnapshotDecodingError) {
        guard bytes.starts(with: magic) else { throw .notASnapshot }
        guard let count = bytes.number(at: magic.count) else { throw .truncated }
        guard count > 0 else { throw .empty }
        guard count <= Self.maximumFileCount else { throw .limitExceeded }
        var position = headerLength + count * fileHeaderLength
        guard position <= bytes.count else { throw .truncated }
        var files: [File] = []
        for index in 0..<count {
            let header = headerLength + index * fileHeaderLength
            guard let pathLength = bytes.number(at: header), let textLength = bytes.number(at: header + 4) else { throw .truncated }
            guard pathLength <= Self.maximumPathLength, textLength <= Self.maximumFileSize else { throw .limitExceeded }
            let text = position + pathLength
            guard text + textLength <= bytes.count else { throw .truncated }
            files.append(
                File(
                    path: String(decoding: bytes[position..<text], as: UTF8.self), bytes: Array(bytes[text..<text + textLength]),
                    includedFrom: bytes.range(at: header + 8)))
            position = text + textLength
        }
        guard position == bytes.count else { throw .trailingBytes }
        self.init(files: files)
    }
}

extension [UInt8] {
    fileprivate mutating func appendNumber(_ value: UInt32) {
        for shift in [24, 16, 8, 0] { append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }

    fileprivate func number(at offset: Int) -> Int? {
        guard offset <= count - 4 else { return nil }
        return self[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    fileprivate func range(at offset: Int) -> SourceRange? {
        guard let file = number(at: offset), file != Int(UInt32.max), let start = number(at: offset + 4),
            let length = number(at: offset + 8)
        else { return nil }
        return SourceRange(
            file: UInt32(truncatingIfNeeded: file), offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length))
    }
}
