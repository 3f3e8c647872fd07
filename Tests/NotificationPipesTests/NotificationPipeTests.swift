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

    @Test("a reader that doesn't read isn't told the states again and again, however often that is asked for")
    func repetitions() {
        var feed = NotificationFeed()
        feed.readerCame()
        for number in 0..<10 { feed.note(Array("\(number)".utf8), about: "\(number)") }
        for _ in 0..<1000 { feed.repeatStates() }
        #expect(feed.overflows > 0)
        #expect(drained(&feed).count <= NotificationFeed.limit)
    }

    @Test("a pool that is larger than the limit and flips as a whole costs a step per line, not a round over the pool")
    func largePool() {
        var feed = NotificationFeed()
        let count = 40_000
        feed.readerCame()
        for round in 0..<3 {
            for number in 0..<count { feed.note(Array("\(number) \(round)".utf8), about: "\(number)") }
        }
        #expect(feed.overflows <= 3)
        var last: [Substring: Substring] = [:]
        for line in drained(&feed) {
            let words = line.split(separator: " ")
            last[words[0]] = words[1]
        }
        #expect(last.count == count)
        #expect(last.values.allSatisfy { $0 == "2" }, "the last word about each is the last state")
        for number in 0..<count { feed.forget("\(number)") }
        feed.readerCame()
        #expect(feed.next == nil)
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

        /// A loop runs once: what is to be done in between is done by its timers.
        func run(_ steps: (Duration, () throws -> Void)..., end: Duration) {
            var timers: [EventLoop.Timer] = []
            let begin = SystemClock.now()
            for (time, action) in steps {
                let timer = EventLoop.Timer {
                    do { try action() } catch { Issue.record(error) }
                }
                timers.append(timer)
                loop.arm(timer, at: begin + time)
            }
            run(end)
            withExtendedLifetime(timers) {}
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
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test"))
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
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test"))
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
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test"))
        pipe.write(Array("A\n".utf8), about: "A")
        pipe.close()
        #expect(try Files.read(stage.path, limit: 10) == [])
    }

    @Test("a FIFO that somebody else has put into a directory for all isn't used: not at the start, not at a reload, not at the end")
    func strangers() throws {
        try #require(geteuid() == 0, "the FIFO is given to another user")
        let stage = try Stage("stranger")
        #expect(chmod(stage.directory, 0o1777) == 0)
        #expect(mkfifo(stage.path, 0o666) == 0)
        #expect(chown(stage.path, 12345, 12345) == 0)
        let reader = open(stage.path, O_RDONLY | O_NONBLOCK)
        let pipes = NotificationPipeGroup(stage.loop, stage.scripts, logLabel: "test")
        pipes.follow([.init(NotificationFIFO(path: stage.path))]) { [] }
        #expect(pipes.isEmpty)
        pipes.write(Array("A\n".utf8), about: "A")
        let script = ScriptCommand(words: ["sh", "-c", "echo began > \(stage.directory)/began"])
        pipes.follow([.init(NotificationFIFO(path: stage.path, script: script))]) { [(subject: "A", line: Array("A\n".utf8))] }
        stage.run(.milliseconds(500))
        #expect(!Files.exists(stage.directory + "/began"))
        pipes.close {}
        #expect(text(reader) == "")
        #expect(Files.exists(stage.path), "it isn't ours")
        close(reader)
    }

    @Test("two writers share a FIFO: whole lines, and its reader sees the end when both have closed it; one of them made it")
    func shared() throws {
        let stage = try Stage("shared")
        let definition = NotificationFIFO(path: stage.path)
        let guest = try #require(NotificationPipe(definition, stage.loop, stage.scripts, logLabel: "test", isKeeper: false))
        #expect(!Files.exists(stage.path), "who doesn't keep it waits until it is there")
        guest.write(Array("guest 1\n".utf8), about: "guest")
        let keeper = try #require(NotificationPipe(definition, stage.loop, stage.scripts, logLabel: "test"))
        keeper.write(Array("keeper 1\n".utf8), about: "keeper")
        let reader = open(stage.path, O_RDONLY | O_NONBLOCK)
        stage.run(.milliseconds(600))
        #expect(Set(text(reader).split(separator: "\n")) == ["guest 1", "keeper 1"])
        for number in 0..<500 {
            guest.write(Array("guest \(number) \(String(repeating: "g", count: number % 40))\n".utf8), about: nil)
            keeper.write(Array("keeper \(number) \(String(repeating: "k", count: number % 40))\n".utf8), about: nil)
        }
        let lines = text(reader).split(separator: "\n")
        #expect(lines.count == 1000)
        #expect(lines.allSatisfy { $0.hasPrefix("guest") ? !$0.contains("kk") : !$0.contains("gg") })
        guest.write([UInt8](repeating: 0x41, count: NotificationPipe.longestLine + 1), about: nil)
        #expect(text(reader) == "", "what doesn't go out in one piece doesn't go out")
        guest.close()
        #expect(Files.exists(stage.path))
        keeper.write(Array("last\n".utf8), about: nil)
        keeper.close()
        #expect(text(reader) == "last\n")
        #expect(!Files.exists(stage.path))
        close(reader)
    }

    @Test("a FIFO that somebody removes while nobody reads it is made again")
    func removed() throws {
        let stage = try Stage("removed")
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path), stage.loop, stage.scripts, logLabel: "test"))
        pipe.write(Array("A\n".utf8), about: "A")
        Files.remove(stage.path)
        var reader: Int32 = -1
        stage.run((.milliseconds(600), { reader = open(stage.path, O_RDONLY | O_NONBLOCK) }), end: .milliseconds(1200))
        #expect(reader >= 0)
        #expect(text(reader) == "A\n")
        close(reader)
        pipe.close()
    }

    @Test("at a reload what stays is left alone, what is new is told the states, and a FIFO that another process keeps now stays")
    func reload() throws {
        let stage = try Stage("reload")
        let (first, second) = (NotificationFIFO(path: stage.path), NotificationFIFO(path: stage.path + "2"))
        let pipes = NotificationPipeGroup(stage.loop, stage.scripts, logLabel: "test")
        #expect(pipes.isEmpty)
        pipes.follow([.init(first)]) { [] }
        let reader = open(first.path, O_RDONLY | O_NONBLOCK)
        var newReader: Int32 = -1
        stage.run(
            (
                .milliseconds(500),
                {
                    pipes.write(Array("A\n".utf8), about: "A")
                    pipes.follow([.init(second), .init(first)]) { [(subject: "B", line: Array("B\n".utf8))] }
                    newReader = open(second.path, O_RDONLY | O_NONBLOCK)
                }
            ), end: .milliseconds(1000))
        #expect(text(reader) == "A\n")
        #expect(text(newReader) == "B\n")
        pipes.follow([.init(first, isKeeper: false)]) { [] }
        #expect(Files.exists(first.path), "it is somebody else's now")
        #expect(!Files.exists(second.path))
        close(reader)
        close(newReader)
        pipes.close {}
    }

    @Test("another script at a reload begins when the old one has ended, and is told how things stand; the FIFO stays")
    func otherScript() throws {
        let stage = try Stage("other")
        func reader(_ name: String) -> ScriptCommand {
            ScriptCommand(words: ["sh", "-c", "while read line; do echo \"$line\" >> \(stage.directory)/\(name); done < $0"])
        }
        let pipes = NotificationPipeGroup(stage.loop, stage.scripts, logLabel: "test")
        pipes.follow([.init(NotificationFIFO(path: stage.path, script: reader("first")))]) { [] }
        pipes.write(Array("A 1\n".utf8), about: "A")
        let change = EventLoop.Timer {
            pipes.follow([.init(NotificationFIFO(path: stage.path, script: reader("second")))]) { [] }
            pipes.write(Array("A 2\n".utf8), about: "A")
        }
        stage.loop.arm(change, at: SystemClock.now() + .milliseconds(1000))
        stage.run(.milliseconds(3500))
        func written(_ name: String) -> String { String(decoding: (try? Files.read("\(stage.directory)/\(name)", limit: 1000)) ?? [], as: UTF8.self) }
        #expect(written("first") == "A 1\n")
        #expect(written("second") == "A 2\n")
        pipes.close {}
    }

    @Test("a script that can't be started is tried again")
    func failingScript() throws {
        let stage = try Stage("failing")
        let program = stage.directory + "/program"
        let pipe = try #require(
            NotificationPipe(NotificationFIFO(path: stage.path, script: ScriptCommand(words: [program])), stage.loop, stage.scripts, logLabel: "test"))
        stage.run((.milliseconds(200), { try Files.replace(program, with: Array("#!/bin/sh\ntouch $1.began\n".utf8), mode: 0o755) }), end: .milliseconds(3500))
        #expect(Files.exists(stage.path + ".began"))
        pipe.close()
    }

    @Test("a script that couldn't be started doesn't begin beside the one that a reload names")
    func failingScriptReplaced() throws {
        let stage = try Stage("replaced")
        let absent = ScriptCommand(words: [stage.directory + "/absent"])
        let reader = ScriptCommand(words: ["sh", "-c", "echo $$ >> \(stage.directory)/starts; cat < $0 > /dev/null"])
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path, script: absent), stage.loop, stage.scripts, logLabel: "test"))
        stage.run((.milliseconds(200), { pipe.follow(NotificationFIFO(path: stage.path, script: reader)) }), end: .milliseconds(3500))
        let starts = try Files.read(stage.directory + "/starts", limit: 1000)
        #expect(starts.count { $0 == UInt8(ascii: "\n") } == 1)
        pipe.close()
    }

    @Test("its script gets the path, reads what happens, and has time to read the last line")
    func script() throws {
        let stage = try Stage("script")
        let reader = ScriptCommand(words: ["sh", "-c", "while read line; do echo \"$line\" >> \(stage.directory)/out; done < $0"])
        let pipe = try #require(NotificationPipe(NotificationFIFO(path: stage.path, script: reader), stage.loop, stage.scripts, logLabel: "test"))
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
