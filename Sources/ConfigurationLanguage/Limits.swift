// Every limit of the language stands here: whatever the bytes are, time and memory stay bounded.

extension SourceSnapshot {
    /// The largest file that is read, and the most bytes of all files together. 36,000 real servers take about 8 MB.
    public static let maximumFileSize = 1 << 27
    /// The largest number of files, and of `include` statements.
    public static let maximumFileCount = 1 << 14
    /// The longest path of a file, in bytes (PATH_MAX of linux/limits.h).
    public static let maximumPathLength = 4096
    /// The most environment variables that `${_ENV NAME}` may ask for.
    static let maximumVariableCount = 1 << 10
    /// The longest text of any other kind, such as an environment variable's value, in bytes.
    static let maximumTextLength = 1 << 17
}

extension SyntaxParser {
    /// Blocks deeper than this are left out: no sensible file nests more than six.
    static let maximumDepth = 32
}

/// Limits of what comes before parsing: includes, conditions, parameters and sequences.
enum PreprocessingLimits {
    /// Files that include each other.
    static let includeDepth = 32
    /// Parameters within parameters, and lines that come from lines.
    static let nesting = 64
    /// One line with its parameters replaced, in bytes.
    static let lineLength = 1 << 20
    /// Stretches of one line that come from different places.
    static let linePieces = 1 << 14
    /// Items of one sequence. A director has far fewer addresses.
    static let sequenceLength = 1 << 20
    /// Lines that come from sequences and parameters of several lines, all together.
    static let expandedLines = 1 << 21
    /// Bytes that come from replacing, all together.
    static let expandedBytes = 1 << 27
    /// Stretches of text whose origin is remembered, and uses of parameters and sequences.
    static let origins = 1 << 22
    /// Alternatives that the braces of an `include` stand for.
    static let alternatives = 1 << 10
    /// Directories that are listed for the wildcards of one `include`.
    static let directories = 1 << 10
    /// Places that one message lists as `expanded from`.
    static let shownOrigins = 8
}

extension DiagnosticList {
    /// How many errors, and how many other messages, are kept. Nobody reads more.
    public static let maximumCount = 1000
}
