import NetworkTypes
import Testing

@Suite("Script commands")
struct ScriptCommandTests {
    @Test(
        "What stands in one pair of quotes is split as a shell would split it",
        arguments: [
            ("killall -0 nginx", ["killall", "-0", "nginx"]), ("  /bin/a\t b  ", ["/bin/a", "b"]), ("", []), ("   ", []),
            ("/bin/a 'b  c' \"d 'e'\" f'g'", ["/bin/a", "b  c", "d 'e'", "fg"]), ("a '' b", ["a", "", "b"]), ("a\\ b c\\\\", ["a b", "c\\"]),
            ("a \\\"b 'c\\d'", ["a", "\"b", "c\\d"]), ("/opt/检查.sh x", ["/opt/检查.sh", "x"]), ("a 'unclosed b", ["a", "unclosed b"]), ("a\\", ["a"]),
        ] as [(String, [String])])
    func splits(line: String, words: [String]) {
        #expect(ScriptCommand.words(in: line.utf8) == words)
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
