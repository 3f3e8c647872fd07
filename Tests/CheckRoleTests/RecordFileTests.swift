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

    private func run(_ loop: EventLoop, for duration: Duration) {
        let timer = EventLoop.Timer { loop.atEndOfRound { loop.stop() } }
        loop.arm(timer, at: SystemClock.now() + duration)
        loop.run()
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
        run(loop, for: .milliseconds(50))
        #expect(RecordFile.lines(of: path) == (0..<100).map { "new \($0)" } + ["late"])
        #expect(steps == 11)
        file.pieces = { { nil } }
        file.tidy(after: .zero)
        run(loop, for: .milliseconds(50))
        #expect(!Files.exists(path))
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
        run(loop, for: .milliseconds(1500))
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
        run(loop, for: .milliseconds(300))
        #expect(RecordFile.lines(of: path) == ["a", "b"])
    }
}
