import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("A file of lines that grows at its end", .serialized)
struct RecordFileTests {
    private let folder = "/dev/shm/lvsd-record-file-tests-\(CurrentProcess.identifier)"
    private var path: String { folder + "/record" }

    private func cleanUp() {
        Files.remove(path)
        Files.remove(path + ".new")
        Files.removeDirectory(folder)
    }

    @Test("has what was added before the call returns, and a line without an end counts as none")
    func appending() throws {
        defer { cleanUp() }
        try Files.makeDirectory(folder)
        let loop = try EventLoop()
        let file = RecordFile(loop, path: path, otherwise: "")
        file.append(["tcp 10.0.0.1 80"])
        file.append(["tcp 10.0.0.1 443", "x"])
        #expect(RecordFile.lines(of: path) == ["tcp 10.0.0.1 80", "tcp 10.0.0.1 443", "x"])
        try Files.append(path, Array("tcp 10.0.0.1 8".utf8), mode: 0o600)
        #expect(RecordFile.lines(of: path) == ["tcp 10.0.0.1 80", "tcp 10.0.0.1 443", "x"])
        #expect(RecordFile.lines(of: path + "-missing") == [])
    }

    @Test("loses what isn't needed when it is written anew, a little at a time, and nothing that comes meanwhile")
    func tidying() throws {
        defer { cleanUp() }
        try Files.makeDirectory(folder)
        let loop = try EventLoop()
        let file = RecordFile(loop, path: path, otherwise: "")
        file.append((0..<1000).map { "old \($0)" })
        var steps = 0
        file.pieces = {
            var next = 0
            return {
                steps += 1
                // In the middle of the work something comes, which the list that was begun doesn't have.
                if next == 50 { file.append(["late"]) }
                next += 10
                return next > 100 ? nil : (next - 10..<next).map { "new \($0)" }
            }
        }
        file.tidy(after: .zero)
        #expect(RecordFile.lines(of: path).count == 1000)
        #expect(loop.wait { RecordFile.lines(of: path).count < 1000 })
        #expect(RecordFile.lines(of: path) == (0..<100).map { "new \($0)" } + ["late"])
        #expect(steps == 11)
        file.pieces = { { nil } }
        file.tidy(after: .zero)
        #expect(loop.wait { !Files.exists(path) })
    }

    @Test("is written anew once for many calls, and once more for those that come while it is written")
    func calls() throws {
        defer { cleanUp() }
        try Files.makeDirectory(folder)
        let loop = try EventLoop()
        let file = RecordFile(loop, path: path, otherwise: "")
        var begun = 0
        file.pieces = {
            begun += 1
            var isThrough = false
            return {
                if isThrough { return nil }
                isThrough = true
                if begun == 1 { for _ in 0..<5 { file.tidy(after: .zero) } }
                return ["a"]
            }
        }
        for _ in 0..<5 { file.tidy(after: .milliseconds(10)) }
        #expect(loop.wait { begun >= 2 })
        // A third time would come a second later, if it came.
        loop.wait(.milliseconds(1200)) { begun > 2 }
        #expect(begun == 2)
    }

    @Test("that couldn't be written is written as a whole as soon as it can be")
    func failure() throws {
        defer { cleanUp() }
        let loop = try EventLoop()
        let file = RecordFile(loop, path: path, otherwise: "", retryInterval: .milliseconds(100))
        file.pieces = {
            var lines: [String]? = ["a", "b"]
            return { lines.take() }
        }
        // There is no such directory yet.
        file.append(["a"])
        file.append(["b"])
        #expect(RecordFile.lines(of: path) == [])
        try Files.makeDirectory(folder)
        #expect(loop.wait { RecordFile.lines(of: path) == ["a", "b"] })
    }

    @Test("after a crash within a line the next process loses nothing of its own, and what was torn stays none")
    func tornTail() throws {
        defer { cleanUp() }
        try Files.makeDirectory(folder)
        let loop = try EventLoop()
        RecordFile(loop, path: path, otherwise: "").append(["tcp 10.0.0.1 80"])
        // Of port 8080 two digits are there, which another service has.
        try Files.append(path, Array("tcp 10.0.0.2 80".utf8), mode: 0o600)
        for (process, line) in ["tcp 10.0.0.1 443", "tcp 10.0.0.1 444"].enumerated() {
            let next = RecordFile(loop, path: path, otherwise: "")
            next.append([line])
            next.append(["x \(process)"])
        }
        #expect(RecordFile.lines(of: path) == ["tcp 10.0.0.1 80", "tcp 10.0.0.1 443", "x 0", "tcp 10.0.0.1 444", "x 1"])
    }
}
