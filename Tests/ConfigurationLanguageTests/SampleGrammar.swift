import ConfigurationLanguage

/// A small grammar: `outer` and `other` at the root; `inner`, `list` and `value` inside `outer`; `leaf` inside `inner`.
struct SampleGrammar: Grammar {
    static let outer = BlockKind(rawValue: 1)
    static let inner = BlockKind(rawValue: 2)
    static let list = BlockKind(rawValue: 3)

    var root: BlockKind { BlockKind(rawValue: 0) }

    func match(_ name: ArraySlice<UInt8>, in block: BlockKind) -> KeywordMatch? {
        switch (block, String(decoding: name, as: UTF8.self)) {
        case (root, "outer"): KeywordMatch(number: 0, opens: Self.outer, requiresBlock: true)
        case (root, "other"): KeywordMatch(number: 1)
        case (Self.outer, "inner"): KeywordMatch(number: 2, opens: Self.inner, requiresBlock: true)
        case (Self.outer, "list"): KeywordMatch(number: 3, opens: Self.list, requiresBlock: true)
        case (Self.outer, "value"): KeywordMatch(number: 4)
        case (root, "include_check"): KeywordMatch(number: 6, directive: .includeCheck)
        case (root, "random_seed"): KeywordMatch(number: 7, directive: .randomSeed)
        case (Self.inner, "leaf"): KeywordMatch(number: 5)
        default: nil
        }
    }

    func isList(_ block: BlockKind) -> Bool {
        block == Self.list
    }
}

func parse(_ text: String) -> SyntaxTree {
    parse(Array(text.utf8))
}

/// Parses as the director with a configuration id.
func parse(_ text: String, id: String) -> SyntaxTree {
    let settings = SourceSnapshot.Settings(configurationID: id)
    return SyntaxTree.parse(
        SourceSnapshot(path: "/etc/lvsd/lvsd.conf", bytes: Array(text.utf8), settings: settings), grammar: SampleGrammar())
}

func parse(_ bytes: [UInt8]) -> SyntaxTree {
    SyntaxTree.parse(SourceSnapshot(path: "test.conf", bytes: bytes), grammar: SampleGrammar())
}

extension SyntaxTree {
    /// The tree in one line: `outer A { value 1; list { x } }`.
    var outline: String {
        outline(roots)
    }

    private func outline(_ statements: Siblings) -> String {
        statements.map { statement in
            let words = (0..<wordCount(of: statement)).map { String(decoding: text(ofWord: $0, in: statement), as: UTF8.self) }
            let line = words.joined(separator: " ")
            if !hasBlock(statement) { return line }
            let inside = outline(children(of: statement))
            return inside.isEmpty ? line + " { }" : line + " { " + inside + " }"
        }.joined(separator: "; ")
    }

    /// What is wrong, as `code@offset`.
    var complaints: [String] {
        diagnostics.sortedByPosition().map { "\($0.code)@\($0.range.offset)" }
    }
}
