import HealthCheck
import NetworkTypes
import RegularExpressions
import Testing

/// What a search finds in a body that comes in slices of `slice` bytes.
private func search(_ expression: String, _ options: Set<PatternOption> = [], in body: [UInt8], slice: Int = .max, from: Int = 0, upTo: Int? = nil) throws
    -> PatternOutcome
{
    let pattern = BodyPattern(expression: Array(expression.utf8), options: options, minimumOffset: from, maximumOffset: upTo)
    var search = try CompiledPattern(pattern).search()
    var start = 0
    while start < body.count {
        let end = slice > body.count - start ? body.count : start + slice
        search.update(body[start..<end].span)
        start = end
    }
    return search.finish()
}

private func search(_ expression: String, _ options: Set<PatternOption> = [], in body: String, from: Int = 0, upTo: Int? = nil) throws -> PatternOutcome {
    try search(expression, options, in: Array(body.utf8), from: from, upTo: upTo)
}

@Suite("A regular expression in a body")
struct BodySearchTests {
    @Test("is found or absent")
    func basics() throws {
        #expect(try search("wor.d", in: "hello world") == .found)
        #expect(try search("wor.d", in: "hello there") == .absent)
        #expect(try search("x", in: "") == .absent)
        #expect(try search("^$", in: "") == .found)
        #expect(try search("d$", in: "hello world\n") == .found)
    }

    @Test("means what its options make of it")
    func options() throws {
        #expect(try search("HELLO", in: "hello") == .absent)
        #expect(try search("HELLO", [.caseless], in: "hello") == .found)
        #expect(try search("a.b", in: "a\nb") == .absent)
        #expect(try search("a.b", [.dotAll], in: "a\nb") == .found)
        #expect(try search("^b", in: "a\nb") == .absent)
        #expect(try search("^b", [.multiline], in: "a\nb") == .found)
        #expect(try search("a b", [.extended], in: "ab") == .found)
        #expect(try search("^.$", [.utf], in: "ä") == .found)
        #expect(try search("^.$", in: "ä") == .absent)
        for option in PatternOption.allCases { #expect(try search("b", [option], in: "abc") == .found, "\(option)") }
    }

    @Test("is looked for between the offsets")
    func offsets() throws {
        #expect(try search("b", in: "abcab", from: 2) == .found)
        #expect(try search("b", in: "abca", from: 2) == .absent)
        #expect(try search("b", in: "abca", upTo: 0) == .absent)
        #expect(try search("b.a", in: "abca", upTo: 1) == .found)
        #expect(try search("a", in: "abca", from: 2, upTo: 1) == .absent)
        #expect(try search("a", in: "abca", from: 1000) == .absent)
        #expect(try search("(?<=b)c", in: "abca", from: 2) == .found)
        #expect(try search("^c", in: "abca", from: 2) == .absent)
    }

    @Test("is found wherever it stands and however the body is cut", arguments: [1, 3, 1000, 16_384, 50_000, .max])
    func slices(slice: Int) throws {
        for place in [0, 1, 16_380, 16_384, 20_000, 99_990] {
            var body = Array(repeating: UInt8(ascii: "x"), count: 100_000)
            body.replaceSubrange(place..<place + 6, with: Array("needle".utf8))
            #expect(try search("n[e]+dle", in: body, slice: slice) == .found)
            #expect(try search("(?<=x)needle", in: body, slice: slice) == (place == 0 ? .absent : .found))
            #expect(try search("^needle", in: body, slice: slice) == (place == 0 ? .found : .absent))
            #expect(try search("\\bneedle", in: body, slice: slice) == (place == 0 ? .found : .absent))
            #expect(try search("needle", in: body, slice: slice, from: place, upTo: place) == .found)
            #expect(try search("needle", in: body, slice: slice, from: place + 1) == .absent)
            if place > 0 { #expect(try search("needle", in: body, slice: slice, upTo: place - 1) == .absent) }
            #expect(try search("needle.*x$", in: body, slice: slice) == (place == 99_990 ? .found : .found))
        }
    }

    @Test("characters of UTF-8 may be cut, and what is none matches nothing")
    func utf8() throws {
        var body = Array(repeating: UInt8(ascii: "x"), count: 16_383) + Array("ä€😀 ende".utf8)
        for slice in [1, 16_383, 16_384, 16_385, 16_386, 16_389, 16_391] {
            #expect(try search("ä€😀 e", [.utf], in: body, slice: slice) == .found, "\(slice)")
        }
        body.insert(0xFF, at: 16_383)
        #expect(try search("xä", [.utf], in: body) == .absent)
        #expect(try search("ende", [.utf], in: body) == .found)
        #expect(try search("x", [.utf], in: [0xE2, 0x82]) == .absent)
    }

    @Test("gives one outcome however the body is cut", arguments: 0..<20 as Range<UInt64>)
    func anyCut(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let expressions = ["a+b", "(a|b)*c", "(?<=ab)c", "^b", "c$", "a.{20,40}b", "\\Ba\\b", "(?m)^a", "(a)(?!b).\\1", "(?s)a.*b$", "[^b]c{3}"]
        for _ in 0..<20 {
            let body = (0..<Int.random(in: 0...40_000, using: &generator)).map { _ in Array("aab cd\n".utf8).randomElement(using: &generator) ?? 0 }
            let expression = expressions.randomElement(using: &generator) ?? ""
            let slice = Int.random(in: 1...20_000, using: &generator)
            #expect(try search(expression, in: body, slice: slice) == search(expression, in: body), "seed \(seed): \(expression), \(slice)")
        }
    }

    @Test(
        "costs a bounded time, whatever the page is",
        arguments: ["(a+)+b", "(a|aa)+$x", "a*a*a*a*a*a*b", "([^b]*+)*c", "(.*)(.*)(.*)(.*)x", "(a*)\\1b", "(?=(a*))b"])
    func hostilePage(expression: String) throws {
        let page = Array(repeating: UInt8(ascii: "a"), count: 1 << 18)
        let clock = ContinuousClock()
        let pattern = try CompiledPattern(BodyPattern(expression: Array(expression.utf8)))
        var search = pattern.search()
        var longest = Duration.zero
        let duration = clock.measure {
            for start in stride(from: 0, to: page.count, by: PatternLimits.piece) {
                let piece = clock.measure { search.update(page[start..<start + PatternLimits.piece].span) }
                longest = max(longest, piece)
            }
            let outcome = search.finish()
            #expect(outcome != .found)
        }
        #expect(duration < .seconds(10))
        #expect(longest < .seconds(1))
    }

    @Test("that waits for its end through the whole page is given up")
    func endlessMatch() throws {
        let page = Array("<a".utf8) + Array(repeating: UInt8(ascii: "x"), count: 2 << 20)
        guard case .failed = try search("(?s)<a.*>", in: page, slice: 10_000) else {
            Issue.record("not given up")
            return
        }
    }

    @Test("an expression with a mistake is told of")
    func mistakes() {
        #expect(throws: CompiledPattern.Mistake(text: "missing closing parenthesis", offset: 3)) { try search("a(b", in: "") }
        #expect(throws: CompiledPattern.Mistake.self) { try search("(*UTF)x", [.neverUTF], in: "") }
        #expect(throws: CompiledPattern.Mistake.self) { try search(String(repeating: "x", count: 5000), in: "") }
    }
}
