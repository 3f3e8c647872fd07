import EventLoop
import Glibc
import LinuxSystem
import NetworkTypes
import NotificationPipes
import Processes
import Testing

@Suite("What a FIFO is told")
struct NotificationFeedTests {
    private func drained(_ feed: inout NotificationFeed) -> [String] {
        var lines: [String] = []
        while let line = feed.next {
            lines.append(String(decoding: line, as: UTF8.self))
            feed.sent()
        }
        return lines
    }

    @Test("a reader that comes late is told the last state of each subject, in their order, and then what happens")
    func replays() {
        var feed = NotificationFeed()
        for (line, subject) in [("A1", "A"), ("B1", "B"), ("event", nil), ("A2", "A")] as [(String, String?)] { feed.note(Array(line.utf8), about: subject) }
        #expect(feed.next == nil)
        feed.readerCame()
        #expect(drained(&feed) == ["A2", "B1"])
        feed.note(Array("event".utf8), about: nil)
        feed.note(Array("A3".utf8), about: "A")
        #expect(drained(&feed) == ["event", "A3"])
        feed.repeatStates()
        #expect(drained(&feed) == ["A3", "B1"])
        feed.forget("B")
        feed.readerLeft()
        feed.readerCame()
        #expect(drained(&feed) == ["A3"])
    }

    @Test("a reader that is too slow is told how things stand, not what it has missed")
    func overflows() {
        var feed = NotificationFeed()
        feed.readerCame()
        for number in 0...NotificationFeed.limit { feed.note(Array("A\(number)".utf8), about: "A") }
        #expect(feed.overflows == 1)
        #expect(drained(&feed) == ["A\(NotificationFeed.limit)"])
    }
}

@Suite("A FIFO and its reader")
struct NotificationPipeTests {
    private final class Stage {
        let loop: EventLoop
        let scripts: ScriptRunner
        let directory: String
        let path: String

        init(_ name: String) throws {
            loop = try EventLoop()
            scripts = ScriptRunner(loop)
            directory = "/dev/shm/lvsd-fifo-\(CurrentProcess.identifier)-\(name)"
            path = directory + "/fifo"
            try Files.makeDirectory(directory)
            CurrentProcess.ignore(signal: Signal.pipe)
        }

        deinit {
            for name in Files.names(in: directory, limit: 100) { Files.remove("\(directory)/\(name)") }
            Files.removeDirectory(directory)
        }

        func run(_ duration: Duration) {
            let end = EventLoop.Timer { [unowned self] in loop.stop() }
            loop.arm(end, at: SystemClock.now() + duration)
            loop.run()
        }
    }

    private func text(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(number, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }

    @Test("without a reader nothing waits; one that comes is told the present states, and the end when the pipe is closed")
    func lateReader() throws {
        let stage = try Stage("late")
        let pipe = NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test")
        pipe.write(Array("A 1\n".utf8), about: "A")
        pipe.write(Array("A 2\n".utf8), about: "A")
        let reader = open(stage.path, O_RDONLY | O_NONBLOCK)
        #expect(reader >= 0)
        stage.run(.milliseconds(400))
        #expect(text(reader) == "A 2\n")
        pipe.write(Array("A 3\n".utf8), about: "A")
        #expect(text(reader) == "A 3\n")
        pipe.close()
        #expect(read(reader, [UInt8](repeating: 0, count: 1).withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress) }, 1) == 0)
        close(reader)
        #expect(!Files.exists(stage.path), "it was ours")
    }

    @Test("a reader that doesn't read and one that goes away hold nothing up")
    func badReaders() throws {
        let stage = try Stage("bad")
        let pipe = NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test")
        let reader = open(stage.path, O_RDONLY | O_NONBLOCK)
        stage.run(.milliseconds(400))
        let long = [UInt8](repeating: 0x41, count: 1000)
        for _ in 0..<3000 { pipe.write(long, about: "A") }
        close(reader)
        pipe.write(long, about: "A")
        pipe.write(Array("B\n".utf8), about: "B")
        let second = open(stage.path, O_RDONLY | O_NONBLOCK)
        let other = try EventLoop()
        let end = EventLoop.Timer { other.stop() }
        other.arm(end, at: SystemClock.now() + .milliseconds(1))
        other.run()
        withExtendedLifetime(pipe) {}
        close(second)
    }

    @Test("what is no FIFO is not written to")
    func notAFIFO() throws {
        let stage = try Stage("file")
        try Files.replace(stage.path, with: [])
        let pipe = NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test")
        pipe.write(Array("A\n".utf8), about: "A")
        pipe.close()
        #expect(try Files.read(stage.path, limit: 10) == [])
    }

    @Test("its script gets the path, reads what happens, and has time to read the last line")
    func script() throws {
        let stage = try Stage("script")
        let reader = ScriptCommand(words: ["sh", "-c", "while read line; do echo \"$line\" >> \(stage.directory)/out; done < $0"])
        let pipe = NotificationPipe(NotificationFIFO(path: stage.path, script: reader), stage.loop, stage.scripts, logLabel: "test")
        pipe.write(Array("A 1\n".utf8), about: "A")
        let last = EventLoop.Timer {
            pipe.write(Array("A 2\n".utf8), about: "A")
            pipe.close()
        }
        pipe.scriptEnded = { stage.loop.stop() }
        stage.loop.arm(last, at: SystemClock.now() + .milliseconds(1000))
        stage.run(.seconds(10))
        let written = String(decoding: try Files.read(stage.directory + "/out", limit: 1000), as: UTF8.self)
        #expect(written == "A 1\nA 2\n")
    }
}
