/// The configuration files as they were read once, so that every process and every message speaks of the same text,
/// whatever happens on disk meanwhile.
///
/// The first file is the one that the user named. Included files follow, each with the place that includes it.
public struct SourceSnapshot: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        /// As the user wrote it; it stands at the beginning of every diagnostic.
        public var path: String
        public var bytes: [UInt8]
        /// The `include` statement that brought this file in; nil for the first.
        public var includedFrom: SourceRange?

        public init(path: String, bytes: [UInt8], includedFrom: SourceRange? = nil) {
            self.path = path
            self.bytes = bytes
            self.includedFrom = includedFrom
        }
    }

    /// The largest file that is read, in bytes. 36,000 real servers take about 8 MB.
    public static let maximumFileSize = 1 << 27
    /// The largest number of files.
    public static let maximumFileCount = 1 << 14
    /// The longest path of a file, in bytes (PATH_MAX of linux/limits.h).
    public static let maximumPathLength = 4096

    public private(set) var files: [File]

    /// A snapshot of one file.
    public init(path: String, bytes: [UInt8]) {
        files = [File(path: path, bytes: bytes)]
    }

    init(files: [File]) {
        self.files = files
    }

    /// Adds an included file.
    ///
    /// - Returns: its index.
    public mutating func append(_ file: File) -> UInt32 {
        files.append(file)
        return UInt32(truncatingIfNeeded: files.count - 1)
    }

    /// The path of the file of a range; `?` where the range is of another snapshot.
    public func path(of range: SourceRange) -> String {
        Int(range.file) < files.count ? files[Int(range.file)].path : "?"
    }
}
