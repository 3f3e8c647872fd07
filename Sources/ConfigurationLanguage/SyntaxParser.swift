extension SyntaxTree {
    /// Reads the text of a snapshot that is complete: nothing is taken from anywhere else.
    ///
    /// Whatever the bytes are, it never traps; time and memory grow linearly with them, up to the limits of the preprocessing.
    /// What is wrong is in `diagnostics`.
    ///
    /// - Parameter keeps: whether the tree shall hold what stands in an outermost block, by the number of the block's keyword.
    public static func parse(
        _ snapshot: SourceSnapshot, grammar: any Grammar, keeps: @escaping (UInt16) -> Bool = { _ in true }
    ) -> SyntaxTree {
        var parsing = StagedParsing(snapshot, grammar: grammar, keeps: keeps)
        while !parsing.advance(.max) {}
        return parsing.tree
    }

    /// Reads the text of a snapshot of one file together with what it includes; the tree's snapshot is complete then.
    ///
    /// - Parameter identity: that of the file, so that it is known again where it is included.
    public static func load(
        _ snapshot: SourceSnapshot, identity: [UInt64] = [], grammar: any Grammar, reader: any SourceReader
    ) -> SyntaxTree {
        var parser = SyntaxParser(snapshot: snapshot, grammar: grammar, reader: reader)
        parser.begin(identity: identity)
        while !parser.advance(.max) {}
        return parser.tree
    }
}

/// Puts words together to statements and statements to blocks, and guesses where a missing brace was meant.
struct SyntaxParser {
    struct OpenBlock {
        /// The statement that the block belongs to; nil for a stray `{`, whose lines count as lines of the block around it.
        var statement: Int?
        var kind: BlockKind
        var brace: SourceRange
        /// The `{` was missing and a message said so.
        var isImplied = false
    }

    /// The text that is being read.
    struct Context {
        var bytes: [UInt8] = []
        /// `SyntaxTree.Statement.made` for a line that the preprocessing made.
        var file: UInt16 = 0
        /// By which `include` the file came here.
        var expansion: UInt32 = 0
        /// Where a made line begins among the others.
        var base: UInt32 = 0
    }

    var tree: SyntaxTree
    let grammar: any Grammar
    /// Nil where the snapshot is complete.
    let reader: (any SourceReader)?
    var keeps: (UInt16) -> Bool = { _ in true }
    var openBlocks: [OpenBlock] = []
    /// The kind of the last of `openBlocks`, or of the file.
    var innermost: BlockKind
    var context = Context()
    var preprocessing: Preprocessing
    /// The statement of the line that is being read.
    var current: Int?
    /// The last statement of the block that is being read, as long as a `{` on a later line may still belong to it.
    var awaitingBrace: Int?
    /// What the keyword of the last statement means.
    var match: KeywordMatch?
    /// The statement that is being read concerns the preprocessing.
    var directive: KeywordMatch.Directive?
    /// Blocks that were closed because a keyword can't stand in them: their own `}` will come too late.
    var closedEarly = 0
    /// Braces beyond `maximumDepth` that are still open.
    var excessDepth = 0
    var reported: Set<Diagnostic.Code> = []
    /// How often there was something to say, be it that it was said already.
    var remarks = 0

    // Where the parser is in its files, in ReadingFiles.swift.
    var frames: [Frame] = []
    var waiting: [Frame] = []
    var frameDepth = 0
    var isFinished = false
    /// Blocks that are known from an earlier text.
    var known: KnownText?
    /// What may become one that need not be read again.
    var pending: PendingBlock?
    /// Lines that asked for preprocessing.
    var directives = 0

    init(snapshot: SourceSnapshot, grammar: any Grammar, reader: (any SourceReader)?) {
        tree = SyntaxTree(snapshot: snapshot)
        self.grammar = grammar
        self.reader = reader
        innermost = grammar.root
        preprocessing = Preprocessing(snapshot.settings)
    }

    mutating func endStatement() {
        if directive != nil { followDirective() }
        current = nil
    }

    mutating func isText(_ bytes: [UInt8]) -> Bool {
        if bytes.count > SourceSnapshot.maximumFileSize {
            report(
                Diagnostic(
                    .error, .fileTooLarge, "the file is larger than \(SourceSnapshot.maximumFileSize) bytes", at: place(0..<0)))
            return false
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            report(Diagnostic(.error, .notText, "the file is UTF-16", at: place(0..<0), hint: "save it as UTF-8"))
            return false
        }
        return true
    }

    mutating func report(_ diagnostic: Diagnostic) {
        remarks += 1
        tree.found.append(diagnostic)
    }

    /// Where a stretch of the context stands in the source.
    func place(_ range: Range<Int>) -> SourceRange {
        let offset = UInt32(truncatingIfNeeded: range.lowerBound) &+ context.base
        let length = UInt32(truncatingIfNeeded: range.count)
        if context.file == SyntaxTree.Statement.made { return tree.expansions.place(of: offset..<(offset &+ length)) }
        return SourceRange(file: UInt32(context.file), offset: offset, length: length, expansion: context.expansion)
    }

    /// - Returns: whether the line must be left out.
    mutating func report(_ finding: (kind: Lexer.Finding, range: Range<Int>)) -> Bool {
        remarks += 1
        let place = place(finding.range)
        switch finding.kind {
        case .unterminatedQuote:
            report(Diagnostic(.error, .unterminatedQuote, "the quote that begins here has no end on its line", at: place))
        case .gluedComment:
            report(
                Diagnostic(
                    .warning, .gluedComment, "a comment begins here, in the middle of a word", at: place,
                    hint: "put a space before a comment; put quotes around a value that holds # or !"))
        case .unusualSpace:
            if reported.insert(.unusualSpace).inserted {
                report(
                    Diagnostic(
                        .warning, .unusualSpace, "a space that isn't an ordinary one; it is read as white space", at: place,
                        hint: "such spaces come from web pages and word processors; replace them by ordinary ones"))
            }
        case .nulByte:
            if reported.insert(.nulByte).inserted {
                report(Diagnostic(.error, .nulByte, "a line with a NUL byte is left out", at: place))
            }
            return true
        }
        return false
    }

    mutating func dropCurrentStatement() {
        guard let statement = current else { return }
        tree.words.removeSubrange(Int(tree.statements[statement].firstWord)...)
        tree.statements.removeSubrange(statement...)
        current = nil
        awaitingBrace = nil
        match = nil
        directive = nil
    }
}

extension Diagnostic.Code {
    public static let fileTooLarge = Diagnostic.Code(rawValue: "file-too-large")
    public static let notText = Diagnostic.Code(rawValue: "not-text")
    public static let nulByte = Diagnostic.Code(rawValue: "nul-byte")
    public static let unterminatedQuote = Diagnostic.Code(rawValue: "unterminated-quote")
    public static let gluedComment = Diagnostic.Code(rawValue: "glued-comment")
    public static let unusualSpace = Diagnostic.Code(rawValue: "unusual-space")
    public static let unexpectedOpeningBrace = Diagnostic.Code(rawValue: "unexpected-opening-brace")
    public static let unexpectedClosingBrace = Diagnostic.Code(rawValue: "unexpected-closing-brace")
    public static let missingOpeningBrace = Diagnostic.Code(rawValue: "missing-opening-brace")
    public static let missingClosingBrace = Diagnostic.Code(rawValue: "missing-closing-brace")
    public static let nestedTooDeep = Diagnostic.Code(rawValue: "nested-too-deep")
}
