import ConfigurationLanguage
import Foundation
import Testing

@testable import Configuration

@Suite("The reference page, the schema and the list of what is not built yet")
struct ReferenceTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func content(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: Self.checkout.appending(path: path)), as: UTF8.self)
    }

    @Test("docs/CONFIGURATION.md says what the keyword tables say: run scripts/update-reference")
    func page() throws {
        #expect(try content("docs/CONFIGURATION.md") == KeywordReference.page, "run scripts/update-reference")
    }

    @Test("docs/configuration.schema.json says what the keyword tables say: run scripts/update-reference")
    func schema() throws {
        #expect(try content("docs/configuration.schema.json") == KeywordReference.schema, "run scripts/update-reference")
    }

    @Test("docs/not-supported-yet.txt only becomes shorter, and at once: run scripts/update-reference")
    func notSupportedYet() throws {
        let kept = Set(try content("docs/not-supported-yet.txt").split(separator: "\n"))
        let present = Set(KeywordReference.notSupportedYet.split(separator: "\n"))
        #expect(present.subtracting(kept) == [], "these must be built, not listed")
        #expect(kept.subtracting(present) == [], "these are built now: run scripts/update-reference")
    }

    @Test("the schema is JSON, and each reference in it leads somewhere")
    func schemaIsJSON() throws {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(KeywordReference.schema.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: Any])
        let pattern = try Regex("#/\\$defs/([A-Za-z]*)", as: (Substring, Substring).self)
        let references = KeywordReference.schema.matches(of: pattern).map { String($0.output.1) }
        #expect(references.count > 20)
        for reference in references { #expect(definitions[reference] != nil, "\(reference)") }
        let instance = try #require((definitions["vrrpInstance"] as? [String: Any])?["properties"] as? [String: [String: Any]])
        #expect(instance["priority"]?["maximum"] as? Int == 255)
        #expect(instance["advert_int"]?["minimum"] as? Double == 0.01)
        #expect(instance["words"]?["type"] as? String == "string")
    }

    @Test("every keyword stands on the page, and every kind of block has a section")
    func complete() {
        let page = KeywordReference.page
        for keyword in KeywordTable.shared.keywords { #expect(page.contains("| `\(keyword.name)` |"), "\(keyword.name)") }
        for block in Block.allCases where block != .list && block != .root { #expect(page.contains("\n## \(block.name)\n")) }
    }

    @Test("every kind of diagnostic that the sources know has one line, and no line is about a kind that is gone")
    func codes() throws {
        let sources = Self.checkout.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        let pattern = try Regex("Diagnostic\\.Code\\(rawValue: \"([a-z0-9-]+)\"\\)", as: (Substring, Substring).self)
        var known: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let source = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            known.formUnion(source.matches(of: pattern).map { String($0.output.1) })
        }
        let documented = Diagnostic.Code.catalogue.map(\.code.rawValue)
        #expect(known.count > 50)
        #expect(known.subtracting(documented) == [], "add a line to DiagnosticCatalogue.swift")
        #expect(Set(documented).subtracting(known) == [])
        #expect(documented.count == Set(documented).count)
    }
}
