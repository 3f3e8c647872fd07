// The part of the parser that opens and closes blocks.

extension SyntaxParser {
    private mutating func push(_ block: OpenBlock) {
        openBlocks.append(block)
        innermost = block.kind
    }

    private mutating func pop() -> OpenBlock? {
        let block = openBlocks.popLast()
        innermost = openBlocks.last?.kind ?? grammar.root
        return block
    }

    /// Takes a word of the current line, or begins a statement with it.
    mutating func add(_ range: Range<Int>, cooked: [UInt8]?) {
        if excessDepth > 0 { return }
        var word = SyntaxTree.Word(
            offset: UInt32(truncatingIfNeeded: range.lowerBound) &+ context.base, length: UInt32(truncatingIfNeeded: range.count), cooked: .max)
        if let cooked {
            word.cooked = UInt32(truncatingIfNeeded: tree.cookedEnds.count)
            tree.cookedBytes += cooked
            tree.cookedEnds.append(UInt32(truncatingIfNeeded: tree.cookedBytes.count))
        }
        if let current {
            tree.words.append(word)
            tree.statements[current].wordCount += 1
        } else {
            begin(with: word, named: cooked.map { $0[...] } ?? context.bytes[range])
        }
    }

    private mutating func begin(with word: SyntaxTree.Word, named name: ArraySlice<UInt8>) {
        impliesOpeningBrace(before: name)
        match = grammar.match(name, in: innermost)
        if match == nil { closeBlocks(thatCannotHold: name) }
        directive = match?.directive
        let index = tree.statements.count
        tree.statements.append(
            SyntaxTree.Statement(
                firstWord: UInt32(truncatingIfNeeded: tree.words.count), wordCount: 1, end: UInt32(truncatingIfNeeded: index + 1),
                brace: .max, file: context.file, keyword: match?.number ?? KeywordMatch.none, expansion: context.expansion))
        tree.words.append(word)
        current = index
        awaitingBrace = index
    }

    /// Opens the block of a statement whose `{` is missing, if the next line looks as if it belonged into that block.
    private mutating func impliesOpeningBrace(before name: ArraySlice<UInt8>) {
        guard let statement = awaitingBrace, let match, match.requiresBlock, let kind = match.opens else { return }
        let standsHere = grammar.match(name, in: innermost) != nil
        let standsInside = grammar.isList(kind) || grammar.match(name, in: kind) != nil
        if standsHere || !standsInside || openBlocks.count >= Self.maximumDepth { return }
        let place = tree.range(of: statement)
        report(
            Diagnostic(
                .error, .missingOpeningBrace, "`{` is missing behind `\(printable(tree.text(ofWord: 0, in: statement)))`", at: place))
        tree.statements[statement].brace = place.offset &+ place.length
        push(OpenBlock(statement: statement, kind: kind, brace: place, isImplied: true))
    }

    /// A keyword that begins a block, and that may stand only further outside, shows that a `}` is missing.
    private mutating func closeBlocks(thatCannotHold name: ArraySlice<UInt8>) {
        if innermost == .unknown || openBlocks.isEmpty { return }
        var depth = openBlocks.count
        while depth > 0 {
            depth -= 1
            let outer = depth == 0 ? grammar.root : openBlocks[depth - 1].kind
            guard let found = grammar.match(name, in: outer), found.requiresBlock else { continue }
            while openBlocks.count > depth {
                guard let block = pop() else { break }
                reportUnclosed(block)
                closedEarly += 1
                end(block)
            }
            match = found
            return
        }
    }

    mutating func open(at brace: SourceRange) {
        if excessDepth > 0 || openBlocks.count >= Self.maximumDepth {
            if reported.insert(.nestedTooDeep).inserted {
                report(
                    Diagnostic(.error, .nestedTooDeep, "more than \(Self.maximumDepth) blocks inside each other", at: brace))
            }
            excessDepth += 1
            return
        }
        if let statement = awaitingBrace {
            tree.statements[statement].brace = brace.offset
            push(OpenBlock(statement: statement, kind: match.map { $0.opens ?? .unknown } ?? .unknown, brace: brace))
        } else {
            report(Diagnostic(.error, .unexpectedOpeningBrace, "a `{` without a keyword before it", at: brace))
            push(OpenBlock(statement: nil, kind: innermost, brace: brace))
        }
        endStatement()
        awaitingBrace = nil
        match = nil
    }

    mutating func close(at brace: SourceRange) {
        endStatement()
        awaitingBrace = nil
        match = nil
        if excessDepth > 0 {
            excessDepth -= 1
        } else if let block = pop() {
            end(block)
        } else if closedEarly > 0 {
            closedEarly -= 1
        } else {
            report(Diagnostic(.error, .unexpectedClosingBrace, "a `}` without an open block", at: brace))
        }
    }

    private mutating func end(_ block: OpenBlock) {
        guard let statement = block.statement else { return }
        if openBlocks.isEmpty, !keeps(tree.statements[statement].keyword) { forget(behind: statement) }
        tree.statements[statement].end = UInt32(truncatingIfNeeded: tree.statements.count)
    }

    /// Takes the statements behind this one out of the tree again.
    private mutating func forget(behind statement: Int) {
        guard statement + 1 < tree.statements.count else { return }
        let firstWord = Int(tree.statements[statement + 1].firstWord)
        tree.words.removeSubrange(firstWord...)
        tree.statements.removeSubrange((statement + 1)...)
    }

    private mutating func reportUnclosed(_ block: OpenBlock) {
        if block.isImplied || block.statement == nil { return }
        let name = block.statement.map { printable(tree.text(ofWord: 0, in: $0)) } ?? ""
        report(
            Diagnostic(.error, .missingClosingBrace, "the block of `\(name)` that begins here has no `}`", at: block.brace))
    }

    /// The end of the text: what is still open ends here.
    mutating func finish() {
        while let block = pop() {
            reportUnclosed(block)
            end(block)
        }
        awaitingBrace = nil
    }
}

/// A word as it may stand in a message: at most 60 characters, nothing that could steer a terminal.
public func printable(_ text: ArraySlice<UInt8>) -> String {
    let cut = text.count > 60
    let characters = String(decoding: cut ? text.prefix(57) : text, as: UTF8.self).unicodeScalars.map { scalar in
        isPrintable(scalar) ? Character(scalar) : "\u{FFFD}"
    }
    return String(characters) + (cut ? "..." : "")
}

/// The same of a String.
public func printable(_ text: String) -> String {
    printable(Array(text.utf8)[...])
}

/// No control character, and none that changes the direction of writing.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
    default: true
    }
}
