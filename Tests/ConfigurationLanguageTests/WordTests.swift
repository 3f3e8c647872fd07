import ConfigurationLanguage
import Testing

@Suite("Words, comments, quotes and line ends")
struct WordTests {
    @Test(
        "white space of any kind separates words",
        arguments: ["a b c", "a\tb\t c", "  a b c  ", "a b c\r\n", "\u{FEFF}a b c", "\n\n a b c\n\n"])
    func whiteSpace(text: String) {
        #expect(parse(text).outline == "a b c")
        #expect(parse(text).diagnostics.isEmpty)
    }

    @Test("a statement ends with its line, also without a final newline")
    func lines() {
        #expect(parse("a 1\nb 2\r\nc 3").outline == "a 1; b 2; c 3")
    }

    @Test("comments begin at # and ! wherever they stand", arguments: ["a b # c", "a b ! c", "# x\na b", "! x\r\na b\n# y", "a b\t#c {"])
    func comments(text: String) {
        #expect(parse(text).outline == "a b")
        #expect(parse(text).diagnostics.isEmpty)
    }

    @Test("comments may be in any language and any encoding")
    func commentEncodings() {
        let latin1: [UInt8] = [0x23, 0x20, 0xE9, 0xFC, 0xA0, 0xC2, 0x0A]
        let gb2312: [UInt8] = [0x21, 0xD6, 0xF7, 0xBB, 0xFA, 0x0A]
        let tree = parse(latin1 + Array("a b # 全局配置 настройка 😀\n".utf8) + gb2312 + Array("c".utf8))
        #expect(tree.outline == "a b; c")
        #expect(tree.diagnostics.isEmpty)
    }

    @Test("a comment sign glued to a word ends it, with a warning")
    func gluedComment() {
        let tree = parse("a b#c d\ne")
        #expect(tree.outline == "a b; e")
        #expect(tree.complaints == ["glued-comment@3"])
    }

    @Test("quotes hold blanks, braces and comment signs together")
    func quotes() {
        #expect(parse(#"a "b c" d"#).outline == "a b c d")
        #expect(parse(#"a "b c" d"#).wordCount(of: 0) == 3)
        #expect(parse(#"a 'b # {' d"#).wordCount(of: 0) == 3)
        #expect(parse(#"a "# + #"x"y z"w"#).outline == "a xy zw")
        #expect(parse(#"a "x\"y""#).outline == #"a x"y"#)
        #expect(parse(#"a """#).wordCount(of: 0) == 2)
    }

    @Test("a backslash takes the meaning from comment signs, quotes and braces, and stands for itself elsewhere")
    func escapes() {
        #expect(parse(##"a b\#c \! \{ \" d\e\"##).outline == ##"a b#c ! { " d\e\"##)
        #expect(parse(#"a "\d{3}""#).outline == #"a \d{3}"#)
    }

    @Test("a quote without end is reported and ends with its line")
    func unterminatedQuote() {
        let tree = parse("a \"b c \nd")
        #expect(tree.outline == "a b c; d")
        #expect(tree.complaints == ["unterminated-quote@2"])
    }

    @Test("braces of parameters are no blocks")
    func parameters() {
        #expect(parse("a ${NAME}x $ $y").outline == "a ${NAME}x $ $y")
        #expect(parse("a ${NAME").outline == "a ${NAME")
    }

    @Test("spaces that only look like spaces separate words, with one warning")
    func unusualSpaces() {
        let tree = parse("\u{A0}\u{A0}a\u{3000}b\n\u{200B}c")
        #expect(tree.outline == "a b; c")
        #expect(tree.complaints == ["unusual-space@0"])
    }

    @Test("a line with a NUL byte is left out")
    func nulByte() {
        let tree = parse("a 1\nb 1\u{0}0 c\nd {\n\u{0}\ne\n}\n")
        #expect(tree.outline == "a 1; d { e }")
        #expect(tree.complaints == ["nul-byte@7"])
    }

    @Test("UTF-16 is recognised and refused")
    func utf16() {
        let tree = parse([0xFF, 0xFE, 0x61, 0x00])
        #expect(tree.isUnusable)
        #expect(tree.complaints == ["not-text@0"])
    }

    @Test("a word knows its bytes in the source, quotes included")
    func ranges() {
        let tree = parse("ab  \"c d\" e")
        #expect(tree.range(ofWord: 0, in: 0) == SourceRange(file: 0, offset: 0, length: 2))
        #expect(tree.range(ofWord: 1, in: 0) == SourceRange(file: 0, offset: 4, length: 5))
        #expect(tree.range(of: 0) == SourceRange(file: 0, offset: 0, length: 11))
    }

    @Test("lines may be long")
    func longLine() {
        let tree = parse("a " + String(repeating: "b ", count: 200_000) + "\nc")
        #expect(tree.wordCount(of: 0) == 200_001)
        #expect(tree.statementCount == 2)
    }
}
