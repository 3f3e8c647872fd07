/// How included files are reached: the language itself knows no disk.
public protocol SourceReader {
    /// Reads a whole regular file of at most `limit` bytes.
    func read(_ path: String, limit: Int) throws(SourceFailure) -> SourceFile

    /// The names in a directory, without `.` and `..`; none where it can't be listed.
    func names(in directory: String) -> [String]

    /// Whether there is anything of that name.
    func exists(_ path: String) -> Bool

    /// An environment variable, for `${_ENV NAME}`.
    func environment(_ name: String) -> String?
}

/// What a `SourceReader` read.
public struct SourceFile: Hashable, Sendable {
    public var bytes: [UInt8]
    /// The same for two paths of one file: device and inode number.
    public var identity: [UInt64]

    public init(bytes: [UInt8], identity: [UInt64]) {
        self.bytes = bytes
        self.identity = identity
    }
}

/// Why an included file is not read.
public enum SourceFailure: Error, Hashable, Sendable {
    /// No such file, and its name has no wildcard.
    case missing
    /// One of the alternatives in braces has no file.
    case missingAlternative
    /// No file matches the wildcards.
    case noMatch
    case directory
    /// A FIFO, a socket, a device.
    case notRegular
    /// keepalived takes an executable file for a script that happens to stand in the directory.
    case executable
    /// The system's reason: permission denied, for instance.
    case unreadable(reason: String)
    /// The file is being read already: it includes itself.
    case cycle
    case includedTooDeep
    case tooManyFiles
    case tooLarge
    /// The snapshot says nothing of this statement.
    case unknown
}
