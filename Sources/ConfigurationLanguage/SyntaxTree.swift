/// The statements of a configuration, each a line of words with or without a block of further statements.
///
/// The tree is flat: statements stand in the order of the text, each knows where its block ends, and words are indexes into
/// the source text, so that a file of 200,000 lines costs three allocations and not a million.
public struct SyntaxTree: Sendable {
    public internal(set) var snapshot: SourceSnapshot
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
    /// The lines that the preprocessing made.
    var expansions = Expansions()
    /// The blocks that need not be read again where they come back unchanged, in the order of the text.
    public internal(set) var blocks: [TextBlock] = []

    init(snapshot: SourceSnapshot) {
        self.snapshot = snapshot
    }

    struct Word {
        /// In the file, or in the lines that the preprocessing made.
        var offset: UInt32
        var length: UInt32
        /// Which of the cooked texts is meant; `.max` where the source text itself is.
        var cooked: UInt32
    }

    struct Statement {
        var firstWord: UInt32
        /// 0 in what stands for a known block.
        var wordCount: UInt32
        /// The index of the statement that follows this one and its block.
        var end: UInt32
        /// Where the block's brace stands; `.max` where there is no block.
        var brace: UInt32
        /// `.made` where the statement was made by the preprocessing.
        var file: UInt16
        var keyword: UInt16
        /// By which `include` the file came here; 0 for the first file and for made statements.
        var expansion: UInt32

        /// The number that stands for no file.
        static let made = UInt16.max
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

    /// The index of the statement that follows this one and its block.
    public func end(of statement: Int) -> Int {
        Int(statements[statement].end)
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
        let line = statements[statement]
        let found = words[Int(line.firstWord) + word]
        if found.cooked != .max {
            let start = found.cooked == 0 ? 0 : Int(cookedEnds[Int(found.cooked) - 1])
            return cookedBytes[start..<Int(cookedEnds[Int(found.cooked)])]
        }
        let range = Int(found.offset)..<Int(found.offset) + Int(found.length)
        return line.file == Statement.made ? expansions.bytes[range] : snapshot.files[Int(line.file)].bytes[range]
    }

    /// Where a word stands.
    ///
    /// - Precondition: `word` is less than `wordCount(of:)`.
    public func range(ofWord word: Int, in statement: Int) -> SourceRange {
        range(ofWords: word...word, in: statement)
    }

    /// From the first word to the end of the last, without the block.
    public func range(of statement: Int) -> SourceRange {
        range(ofWords: 0...wordCount(of: statement) - 1, in: statement)
    }

    private func range(ofWords range: ClosedRange<Int>, in statement: Int) -> SourceRange {
        let line = statements[statement]
        let first = words[Int(line.firstWord) + range.lowerBound]
        let last = words[Int(line.firstWord) + range.upperBound]
        let end = last.offset &+ last.length
        if line.file == Statement.made { return expansions.place(of: first.offset..<max(first.offset, end)) }
        return SourceRange(
            file: UInt32(line.file), offset: first.offset, length: end &- first.offset, expansion: line.expansion)
    }

    /// The message with the uses of parameters, sequences and includes by which its text came to where it took effect.
    public func explained(_ diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.range.expansion == 0 { return diagnostic }
        var diagnostic = diagnostic
        diagnostic.origins = origins(of: diagnostic.range)
        return diagnostic
    }

    /// Those uses for a place in the text, the innermost first.
    public func origins(of place: SourceRange) -> [Diagnostic.Related] {
        expansions.origins(of: place)
    }

    /// The number of statements, those in blocks included.
    public var statementCount: Int { statements.count }
}
