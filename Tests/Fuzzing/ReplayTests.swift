import Foundation
import Testing

@Suite("Inputs that were found by fuzzing, or made by hand")
struct ReplayTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpora")

    /// What breaks a promise ends the test process, with the promise in its last words.
    @Test("make no decoder trap or break its promises", arguments: FuzzTarget.allCases)
    func replay(target: FuzzTarget) throws {
        let corpus = Self.folder.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path)
        #expect(names.count >= 3, "\(target.rawValue) has no corpus")
        for name in names {
            let bytes = Array(try Data(contentsOf: corpus.appending(path: name)))
            target.run(bytes)
            for count in stride(from: 0, to: bytes.count, by: max(bytes.count / 12, 1)) { target.run(Array(bytes.prefix(count))) }
        }
    }

    @Test("stand in a folder that a decoder is named after")
    func everyFolderHasItsTarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(folders).subtracting(FuzzTarget.allCases.map(\.rawValue)) == [])
    }
}
