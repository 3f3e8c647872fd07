// How the parser goes through its files: it can stop behind any word and go on later.

/// Reads a complete snapshot in stages, so that whoever reads can do other things in between.
public struct StagedParsing {
    private var parser: SyntaxParser

    /// - Parameters:
    ///   - known: blocks of an earlier text; where they come back unchanged, the tree holds only what they are.
    ///   - keeps: whether the tree shall hold what stands in an outermost block, by the number of the block's keyword.
    public init(
        _ snapshot: SourceSnapshot, grammar: any Grammar, known: KnownText? = nil, keeps: @escaping (UInt16) -> Bool = { _ in true }
    ) {
        parser = SyntaxParser(snapshot: snapshot, grammar: grammar, reader: nil)
        parser.keeps = keeps
        parser.known = known
        parser.begin(identity: [])
    }

    /// Reads on.
    ///
    /// - Parameter budget: about how many words, braces and line ends.
    /// - Returns: whether the end of the text is reached.
    public mutating func advance(_ budget: Int) -> Bool {
        parser.advance(budget)
    }

    /// What was read so far.
    public var tree: SyntaxTree { parser.tree }
}

extension SyntaxParser {
    /// One thing to be done before what was begun earlier goes on.
    enum Frame {
        /// To go on with a file.
        case file(Lexer, Context, Entered?)
        /// To include a file, or to say why not.
        case inclusion(SourceSnapshot.Inclusion.Outcome, IncludeChecks, SourceRange)
    }

    /// A line outside of any block, and what was known when it began.
    struct PendingBlock {
        var file: UInt16
        var start: Int
        var statement: Int
        var remarks: Int
        var directives: Int
    }

    /// - Parameter identity: that of the first file.
    mutating func begin(identity: [UInt64]) {
        preprocessing.openFiles = [identity]
        let size = tree.snapshot.files[0].bytes.count
        // Room for as many as such a text may have, so that they needn't move on the way: a typical line has 20 to 35 bytes and 2 words, and
        // memory that isn't used isn't touched. Of a text that is known mostly, little comes into the tree.
        if size <= SourceSnapshot.maximumFileSize, known == nil {
            tree.statements.reserveCapacity(size / 16)
            tree.words.reserveCapacity(size / 8)
        }
        push(0, expansion: 0, nil)
    }

    /// Reads on, and says whether all is read.
    mutating func advance(_ budget: Int) -> Bool {
        var left = budget
        while left > 0, let frame = frames.popLast() {
            switch frame {
            case .inclusion(let outcome, let checks, let place):
                left -= 1
                follow(outcome, checks, at: place) { $0.enterNext($1, at: place) }
            case .file(var lexer, let context, let entered):
                self.context = context
                // Where it stopped within a block, that is still pending.
                if openBlocks.isEmpty, lexer.lineStart == lexer.position { betweenBlocks(&lexer, &left) }
                if read(&lexer, &left) {
                    if let entered { leave(entered) }
                } else {
                    frames.append(.file(lexer, context, entered))
                    frames += waiting.reversed()
                    waiting = []
                }
            }
        }
        if !frames.isEmpty { return false }
        if !isFinished {
            isFinished = true
            finish()
        }
        return true
    }

    // MARK: Files

    /// Whether the line that is being preprocessed stands in a file by itself: then the files that it includes are read next, and not
    /// before this line is done with.
    var isBesideOtherLines: Bool { preprocessing.depth == frameDepth + 1 }

    private mutating func enterNext(_ file: UInt32, at place: SourceRange) {
        let entered = noteEntry(of: file, identity: [])
        preprocessing.depth += 1
        frameDepth += 1
        push(file, expansion: tree.expansions.add(.include, "", at: place), entered)
    }

    private mutating func leave(_ entered: Entered) {
        noteEnd(of: entered)
        preprocessing.depth -= 1
        frameDepth -= 1
    }

    private mutating func push(_ index: UInt32, expansion: UInt32, _ entered: Entered?) {
        guard let context = openFile(index, expansion: expansion) else {
            if let entered { leave(entered) }
            return
        }
        frames.append(.file(Lexer(context.bytes), context, entered))
    }

    private mutating func openFile(_ index: UInt32, expansion: UInt32) -> Context? {
        let outer = context
        defer { context = outer }
        context = Context(bytes: tree.snapshot.files[Int(index)].bytes, file: UInt16(truncatingIfNeeded: index), expansion: expansion)
        if isText(context.bytes) { return context }
        if index == 0 { tree.isUnusable = true }
        return nil
    }

    /// Reads a file where the parser stands, to its end: its statements go into the block that is open.
    mutating func parseFile(_ index: UInt32, expansion: UInt32) {
        guard let inner = openFile(index, expansion: expansion) else { return }
        let outer = context
        defer { context = outer }
        context = inner
        var lexer = Lexer(inner.bytes)
        read(&lexer)
    }

    // MARK: Words

    /// Reads all words of the context.
    mutating func read(_ lexer: inout Lexer) {
        var budget = Int.max
        _ = read(&lexer, &budget)
    }

    /// Reads words of the context.
    ///
    /// - Returns: whether the end is reached. Else the budget is spent, or other files have to be read first.
    private mutating func read(_ lexer: inout Lexer, _ budget: inout Int) -> Bool {
        while budget > 0 {
            budget -= 1
            let token = lexer.next()
            if let finding = lexer.finding, report(finding) {
                // keepalived leaves out a line with a NUL byte.
                dropCurrentStatement()
                lexer.skipToLineEnd()
                continue
            }
            switch token {
            case .word(let range, let cooked): add(range, cooked: cooked)
            case .openingBrace(let offset): open(at: place(offset..<offset + 1))
            case .closingBrace(let offset): close(at: place(offset..<offset + 1))
            case .lineEnd:
                endStatement()
                if openBlocks.isEmpty { betweenBlocks(&lexer, &budget) }
            case .directive(let line):
                preprocess(line, &lexer)
                if !waiting.isEmpty { return false }
            case .end:
                endStatement()
                return true
            }
        }
        return false
    }

    // MARK: Known blocks

    /// At the beginning of a line outside of any block: notes the block that ended before, and passes over those that are known.
    private mutating func betweenBlocks(_ lexer: inout Lexer, _ budget: inout Int) {
        // The `{` may stand on the next line.
        if awaitingBrace != nil, match?.requiresBlock == true { return }
        guard openBlocks.isEmpty, excessDepth == 0, closedEarly == 0, context.file != SyntaxTree.Statement.made, lexer.lineStart == lexer.position
        else {
            pending = nil
            return
        }
        if let pending { note(pending, endingAt: lexer.position) }
        while budget > 0, let number = known?.block(at: lexer.position, in: context.bytes), let block = known?[number] {
            tree.append(block, known: number, at: lexer.position, file: context.file, expansion: context.expansion)
            awaitingBrace = nil
            match = nil
            lexer.passOver(Int(block.length))
            budget -= 1 + Int(block.length) / Self.bytesOfAStep
        }
        pending = PendingBlock(
            file: context.file, start: lexer.position, statement: tree.statements.count, remarks: remarks, directives: directives)
    }

    /// Comparing so many bytes costs about as much as reading one word.
    private static let bytesOfAStep = 64

    /// Keeps in mind a block that begins and ends between two lines, and with which there is nothing the matter.
    private mutating func note(_ block: PendingBlock, endingAt end: Int) {
        guard block.file == context.file, block.remarks == remarks, block.directives == directives, block.statement < tree.statements.count else { return }
        let statement = tree.statements[block.statement]
        guard statement.wordCount > 0, statement.brace != .max, Int(statement.end) == tree.statements.count, statement.keyword != KeywordMatch.none
        else { return }
        tree.blocks.append(
            TextBlock(
                file: UInt32(block.file), start: UInt32(truncatingIfNeeded: block.start), length: UInt32(truncatingIfNeeded: end - block.start),
                keyword: statement.keyword, statement: UInt32(truncatingIfNeeded: block.statement)))
    }
}
