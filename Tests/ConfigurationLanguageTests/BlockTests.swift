import ConfigurationLanguage
import Testing

@Suite("Blocks")
struct BlockTests {
    @Test(
        "a brace may stand where its author likes it",
        arguments: [
            "outer A {\nvalue 1\n}", "outer A\n{\nvalue 1\n}", "outer A{value 1}", "outer A { value 1 }",
            "outer A # x\n# y\n\n{\n value 1 }",
        ])
    func styles(text: String) {
        let tree = parse(text)
        #expect(tree.outline == "outer A { value 1 }")
        #expect(tree.diagnostics.isEmpty)
    }

    @Test("several braces on a line")
    func onOneLine() {
        let tree = parse("outer A { inner { leaf 1 } list { x y } value 2 }\nother { }\nother")
        #expect(tree.outline == "outer A { inner { leaf 1 }; list { x y }; value 2 }; other { }; other")
        #expect(tree.diagnostics.isEmpty)
    }

    @Test("an empty block has no children")
    func emptyBlock() {
        let tree = parse("outer A {\n}\n")
        #expect(tree.hasBlock(0))
        #expect(Array(tree.children(of: 0)).isEmpty)
    }

    @Test("keywords are recognised where they may stand, and only there")
    func keywords() {
        let tree = parse("outer A {\n value 1\n leaf 2\n}\nvalue 3")
        #expect(tree.keyword(of: 0) == 0)
        #expect(tree.keyword(of: 1) == 4)
        #expect(tree.keyword(of: 2) == KeywordMatch.none)
        #expect(tree.keyword(of: 3) == KeywordMatch.none)
    }

    @Test("nothing is looked up in a block that nobody knows")
    func unknownBlock() {
        let tree = parse("strange {\n outer A {\n value 1\n }\n}\nother")
        #expect(tree.outline == "strange { outer A { value 1 } }; other")
        #expect(tree.keyword(of: 1) == KeywordMatch.none)
        #expect(tree.diagnostics.isEmpty)
    }
}

@Suite("Braces that are missing or too many")
struct BraceRecoveryTests {
    @Test("a `}` too many is reported and ignored")
    func extraClosing() {
        let tree = parse("outer A {\n}\n}\nother")
        #expect(tree.outline == "outer A { }; other")
        #expect(tree.complaints == ["unexpected-closing-brace@12"])
    }

    @Test("a `{` without a keyword is reported; what it holds belongs to the block around it")
    func strayOpening() {
        let tree = parse("outer A {\n{\nvalue 1\n}\nvalue 2\n}\nother")
        #expect(tree.outline == "outer A { value 1; value 2 }; other")
        #expect(tree.complaints == ["unexpected-opening-brace@10"])
    }

    @Test("a block without `}` at the end of the file is reported at its `{`")
    func missingClosingAtEnd() {
        let tree = parse("outer A {\nvalue 1\n")
        #expect(tree.outline == "outer A { value 1 }")
        #expect(tree.complaints == ["missing-closing-brace@8"])
    }

    @Test("a keyword that can only stand further outside shows which block has no `}`")
    func missingClosingBefore() {
        let tree = parse("outer A {\nvalue 1\n\nouter B {\nvalue 2\n}\nother")
        #expect(tree.outline == "outer A { value 1 }; outer B { value 2 }; other")
        #expect(tree.complaints == ["missing-closing-brace@8"])
    }

    @Test("the same one level deeper, out of a list")
    func missingClosingOfList() {
        let tree = parse("outer A {\nlist {\nx\ninner {\nleaf 1\n}\nvalue 2\n}\nother")
        #expect(tree.outline == "outer A { list { x }; inner { leaf 1 }; value 2 }; other")
        #expect(tree.complaints == ["missing-closing-brace@15"])
    }

    @Test("a block put wholly into another one is one mistake, not two")
    func misplacedBlock() {
        let tree = parse("outer A {\nouter B {\nvalue 2\n}\n}\nother")
        #expect(tree.complaints == ["missing-closing-brace@8"])
        #expect(tree.outline == "outer A { }; outer B { value 2 }; other")
    }

    @Test("a missing `{` is one mistake if the next line belongs into the block")
    func missingOpening() {
        let tree = parse("outer A\nvalue 1\ninner\nleaf 2\n}\nlist\nx\n}\n}\nother")
        #expect(tree.outline == "outer A { value 1; inner { leaf 2 }; list { x } }; other")
        #expect(tree.complaints == ["missing-opening-brace@0", "missing-opening-brace@16", "missing-opening-brace@31"])
    }

    @Test("a keyword without its block stands for itself if the next line doesn't belong into the block")
    func noBlockAtAll() {
        let tree = parse("outer A {\ninner\nvalue 1\n}\nouter B\nother")
        #expect(tree.outline == "outer A { inner; value 1 }; outer B; other")
        #expect(tree.complaints == [])
    }

    @Test("ten thousand braces inside each other end in one message")
    func deepNesting() {
        let depth = 10_000
        let tree = parse(
            String(repeating: "outer A {\n", count: 1) + String(repeating: "x {\n", count: depth)
                + String(repeating: "}\n", count: depth + 1) + "other")
        #expect(tree.complaints.map { $0.prefix { $0 != "@" } } == ["nested-too-deep"])
        #expect(tree.outline.hasSuffix("; other"))
    }

    @Test("a million mistakes don't fill the memory")
    func manyMistakes() {
        #expect(parse(String(repeating: "}", count: 1_000_000)).diagnostics.count == DiagnosticList.maximumCount)
    }
}
