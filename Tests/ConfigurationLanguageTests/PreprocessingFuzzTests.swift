import ConfigurationLanguage
import Foundation
import Testing

/// Random changes to the texts of Tests/Corpora/configuration, which include each other. A text that once made trouble belongs there.
@Suite("Whatever the text is, preprocessing doesn't trap, and a snapshot alone reads as its files did")
struct PreprocessingFuzzTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Corpora/configuration")

    /// How many texts are tried; a long search sets LVSD_FUZZ_ROUNDS.
    private static let rounds = ProcessInfo.processInfo.environment["LVSD_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 60

    private static func corpus() throws -> [String: [UInt8]] {
        var texts: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            texts["/" + name] = Array(try Data(contentsOf: folder.appending(path: name)))
        }
        return texts
    }

    private func exercise(_ bytes: [UInt8], _ reader: MemoryReader, _ comment: Comment) {
        let settings = SourceSnapshot.Settings(configurationID: "high", randomSeed: 3)
        let file = SourceSnapshot(path: "/main.conf", bytes: bytes, settings: settings)
        let tree = SyntaxTree.load(file, grammar: SampleGrammar(), reader: reader)
        _ = DiagnosticRenderer().text(tree.diagnostics.map(tree.explained), in: tree.snapshot)
        guard let snapshot = try? SourceSnapshot(decoding: tree.snapshot.encoded()) else {
            Issue.record("the snapshot can't be decoded: \(comment)")
            return
        }
        let again = SyntaxTree.parse(snapshot, grammar: SampleGrammar())
        #expect(again.outline == tree.outline, comment)
        #expect(again.complaints == tree.complaints, comment)
    }

    @Test("the corpus itself")
    func replay() throws {
        let texts = try Self.corpus()
        #expect(texts.count >= 5)
        var reader = MemoryReader([:], environment: ["HOME": "/root"])
        reader.files = texts
        for (name, bytes) in texts { exercise(bytes, reader, "\(name)") }
    }

    @Test("the corpus with bytes changed, left out, repeated and put in")
    func mutated() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = MutationGenerator(state: seed)
        let texts = try Self.corpus()
        var reader = MemoryReader([:])
        reader.files = texts
        let names = texts.keys.sorted()
        let spice = ["$", "${", "}", "{", "@", "^", "~SEQ(n,2)", "~LST(", ")", ",", "\\\n", "\n", "include ", "*", "[", "\"", "#", "$A=", " ", "-1", "\u{0}"]
            .map { Array($0.utf8) }
        for _ in 0..<Self.rounds {
            var bytes = texts[names[Int.random(in: 0..<names.count, using: &generator)]] ?? []
            for _ in 0..<Int.random(in: 1...12, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.insert(contentsOf: spice[Int.random(in: 0..<spice.count, using: &generator)], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &generator)))
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
                }
            }
            exercise(bytes, reader, "seed \(seed)")
        }
    }

    @Test("a line means the same whether it is read where it stands or made by the preprocessing")
    func sameMeaning() {
        let lines = [
            "outer A {", "value 1", "}", "inner {", "leaf 2 # comment", "list { x y }", "a \"b c\" d", "a 'b # {' d", "b\\#c \\{", "x \"y\\\"z\"",
            "{", "a b!c", "  e\tf ", "\u{A0}g h", "other", "i \"j", "d\\e", "",
        ]
        let seed = UInt64.random(in: .min ... .max)
        var generator = MutationGenerator(state: seed)
        for _ in 0..<300 {
            let chosen = (0..<12).map { _ in lines[Int.random(in: 0..<lines.count, using: &generator)] }
            let plain = parse(chosen.joined(separator: "\n"))
            let made = parse("$E=\n" + chosen.map { "${E}" + $0 }.joined(separator: "\n"))
            #expect(made.outline == plain.outline, "seed \(seed)")
        }
    }
}
