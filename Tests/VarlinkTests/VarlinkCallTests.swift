import JSONReading
import NetworkTypes
import Testing

@testable import Varlink

@Suite("Method calls")
struct VarlinkCallTests {
    private func call(_ text: String) throws -> VarlinkCall { try VarlinkCall(message: Array(text.utf8)) }

    @Test("A call with its parameters and flags")
    func reads() throws {
        var call = try call(#"{"method":"io.lvsd.Control.Drain","parameters":{"realServer":"10.0.0.1:80","deadline":60,"persist":true},"more":true}"#)
        #expect(call.interface == "io.lvsd.Control" && call.method == "Drain" && call.fullName == "io.lvsd.Control.Drain")
        #expect(call.more && !call.oneway)
        let server = try call.parameters.requiredString("realServer")
        let deadline = try call.parameters.integer("deadline", in: 0...100)
        let persists = try call.parameters.boolean("persist")
        let virtualServer = try call.parameters.string("virtualServer")
        #expect(server == "10.0.0.1:80" && deadline == 60 && persists == true && virtualServer == nil)
        try call.parameters.end()
    }

    @Test("Parameters of another kind, out of range, too long or unknown are the caller's mistake")
    func refusesParameters() throws {
        var call = try call(#"{"method":"a.B","parameters":{"n":200,"s":1,"empty":"","b":"yes","f":1e400,"more":[]}}"#)
        #expect(throws: VarlinkParameters.Invalid(parameter: "n")) { _ = try call.parameters.integer("n", in: 0...100) }
        #expect(throws: VarlinkParameters.Invalid(parameter: "s")) { _ = try call.parameters.string("s") }
        #expect(throws: VarlinkParameters.Invalid(parameter: "empty")) { _ = try call.parameters.requiredString("empty") }
        #expect(throws: VarlinkParameters.Invalid(parameter: "missing")) { _ = try call.parameters.requiredString("missing") }
        #expect(throws: VarlinkParameters.Invalid(parameter: "b")) { _ = try call.parameters.boolean("b") }
        #expect(throws: VarlinkParameters.Invalid(parameter: "f")) { _ = try call.parameters.number("f") }
        #expect(throws: VarlinkParameters.Invalid(parameter: "more")) { try call.parameters.end() }
    }

    static let noCalls = [
        "", "null", "1", "[]", "{}", #"{"method":1}"#, #"{"method":"NoInterface"}"#, #"{"method":"a.B","parameters":[]}"#,
        #"{"method":"a.B","more":1}"#, #"{"method":"a.B","upgrade":true}"#, #"{"method":"a.B"} x"#, #"{"method":"a.B",}"#, #"{'method':'a.B'}"#,
        #"{"method":"a.B"}{"method":"a.B"}"#, #"{"method":"a.B" /* c */}"#,
    ]

    @Test("What is no call is refused", arguments: noCalls)
    func refuses(_ text: String) {
        #expect(throws: VarlinkCall.Mistake.self) { try call(text) }
    }

    @Test("Nesting without end and bytes that aren't UTF-8 are refused")
    func refusesBombs() {
        #expect(throws: VarlinkCall.Mistake.self) { try call(String(repeating: "[", count: 60000)) }
        #expect(throws: VarlinkCall.Mistake.self) { try call(#"{"method":"a.B","parameters":"# + String(repeating: #"{"a":"#, count: 5000)) }
        #expect(throws: VarlinkCall.Mistake.self) { try call("{\"method\":\"a.\u{0}B\"") }
        #expect(throws: VarlinkCall.Mistake.self) { try VarlinkCall(message: Array(#"{"method":"a.B","parameters":{"s":""#.utf8) + [0xFF, 0xC0] + Array(#""}}"#.utf8)) }
    }

    @Test("Garbled calls never trap, and what is read was well formed")
    func hostile() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let seeds = Self.noCalls + [
            #"{"method":"io.lvsd.Control.ListEvents","parameters":{"after":18446744073709551615,"since":-1.5e3,"follow":false},"more":true}"#,
            #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"\ud83d\ude00\u0000"},"oneway":true}"#,
        ]
        for _ in 0..<5000 {
            var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
            for _ in 0...Int.random(in: 0..<4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                default: bytes.insert(Array("{}[]\":,\\0-eE.".utf8).randomElement(using: &generator) ?? 0, at: place)
                }
            }
            guard var call = try? VarlinkCall(message: bytes) else { continue }
            _ = try? call.parameters.integer("after", in: 0...Int.max)
            _ = try? call.parameters.number("since")
            _ = try? call.parameters.string("interface")
            _ = try? call.parameters.end()
        }
    }
}

@Suite("Reading JSON")
struct JSONReaderTests {
    @Test("Every kind of value is read and written back", arguments: [
        "null", "true", "-9223372036854775808", "0.25", #""a\"\\\n""#, "[]", "{}", #"[1,"two",null,[false]]"#, #"{"a":{"b":[{"c":1}]}}"#,
    ])
    func roundTrip(_ text: String) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)).line == text)
    }

    @Test("Characters that a string may have escaped")
    func characters() throws {
        #expect(try JSONReader.value(of: Array(#""\ud83d\ude00\u00e4\/\u0000x""#.utf8)).string == "😀ä/\u{0}x")
    }

    @Test("What a value is not, it is nil as")
    func access() throws {
        let value = try JSONReader.value(of: Array(#"{"n":1,"d":1.5,"s":"x","b":true,"a":[1],"o":{},"z":null}"#.utf8))
        #expect(value["n"]?.integer == 1 && value["n"]?.number == 1 && value["d"]?.number == 1.5 && value["d"]?.integer == nil)
        #expect(value["s"]?.string == "x" && value["s"]?.integer == nil && value["b"]?.boolean == true)
        #expect(value["a"]?.elements?.count == 1 && value["o"]?.members?.isEmpty == true && value["z"]?.isNull == true)
        #expect(value["missing"] == nil && value["n"]?["deeper"] == nil)
    }
}
