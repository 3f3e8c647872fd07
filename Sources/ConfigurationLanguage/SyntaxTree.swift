/// The statements of a configuration, each a line of words with or without a block of further statements.
///
/// The tree is flat: statements stand in the order of the text, each knows where its block ends, and words are indexes into
/// the source text, so that a file of 200,000 lines costs three allocations and not a million.
public struct SyntaxTree: Sendable {
    public let snapshot: SourceSnapshot
    /// What is wrong with the text whatever its keywords mean.
    public var diagnostics: [Diagnostic] { found.all }
    var found = DiagnosticList()
    /// Nothing sensible can be read from the text.
    public internal(set) var isUnusable = false

    var words: [Word] = []
    var statements: [Statement] = []
    /// The texts of words that don't stand in the source as they are meant, because of quotes or escapes.
    var cookedBytes: [UInt8] = []
    var cookedEnds: [UInt32] = []

    init(snapshot: SourceSnapshot) {
        self.snapshot = snapshot
    }

    struct Word {
        var offset: UInt32
        var length: UInt32
        /// Which of the cooked texts is meant; `.max` where the source text itself is.
        var cooked: UInt32
    }

    struct Statement {
        var firstWord: UInt32
        var wordCount: UInt32
        /// The index of the statement that follows this one and its block.
        var end: UInt32
        /// Where the block's brace stands; `.max` where there is no block.
        var brace: UInt32
        var file: UInt16
        var keyword: UInt16
    }
}

extension SyntaxTree {
    /// Statements beside each other: of the file, or of one block.
    public struct Siblings: Sequence, IteratorProtocol, Sendable {
        private let statements: [Statement]
        private var position: Int
        private let end: Int

        init(_ statements: [Statement], position: Int, end: Int) {
            self.statements = statements
            self.position = position
            self.end = end
        }

        /// The index of the next statement.
        public mutating func next() -> Int? {
            if position >= end { return nil }
            defer { position = Int(statements[position].end) }
            return position
        }
    }

    /// The statements outside of any block.
    public var roots: Siblings {
        Siblings(statements, position: 0, end: statements.count)
    }

    /// The statements in the block of a statement; none where it has no block.
    public func children(of statement: Int) -> Siblings {
        Siblings(statements, position: statement + 1, end: Int(statements[statement].end))
    }

    public func hasBlock(_ statement: Int) -> Bool {
        statements[statement].brace != .max
    }

    /// The grammar's number for the first word, or `KeywordMatch.none`.
    public func keyword(of statement: Int) -> UInt16 {
        statements[statement].keyword
    }

    /// At least 1: the first word is the keyword, or in a list block the first word of the value.
    public func wordCount(of statement: Int) -> Int {
        Int(statements[statement].wordCount)
    }

    /// The bytes of a word, quotes and escapes resolved.
    ///
    /// - Precondition: `word` is less than `wordCount(of:)`.
    public func text(ofWord word: Int, in statement: Int) -> ArraySlice<UInt8> {
        let found = words[Int(statements[statement].firstWord) + word]
        if found.cooked == .max {
            return snapshot.files[Int(statements[statement].file)].bytes[Int(found.offset)..<Int(found.offset) + Int(found.length)]
        }
        let start = found.cooked == 0 ? 0 : Int(cookedEnds[Int(found.cooked) - 1])
        return cookedBytes[start..<Int(cookedEnds[Int(found.cooked)])]
    }

    /// Where a word stands.
    ///
    /// - Precondition: `word` is less than `wordCount(of:)`.
    public func range(ofWord word: Int, in statement: Int) -> SourceRange {
        let found = words[Int(statements[statement].firstWord) + word]
        return SourceRange(file: UInt32(statements[statement].file), offset: found.offset, length: found.length)
    }

    /// From the first word to the end of the last, without the block.
    public func range(of statement: Int) -> SourceRange {
        let first = range(ofWord: 0, in: statement)
        let last = range(ofWord: wordCount(of: statement) - 1, in: statement)
        return SourceRange(file: first.file, offset: first.offset, length: last.offset &+ last.length &- first.offset)
    }

    /// The number of statements, those in blocks included.
    public var statementCount: Int { statements.count }
}
