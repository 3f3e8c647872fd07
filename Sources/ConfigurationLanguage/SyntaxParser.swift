extension SyntaxTree {
    /// Reads the text of a snapshot.
    ///
    /// Whatever the bytes are, it never traps; time and memory grow linearly with them. What is wrong is in `diagnostics`.
    public static func parse(_ snapshot: SourceSnapshot, grammar: any Grammar) -> SyntaxTree {
        var parser = SyntaxParser(snapshot: snapshot, grammar: grammar)
        parser.parseFile(0)
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

    /// Blocks deeper than this are left out: no sensible file nests more than six.
    static let maximumDepth = 32

    var tree: SyntaxTree
    let grammar: any Grammar
    var openBlocks: [OpenBlock] = []
    /// The kind of the last of `openBlocks`, or of the file.
    var innermost: BlockKind
    var file: UInt16 = 0
    /// The statement of the line that is being read.
    var current: Int?
    /// The last statement of the block that is being read, as long as a `{` on a later line may still belong to it.
    var awaitingBrace: Int?
    /// What the keyword of the last statement means.
    var match: KeywordMatch?
    /// Blocks that were closed because a keyword can't stand in them: their own `}` will come too late.
    var closedEarly = 0
    /// Braces beyond `maximumDepth` that are still open.
    var excessDepth = 0
    var reported: Set<Diagnostic.Code> = []

    init(snapshot: SourceSnapshot, grammar: any Grammar) {
        tree = SyntaxTree(snapshot: snapshot)
        self.grammar = grammar
        innermost = grammar.root
    }

    mutating func parseFile(_ index: Int) {
        let bytes = tree.snapshot.files[index].bytes
        file = UInt16(truncatingIfNeeded: index)
        guard isText(bytes) else { return }
        // A typical line has about 35 bytes and 2 words.
        tree.statements.reserveCapacity(bytes.count / 40)
        tree.words.reserveCapacity(bytes.count / 20)
        var lexer = Lexer(bytes)
        while true {
            let token = lexer.next()
            if let finding = lexer.finding, report(finding) {
                // keepalived leaves out a line with a NUL byte.
                dropCurrentStatement()
                lexer.skipToLineEnd()
                continue
            }
            switch token {
            case .word(let range, let cooked): add(range, cooked: cooked)
            case .openingBrace(let offset): open(at: Self.range(file, offset, 1))
            case .closingBrace(let offset): close(at: Self.range(file, offset, 1))
            case .lineEnd: current = nil
            case .end:
                finish()
                return
            }
        }
    }

    private mutating func isText(_ bytes: [UInt8]) -> Bool {
        if bytes.count > SourceSnapshot.maximumFileSize {
            report(
                Diagnostic(
                    .error, .fileTooLarge, "the file is larger than \(SourceSnapshot.maximumFileSize) bytes", at: Self.range(file, 0, 0)))
            tree.isUnusable = true
        } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            report(
                Diagnostic(.error, .notText, "the file is UTF-16", at: Self.range(file, 0, 0), hint: "save it as UTF-8"))
            tree.isUnusable = true
        }
        return !tree.isUnusable
    }

    mutating func report(_ diagnostic: Diagnostic) {
        tree.found.append(diagnostic)
    }

    private static func range(_ file: UInt16, _ offset: Int, _ length: Int) -> SourceRange {
        SourceRange(file: UInt32(file), offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: length))
    }

    /// - Returns: whether the line must be left out.
    private mutating func report(_ finding: (kind: Lexer.Finding, range: Range<Int>)) -> Bool {
        let place = Self.range(file, finding.range.lowerBound, finding.range.count)
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

    private mutating func dropCurrentStatement() {
        guard let statement = current else { return }
        tree.words.removeSubrange(Int(tree.statements[statement].firstWord)...)
        tree.statements.removeSubrange(statement...)
        current = nil
        awaitingBrace = nil
        match = nil
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
