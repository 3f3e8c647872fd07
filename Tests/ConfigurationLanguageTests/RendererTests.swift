import ConfigurationLanguage
import Testing

@Suite("Diagnostics as text")
struct RendererTests {
    private func render(_ text: String, _ range: Range<Int>, hint: String? = nil) -> String {
        render(Array(text.utf8), range, hint: hint)
    }

    private func render(_ bytes: [UInt8], _ range: Range<Int>, hint: String? = nil) -> String {
        let place = SourceRange(file: 0, offset: UInt32(range.lowerBound), length: UInt32(range.count))
        let diagnostic = Diagnostic(.error, Diagnostic.Code(rawValue: "code"), "message", at: place, hint: hint)
        return DiagnosticRenderer().text([diagnostic], in: SourceSnapshot(path: "a.conf", bytes: bytes))
    }

    @Test("file, line and column, the line, a caret under the word, a hint")
    func whole() {
        #expect(
            render("x\n  weigth 1\ny\n", 4..<10, hint: "did you mean `weight`?") == """
                a.conf:2:3: error: message [code]
                      weigth 1
                      ^~~~~~
                    hint: did you mean `weight`?

                """)
    }

    @Test("the caret stands under the right character behind tabs")
    func tabs() {
        #expect(render("\t\ta b\n", 4..<5) == "a.conf:1:5: error: message [code]\n    \t\ta b\n    \t\t  ^\n")
    }

    @Test("columns count characters; the caret counts what a terminal shows")
    func unicode() {
        let text = "日本é x\n"
        #expect(render(text, 9..<10) == "a.conf:1:5: error: message [code]\n    日本é x\n          ^\n")
    }

    @Test("a byte-order mark and a carriage return are not shown")
    func lineEnds() {
        #expect(render("\u{FEFF}ab\r\ncd", 3..<5) == "a.conf:1:1: error: message [code]\n    ab\n    ^~\n")
    }

    @Test("bytes that aren't UTF-8 and control characters can't disturb the terminal")
    func hostileText() {
        #expect(render([0xFF, 0x1B, 0x5B, 0x41, 0x0A], 2..<3) == "a.conf:1:3: error: message [code]\n    \u{FFFD}\u{FFFD}[A\n      ^\n")
    }

    @Test("of a very long line the part around the mistake is shown")
    func longLine() {
        let text = String(repeating: "a", count: 100_000) + "b" + String(repeating: "c", count: 100_000)
        let lines = render(text, 100_000..<100_001).split(separator: "\n")
        #expect(lines[0] == "a.conf:1:100001: error: message [code]")
        #expect(lines[1].count < 140)
        let caret = lines[2].distance(from: lines[2].startIndex, to: lines[2].firstIndex(of: "^") ?? lines[2].startIndex)
        #expect(Array(lines[1])[caret] == "b")
    }

    @Test("a place at the end of the file, or beyond it, does no harm", arguments: [0..<0, 3..<3, 9..<20])
    func end(range: Range<Int>) {
        #expect(render("ab\n", range).hasPrefix("a.conf:"))
        #expect(render("", range).hasPrefix("a.conf:1:1"))
    }

    @Test("fifty messages are shown and the others counted")
    func limit() {
        let bytes = Array(String(repeating: "}\n", count: 60).utf8)
        let tree = parse(bytes)
        let text = DiagnosticRenderer().text(tree.diagnostics, in: tree.snapshot)
        #expect(text.split(separator: "\n").count { $0.contains("error") } == 50)
        #expect(text.hasSuffix("and 10 more messages\n"))
        #expect(
            DiagnosticRenderer(limit: 2).headlines(tree.diagnostics, in: tree.snapshot) == [
                "test.conf:1:1: error: a `}` without an open block [unexpected-closing-brace]",
                "test.conf:2:1: error: a `}` without an open block [unexpected-closing-brace]",
                "and 58 more messages",
            ])
    }

    @Test("messages are sorted by place, and one mistake at one place is told once")
    func sorting() {
        let code = Diagnostic.Code(rawValue: "a")
        let late = Diagnostic(.error, code, "late", at: SourceRange(file: 0, offset: 9, length: 1))
        let early = Diagnostic(.warning, code, "early", at: SourceRange(file: 0, offset: 2, length: 1))
        #expect([late, early, late].sortedByPosition() == [early, late])
    }
}
