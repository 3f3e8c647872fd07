/// A kind of block, such as the inside of `real_server`: it decides which keywords may stand there.
public struct BlockKind: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The inside of a block that nobody knows: nothing in it is looked up.
    public static let unknown = BlockKind(rawValue: .max)
}

/// What a keyword means where it stands.
public struct KeywordMatch: Hashable, Sendable {
    /// The grammar's own number for the keyword; less than `KeywordMatch.none`.
    public var number: UInt16
    /// The kind of the block that may follow; nil where none may.
    public var opens: BlockKind?
    /// A block must follow.
    public var requiresBlock: Bool
    /// The keyword concerns the preprocessing.
    public var directive: Directive?

    public init(number: UInt16, opens: BlockKind? = nil, requiresBlock: Bool = false, directive: Directive? = nil) {
        self.number = number
        self.opens = opens
        self.requiresBlock = requiresBlock
        self.directive = directive
    }

    /// Keywords that take effect where they stand, while the text is read.
    public enum Directive: Hashable, Sendable {
        /// Which failures of the `include` statements behind it are errors.
        case includeCheck
        /// Where `${_RANDOM}` begins.
        case randomSeed
    }

    /// The number that stands for no known keyword.
    public static let none = UInt16.max
}

/// What the parser must know about the keywords: enough to see where a brace is missing.
public protocol Grammar: Sendable {
    /// The outermost block: the file itself.
    var root: BlockKind { get }

    /// - Returns: nil where no keyword of that name may stand in such a block.
    func match(_ name: ArraySlice<UInt8>, in block: BlockKind) -> KeywordMatch?

    /// Whether the lines of such a block are values (addresses, names) and not statements with keywords.
    func isList(_ block: BlockKind) -> Bool
}
