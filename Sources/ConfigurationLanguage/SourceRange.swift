/// A stretch of the source text: some bytes of one file of a `SourceSnapshot`.
public struct SourceRange: Hashable, Sendable {
    /// The index of the file in the snapshot.
    public var file: UInt32
    /// The first byte, counted from the beginning of the file.
    public var offset: UInt32
    /// In bytes; may be 0, as at the end of a file.
    public var length: UInt32
    /// By which use of a parameter, sequence or `include` the text came to where it took effect; 0 where it just stands there.
    /// `SyntaxTree.explained` tells these uses.
    public var expansion: UInt32

    public init(file: UInt32, offset: UInt32, length: UInt32, expansion: UInt32 = 0) {
        self.file = file
        self.offset = offset
        self.length = length
        self.expansion = expansion
    }
}

extension SourceRange: Comparable {
    /// The order in which a reader meets them: by file, then by position.
    public static func < (left: SourceRange, right: SourceRange) -> Bool {
        (left.file, left.offset, left.length, left.expansion) < (right.file, right.offset, right.length, right.expansion)
    }
}

/// A place in a file as editors show it.
public struct SourcePosition: Hashable, Sendable {
    /// Counted from 1.
    public var line: Int
    /// Counted from 1, in characters (Unicode scalars): a tab is one, and so is a byte that isn't UTF-8.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
