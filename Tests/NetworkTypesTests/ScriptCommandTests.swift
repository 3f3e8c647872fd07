import NetworkTypes
import Testing

@Suite("Script commands")
struct ScriptCommandTests {
    @Test(
        "What stands in one pair of quotes is split as a shell would split it",
        arguments: [
            ("killall -0 nginx", ["killall", "-0", "nginx"]), ("  /bin/a\t b  ", ["/bin/a", "b"]), ("", []), ("   ", []),
            ("/bin/a 'b  c' \"d 'e'\" f'g'", ["/bin/a", "b  c", "d 'e'", "fg"]), ("a '' b", ["a", "", "b"]),
            ("/opt/检查.sh x", ["/opt/检查.sh", "x"]), ("a 'unclosed b", ["a", "unclosed b"]), ("a\\", ["a\\"]),
        ] as [(String, [String])])
    func splits(line: String, words: [String]) {
        #expect(ScriptCommand.words(in: line.utf8) == words)
    }

    @Test("Escapes are replaced in the line and again in its words, as keepalived 2.2.7 was seen to do")
    func replacesEscapes() {
        let line = #"a\x41b c\tb 'd\x41e' f\101g h\cAi \E\q \x4g k\"l\"m 'n o' p\ q \\r \1234 u\\x41v w\\\\x"#
        let words = [
            "a\u{1B}", "c", "b", "d\u{1E}", "fAg", "h\u{01}i", "\u{1B}q", "\u{04}g", "klm", "n o", "p", "q", "\r", "S4", "uAv", "w\\x",
        ]
        #expect(ScriptCommand.words(in: line.utf8) == words)
    }

    @Test("A command's line is split into its words again, whatever they hold")
    func roundTrip() {
        var generator = SeededGenerator(seed: 815)
        for _ in 0..<2000 {
            let words = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                String((0..<Int.random(in: 0...8, using: &generator)).map { _ in "\\\"' a\tx0c#é\u{1B}".randomElement(using: &generator) ?? "a" })
            }
            #expect(ScriptCommand.words(in: ScriptCommand(words: words).line.utf8) == words, "seed 815")
        }
    }

    @Test("Any bytes are split without a trap, and a word comes from at least one byte")
    func splitsAnything() {
        var generator = SeededGenerator(seed: 4711)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : Array("\\\"' a".utf8).randomElement(using: &generator) ?? 0
            }
            let words = ScriptCommand.words(in: bytes)
            #expect(words.count <= bytes.count, "seed 4711")
        }
    }
}
