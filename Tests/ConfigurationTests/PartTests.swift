import Configuration
import ConfigurationLanguage
import Foundation
import NetworkTypes
import Testing

/// A reload asks each role about its own part only: what is wrong in the whole must be wrong in one of the parts, and the other way round.
@Suite("Parts of a configuration")
struct PartTests {
    static let texts: [String] = {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["configs", "lab/configurations", "Tests/Corpora/configuration"].flatMap { directory in
            let path = top.appending(path: directory).path
            return ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".conf") }
                .compactMap { FileManager.default.contents(atPath: path + "/" + $0).map { String(decoding: $0, as: UTF8.self) } }
        }
    }()

    @Test("Together they know every mistake, each read alone, however lines are lost, doubled and exchanged", arguments: 0..<8 as Range<UInt64>)
    func agree(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        #expect(Self.texts.count > 8)
        for text in Self.texts {
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<lines.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: lines[index] = ""
                case 1: lines.insert(lines[index], at: Int.random(in: 0..<lines.count, using: &random))
                default: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
                }
            }
            let changed = lines.joined(separator: "\n")
            let snapshot = SourceSnapshot(path: "test.conf", bytes: Array(changed.utf8))
            let whole = Configuration.read(snapshot)
            let vrrp = Configuration.read(snapshot, part: .vrrp)
            let check = Configuration.read(snapshot, part: .check)
            let findings = Set(whole.diagnostics.map { "\($0)" })
            let parts = Set((vrrp.diagnostics + check.diagnostics).map { "\($0)" })
            #expect(findings == parts, "seed \(seed), text:\n\(changed)")
            #expect((whole.outcome == .clean) == (vrrp.outcome == .clean && check.outcome == .clean), "seed \(seed), text:\n\(changed)")
            #expect(whole.configuration.hasWork(for: .vrrp) == vrrp.configuration.hasWork(for: .vrrp))
            #expect(whole.configuration.hasWork(for: .check) == check.configuration.hasWork(for: .check))
        }
    }
}
