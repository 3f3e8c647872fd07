import ConfigurationLanguage
import Foundation
import Testing

@Suite("Diagnostics for editors and for terminals")
struct DiagnosticFormatTests {
    private let snapshot = SourceSnapshot(path: "a \"b\".conf", bytes: Array("first\n\té wrong here\n".utf8))
    private let diagnostic = Diagnostic(
        .warning, Diagnostic.Code(rawValue: "some-code"), "not \\ good", at: SourceRange(file: 0, offset: 10, length: 5), hint: "do\tbetter",
        related: Diagnostic.Related(message: "see", range: SourceRange(file: 0, offset: 0, length: 5)))

    @Test("JSON has the place as people and as programs count it, and everything that the text has")
    func json() {
        #expect(
            DiagnosticJSON().text([diagnostic], in: snapshot) == """
                {
                  "diagnostics": [
                    {
                      "severity": "warning",
                      "code": "some-code",
                      "message": "not \\\\ good",
                      "file": "a \\"b\\".conf",
                      "line": 2,
                      "column": 4,
                      "offset": 10,
                      "length": 5,
                      "hint": "do\\tbetter",
                      "related": {
                        "message": "see",
                        "file": "a \\"b\\".conf",
                        "line": 1,
                        "column": 1,
                        "offset": 0,
                        "length": 5
                      }
                    }
                  ],
                  "omitted": 0
                }

                """)
    }

    @Test("nothing wrong is an empty list; more than the limit is counted")
    func limits() {
        #expect(DiagnosticJSON().text([], in: snapshot) == "{\n  \"diagnostics\": [],\n  \"omitted\": 0\n}\n")
        #expect(DiagnosticJSON(limit: 2).text(Array(repeating: diagnostic, count: 5), in: snapshot).hasSuffix("\"omitted\": 3\n}\n"))
    }

    @Test("whatever the bytes of the file are, what comes out is JSON")
    func hostile() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let bytes = (0..<20).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let place = SourceRange(file: 0, offset: 3, length: 9)
            let text = DiagnosticJSON().text(
                [Diagnostic(.error, .nulByte, String(decoding: bytes, as: UTF8.self), at: place)],
                in: SourceSnapshot(path: String(decoding: bytes, as: UTF8.self), bytes: bytes))
            #expect(throws: Never.self, "\(bytes)") { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
    }

    @Test("colours set off the place, the severity and the caret, and nothing else changes")
    func colours() {
        let plain = DiagnosticRenderer().text([diagnostic], in: snapshot)
        let coloured = DiagnosticRenderer(colours: true).text([diagnostic], in: snapshot)
        #expect(
            coloured == """
                \u{1B}[1ma "b".conf:2:4:\u{1B}[0m \u{1B}[1;35mwarning:\u{1B}[0m not \\ good [some-code]
                    \té wrong here
                    \t  \u{1B}[1;35m^~~~~\u{1B}[0m
                    a "b".conf:1:1: see
                    hint: do\tbetter

                """)
        #expect(!plain.contains("\u{1B}"))
    }
}
