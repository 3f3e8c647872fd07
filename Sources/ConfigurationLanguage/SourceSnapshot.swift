/// The configuration files as they were read once, with all else that their meaning depends on, so that every process and every
/// message speaks of the same text, whatever happens on disk meanwhile.
///
/// The first file is the one that the user named. Included files follow in the order in which they are included.
public struct SourceSnapshot: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        /// As the user wrote it; it stands at the beginning of every diagnostic.
        public var path: String
        public var bytes: [UInt8]

        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// What the text's meaning depends on beside the files.
    public struct Settings: Hashable, Sendable {
        /// What `@id` is compared with: `--config-id`, or the host's name up to the first dot.
        public var configurationID: String
        /// What a relative path of the first file is relative to, for `${_PWD}`.
        public var workingDirectory: String
        /// Where `${_RANDOM}` begins, unless `random_seed` says otherwise.
        public var randomSeed: UInt64
        /// `--all-config`: a file that can't be included makes the configuration unusable.
        public var requiresEveryFile: Bool

        public init(
            configurationID: String = "", workingDirectory: String = "/", randomSeed: UInt64 = 0, requiresEveryFile: Bool = false
        ) {
            self.configurationID = configurationID
            self.workingDirectory = workingDirectory
            self.randomSeed = randomSeed
            self.requiresEveryFile = requiresEveryFile
        }
    }

    /// What became of one `include` statement: its files, and its failures, in the order of the names that it stands for.
    struct Inclusion: Hashable, Sendable {
        enum Outcome: Hashable, Sendable {
            /// The index of a file.
            case file(UInt32)
            case failure(path: String, SourceFailure)
        }

        var outcomes: [Outcome]
    }

    public private(set) var files: [File]
    public var settings: Settings
    /// In the order in which the statements take effect.
    var inclusions: [Inclusion] = []
    /// What `${_ENV NAME}` found, by name; nil where there is no such variable.
    var environment: [String: String?] = [:]

    /// A snapshot of one file.
    public init(path: String, bytes: [UInt8], settings: Settings = Settings()) {
        files = [File(path: path, bytes: bytes)]
        self.settings = settings
    }

    /// Whether the first file can be read without a look at others and at the environment: in its text is nothing that could ask for
    /// them, and it is neither too large nor another encoding. It is certain only where it says yes.
    public var isComplete: Bool {
        let bytes = files[0].bytes
        if bytes.count > Self.maximumFileSize || bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return false }
        let span = bytes.span
        for index in 0..<span.count {
            // Behind an `i`, at a word's beginning or not, the rest of `include`.
            switch span[index] {
            case UInt8(ascii: "$"), UInt8(ascii: "~"): return false
            case UInt8(ascii: "i") where Self.stands(Self.include, at: index, in: span): return false
            default: break
            }
        }
        return true
    }

    private static let include = Array("include".utf8)

    /// Whether a word stands anywhere in the first file, be it in a comment.
    public func mentions(_ word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first else { return true }
        let bytes = files[0].bytes
        let span = bytes.span
        for index in 0..<span.count where span[index] == first && Self.stands(word, at: index, in: span) { return true }
        return false
    }

    /// Whether `instance`, alone and not as a part of `vrrp_instance`, may stand in the first file.
    public var mentionsInstanceName: Bool {
        let word = Array("instance".utf8)
        let bytes = files[0].bytes
        let span = bytes.span
        for index in 0..<span.count where span[index] == UInt8(ascii: "i") && Self.stands(word, at: index, in: span) {
            if index == 0 || span[index - 1] != UInt8(ascii: "_") { return true }
        }
        return false
    }

    private static func stands(_ word: [UInt8], at start: Int, in text: borrowing Span<UInt8>) -> Bool {
        guard text.count - start >= word.count else { return false }
        for index in word.indices where text[start + index] != word[index] { return false }
        return true
    }

    init(files: [File], settings: Settings) {
        self.files = files
        self.settings = settings
    }

    /// Adds an included file.
    ///
    /// - Returns: its index.
    mutating func append(_ file: File) -> UInt32 {
        files.append(file)
        return UInt32(truncatingIfNeeded: files.count - 1)
    }

    /// The path of the file of a range; `?` where the range is of another snapshot.
    public func path(of range: SourceRange) -> String {
        Int(range.file) < files.count ? files[Int(range.file)].path : "?"
    }
}
