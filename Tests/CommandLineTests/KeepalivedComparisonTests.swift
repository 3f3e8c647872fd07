import Foundation
import Testing

/// Debian's keepalived is asked about the same files. Where the package is missing these tests fail: scripts/test installs it.
@Suite("Compared with keepalived -t")
struct KeepalivedComparisonTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let keepalived = URL(filePath: "/usr/sbin/keepalived")
    private static let samples = URL(filePath: "/usr/share/doc/keepalived/samples")

    /// Lines that keepalived 2.2.7 takes and that mean nothing: a boolean `maybe`, and the mask 255.0.0.255.
    private static let stricter: [String: Set<Int>] = ["values.conf": [7, 36]]

    private func files(in folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.contains(".conf") && $0.pathExtension != "gz" }
            .sorted { $0.path < $1.path }
    }

    /// The lines with an error of ours, with their codes.
    private func ourErrors(_ file: URL) throws -> [(line: Int, code: String)] {
        let run = try LVSD.run(["-t", "--format", "json", "-f", file.path])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let diagnostics = try #require(object["diagnostics"] as? [[String: Any]])
        #expect(object["omitted"] as? Int == 0)
        let errors = diagnostics.filter { $0["severity"] as? String == "error" }
        let trustsScripts = diagnostics.contains { $0["code"] as? String == "script-security" }
        #expect(run.status == (trustsScripts ? 6 : errors.isEmpty ? 0 : 5), "\(file.path)")
        return errors.map { ($0["line"] as? Int ?? 0, $0["code"] as? String ?? "") }
    }

    /// The lines that keepalived complains about.
    private func theirComplaints(_ file: URL) throws -> Set<Int> {
        let run = try LVSD.run(["-t", "-f", file.path], program: Self.keepalived)
        let pattern = try Regex("Line ([0-9]+)\\)", as: (Substring, Substring).self)
        return Set((run.output + run.errors).matches(of: pattern).compactMap { Int($0.output.1) })
    }

    /// What scenarios put into their files in place of `@NAME@`.
    private static let fillings = ["PRIORITY": "100", "OWN": "10.9.0.1", "PEER": "10.9.0.2", "NUMBER": "1", "OTHER": "2"]

    /// A copy with everything filled in.
    private func filled(_ file: URL) throws -> URL? {
        var text = try String(contentsOf: file, encoding: .utf8)
        guard Self.fillings.keys.contains(where: { text.contains("@\($0)@") }) else { return nil }
        for (name, value) in Self.fillings { text = text.replacingOccurrences(of: "@\(name)@", with: value) }
        let copy = FileManager.default.temporaryDirectory.appending(path: "lvsd-comparison-\(UUID().uuidString).conf")
        try text.write(to: copy, atomically: true, encoding: .utf8)
        return copy
    }

    private func compare(_ file: URL) throws {
        let name = file.lastPathComponent
        let copy = try filled(file)
        defer { if let copy { try? FileManager.default.removeItem(at: copy) } }
        let ours = try ourErrors(copy ?? file)
        let theirs = try theirComplaints(copy ?? file).union(Self.stricter[name] ?? [])
        for error in ours {
            #expect(theirs.contains(error.line), "\(name):\(error.line): \(error.code), and keepalived says nothing there")
        }
    }

    @Test("keepalived's package is installed")
    func installed() {
        #expect(FileManager.default.isExecutableFile(atPath: Self.keepalived.path), "install keepalived, as scripts/test does")
    }

    @Test("in keepalived's own samples we have no error that it doesn't have")
    func samplesOfKeepalived() throws {
        let files = try files(in: Self.samples)
        #expect(files.count > 20)
        for file in files { try compare(file) }
    }

    @Test(
        "in our files we have no error that it doesn't have",
        arguments: ["configs", "lab/configurations", "Tests/Files/comparison"])
    func ourFiles(folder: String) throws {
        let files = try files(in: Self.checkout.appending(path: folder))
        #expect(files.count >= 3)
        for file in files { try compare(file) }
    }

    @Test("what keepalived complains about in files full of mistakes, we complain about too", arguments: ["keywords.conf", "values.conf"])
    func nothingMissed(name: String) throws {
        let file = Self.checkout.appending(path: "Tests/Files/comparison").appending(path: name)
        let ours = Set(try ourErrors(file).map(\.line))
        // keepalived refuses the loopback interface, which is what a test finds on every machine.
        let loopback = Set(
            String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated().filter { $0.element.contains("interface lo") }.map { $0.offset + 1 })
        #expect(try theirComplaints(file).subtracting(loopback).subtracting(ours) == [])
    }
}
