import ConfigurationLanguage
import Testing

@Suite("Included files")
struct IncludeTests {
    /// Reads `/etc/lvsd/lvsd.conf` with files beside it; a second reading of the snapshot alone must be the same.
    private func load(
        _ text: String, _ files: [String: String] = [:], failures: [String: SourceFailure] = [:], requiresEveryFile: Bool = false
    ) -> SyntaxTree {
        var file = SourceSnapshot(path: "/etc/lvsd/lvsd.conf", bytes: Array(text.utf8))
        file.settings.requiresEveryFile = requiresEveryFile
        let prefixed = Dictionary(uniqueKeysWithValues: files.map { ("/etc/lvsd/" + $0.key, $0.value) })
        let failing = Dictionary(uniqueKeysWithValues: failures.map { ("/etc/lvsd/" + $0.key, $0.value) })
        var reader = MemoryReader(prefixed, failures: failing)
        reader.files["/etc/lvsd/lvsd.conf"] = Array(text.utf8)
        let identity = "/etc/lvsd/lvsd.conf".utf8.map { UInt64($0) }
        let tree = SyntaxTree.load(file, identity: identity, grammar: SampleGrammar(), reader: reader)
        let again = SyntaxTree.parse(tree.snapshot, grammar: SampleGrammar())
        #expect(again.outline == tree.outline)
        #expect(again.complaints == tree.complaints)
        return tree
    }

    @Test("statements of an included file stand where it is included, also within a block")
    func insideBlocks() {
        let tree = load("outer A {\n include body\n}\nother", ["body": "value 1\ninner {\nleaf 2\n}"])
        #expect(tree.outline == "outer A { value 1; inner { leaf 2 } }; other")
        #expect(tree.diagnostics.isEmpty)
        #expect(tree.range(ofWord: 1, in: 1) == SourceRange(file: 1, offset: 6, length: 1, expansion: 1))
    }

    @Test("paths are relative to the file that includes")
    func relative() {
        let files = ["sub/a": "a\ninclude b\ninclude ../c\ninclude /etc/lvsd/c", "sub/b": "b ${_PWD}", "sub/../c": "c", "c": "c"]
        #expect(load("include sub/a", files).outline == "a; b /etc/lvsd/sub; c; c")
    }

    @Test(
        "wildcards and braces name files in keepalived's order",
        arguments: [
            ("conf.d/*.conf", "a; b"), ("conf.d/?.conf", "a; b"), ("conf.d/[^a].conf", "b"), ("conf.d/[a-b].conf", "a; b"),
            ("{conf.d/b,conf.d/a}.conf", "b; a"), ("conf.d/{b,{a}}.conf", "b; a"), ("*/{b,c,a*}.conf", "b; a"), ("\"conf.d/a.conf\"", "a"),
            ("conf.d/a.{conf,}", "a"), ("conf.d/\\a.conf", "a"), ("conf.d/.*", "hidden"),
        ])
    func patterns(pattern: String, outline: String) {
        let files = ["conf.d/a.conf": "a", "conf.d/b.conf": "b", "conf.d/a.conf.bak": "x", "conf.d/.hidden.conf": "hidden"]
        #expect(load("include \(pattern)", files).outline == outline)
    }

    @Test("parameters, conditions and sequences work on include lines, and parameters last from file to file")
    func preprocessing() {
        let files = ["a1": "$X=1\nx ${n}", "a2": "x ${X}", "b": "b"]
        #expect(load("~SEQ(n,2) include a${n}\ny ${X}\n@^id include b\n@id include b", files).outline == "x 1; x 1; y 1; b")
    }

    @Test("the word decides only at the beginning of a line")
    func elsewhere() {
        #expect(load("a include b\nincluded c\nincludes").outline == "a include b; included c; includes")
    }

    @Test(
        "what is missing is an error where a check asks for it",
        arguments: [
            ("include nosuch", ["warning missing-file"]), ("includer nosuch", ["warning missing-file"]),
            ("includem nosuch", ["error missing-file"]), ("includew nosuch", ["warning missing-file"]), ("include nosuch*", []),
            ("includem nosuch*", []), ("includew nosuch*", ["error missing-file"]), ("include {a,nosuch}", ["warning missing-file"]),
            ("includeb {a,nosuch}", ["error missing-file"]), ("includea {a,nosuch*}", []), ("include dir", ["warning unreadable-include"]),
            ("includer dir", ["error unreadable-include"]), ("includem fifo", ["error unreadable-include"]),
            ("include secret", ["warning unreadable-include"]), ("include script", ["warning unreadable-include"]),
            ("include {dir,fifo}", ["warning unreadable-include", "warning unreadable-include"]), ("include", ["error missing-file"]),
        ])
    func checks(text: String, complaints: [String]) {
        let failures: [String: SourceFailure] = [
            "dir": .directory, "fifo": .notRegular, "secret": .unreadable(reason: "Permission denied"), "script": .executable,
        ]
        let tree = load(text, ["a": ""], failures: failures)
        #expect(tree.diagnostics.sortedByPosition().map { "\($0.severity) \($0.code)" } == complaints)
        let strict = load(text, ["a": ""], failures: failures, requiresEveryFile: true)
        if !complaints.isEmpty, text != "include" { #expect(strict.isUnusable) }
    }

    @Test("include_check adds, removes and replaces checks, up to the end of its file")
    func includeCheck() {
        func codes(_ text: String) -> [String] {
            load(text, ["sub": "include_check match\ninclude nosuch"]).diagnostics.map { "\($0.severity) \($0.code)@\($0.range.file)" }
        }
        #expect(codes("include_check\ninclude no") == ["error missing-file@0"])
        #expect(codes("include_check match\ninclude no") == ["error missing-file@0"])
        #expect(codes("include_check\ninclude_check -match\ninclude no") == ["warning missing-file@0"])
        #expect(codes("include_check +wildcard_match\ninclude no*\ninclude no") == ["error missing-file@0", "warning missing-file@0"])
        #expect(codes("include sub\ninclude no") == ["error missing-file@1", "warning missing-file@0"])
        #expect(codes("include_check foo +match") == ["error unknown-include-check@0"])
    }

    @Test("a file that includes itself, also through another, is read once")
    func cycle() {
        let tree = load("a\ninclude b", ["b": "b\ninclude lvsd.conf\ninclude b\nc"])
        #expect(tree.outline == "a; b; c")
        #expect(tree.complaints == ["include-cycle@2", "include-cycle@20"])
    }

    @Test("a long chain of files, and files that double with every level, end in a message")
    func limits() {
        let chain = Dictionary(uniqueKeysWithValues: (1...40).map { ("f\($0)", "x\ninclude f\($0 + 1)") })
        #expect(load("include f1", chain).complaints.map { $0.prefix { $0 != "@" } } == ["include-limit"])
        let tree = Dictionary(uniqueKeysWithValues: (1...20).map { ("f\($0)", "include f\($0 + 1)\ninclude f\($0 + 1)") })
        let doubled = load("include f1", tree.merging(["f21": "x"]) { $1 })
        #expect(doubled.snapshot.files.count <= SourceSnapshot.maximumFileCount)
        #expect(doubled.complaints.contains { $0.hasPrefix("include-limit") })
    }

    @Test(
        "a pattern without end costs little",
        arguments: [
            String(repeating: "{a,b}", count: 800), String(repeating: "{", count: 4000), String(repeating: "{a}", count: 1300),
            String(repeating: "*/../", count: 500), "*" + String(repeating: "a*", count: 2000), String(repeating: "x", count: 100_000),
        ])
    func hostilePatterns(pattern: String) {
        let files = Dictionary(uniqueKeysWithValues: (0..<30).map { ("d\($0)/" + String(repeating: "a", count: 200), "x") })
        #expect(load("includea " + pattern, files).complaints.count == 1)
    }
}

@Suite("Where text came from")
struct OriginTests {
    private func explained(_ text: String, _ files: [String: String] = [:]) -> String {
        let file = SourceSnapshot(path: "/a.conf", bytes: Array(text.utf8))
        let tree = SyntaxTree.load(file, grammar: SampleGrammar(), reader: MemoryReader(files))
        return DiagnosticRenderer().text(tree.diagnostics.sortedByPosition().map(tree.explained), in: tree.snapshot)
    }

    @Test("a mistake in a parameter's value is shown where the value stands, with the places that use it")
    func parameter() {
        #expect(
            explained("$B=}\n$A=$B\n$A\n") == """
                /a.conf:1:4: error: a `}` without an open block [unexpected-closing-brace]
                    $B=}
                       ^
                    /a.conf:2:4: note: expanded from `$B`
                    /a.conf:3:1: note: expanded from `$A`

                """)
    }

    @Test("a mistake in a line of a sequence is told once, with the first item that has it")
    func sequence() {
        #expect(
            explained("~SEQ(n,1,3) }") == """
                /a.conf:1:13: error: a `}` without an open block [unexpected-closing-brace]
                    ~SEQ(n,1,3) }
                                ^
                    /a.conf:1:1: note: expanded from here, with n = 1

                """)
    }

    @Test("a mistake in an included file says who includes it")
    func include() {
        #expect(
            explained("include b\n", ["/b": "include c", "/c": "x\n}"]) == """
                /c:2:1: error: a `}` without an open block [unexpected-closing-brace]
                    }
                    ^
                    /b:1:1: note: included from here
                    /a.conf:1:1: note: included from here

                """)
    }

    @Test("a word from several places is where they were put together")
    func mixed() {
        let tree = parse("$A=b\n$N=1\nx y${A}z${N}\n~SEQ(n,7,7) x ${n} 1${n} ${A}")
        #expect(tree.range(ofWord: 1, in: 0) == SourceRange(file: 0, offset: 12, length: 10))
        #expect(tree.range(ofWord: 1, in: 1).length == 4)
        #expect(tree.range(ofWord: 2, in: 1).length == 5)
        let value = tree.range(ofWord: 3, in: 1)
        #expect((value.offset, value.length) == (3, 1))
    }

    @Test("JSON has the places too")
    func json() {
        let tree = parse("$A=}\n$A")
        let text = DiagnosticJSON().text(tree.diagnostics.map(tree.explained), in: tree.snapshot)
        #expect(text.contains("\"origins\""))
        #expect(text.contains("expanded from `$A`"))
    }
}
