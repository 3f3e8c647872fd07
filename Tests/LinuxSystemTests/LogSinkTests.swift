import Glibc
import LogRecords
import NetworkTypes
import Testing

@testable import LinuxSystem

/// Each with a directory and descriptors of its own.
@Suite("Lines on their way out", .serialized)
final class LogSinkTests {
    private let directory: String

    init() throws {
        var template = Array("/tmp/lvsd-log-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in Files.names(in: directory, limit: 100) { Files.remove("\(directory)/\(name)") }
        Files.removeDirectory(directory)
    }

    private func sink(_ name: String = "lvsd", _ change: (inout LogSettings) -> Void) -> LogSink {
        var settings = LogSettings()
        settings.systemLog = .none
        change(&settings)
        return LogSink(settings, LogIdentity(name: name, process: 42, facility: 3))
    }

    private func lines(_ file: String) throws -> [Substring] {
        String(decoding: try Files.read(file, limit: 1 << 20), as: UTF8.self).split(separator: "\n")
    }

    @Test("A file gets the lines of a round together, urgent ones at once") func file() throws {
        let path = "\(directory)/a.log"
        let sink = sink("lvsd_check") { $0.file = path }
        sink.write(LogRecord(.info, .check, "first"))
        #expect(!Files.exists(path))
        sink.write(LogRecord(.error, .check, "second"))
        let written = try lines("\(directory)/a_healthcheckers.log")
        #expect(written.map { String($0.split(separator: " ").last ?? "") } == ["first", "second"])
    }

    @Test("A file that was rotated away is made anew") func rotation() throws {
        let path = "\(directory)/r.log"
        let sink = sink { $0.file = path }
        sink.write(LogRecord(.info, .daemon, "before"))
        sink.flush()
        #expect(rename(path, path + ".1") == 0)
        sink.write(LogRecord(.info, .daemon, "after"))
        sink.flush()
        #expect(try lines(path).count == 1)
        #expect(try lines(path + ".1").count == 1)
    }

    @Test("Nothing is written to a file that somebody else has put there") func foreignFile() throws {
        let path = "\(directory)/link.log"
        let victim = "\(directory)/victim"
        try Files.replace(victim, with: Array("precious\n".utf8))
        #expect(symlink(victim, path) == 0)
        let sink = sink { $0.file = path }
        sink.write(LogRecord(.error, .daemon, "x"))
        sink.flush()
        #expect(try lines(victim) == ["precious"])
        Files.remove(path)
        #expect(link(victim, path) == 0)
        sink.write(LogRecord(.error, .daemon, "y"))
        #expect(try lines(victim) == ["precious"])
        Files.remove(path)
        sink.write(LogRecord(.error, .daemon, "z"))
        sink.flush()
        let written = try lines(path)
        #expect(written.count == 2)
        #expect(written.last?.hasSuffix("2 log lines were lost here: they came faster than they were taken") == true)
    }

    @Test("JSON lines have the exact time") func json() throws {
        let path = "\(directory)/j.log"
        let sink = sink {
            $0.file = path
            $0.form = .json
        }
        sink.write(LogRecord(.info, .vrrp, "hello", fields: [LogField("instance", "VI_1")]))
        sink.flush()
        let line = try #require(try lines(path).first)
        #expect(line.hasPrefix("{\"time\":\"20"))
        #expect(line.hasSuffix("Z\",\"pid\":42,\"severity\":\"info\",\"role\":\"daemon\",\"area\":\"vrrp\",\"message\":\"hello\",\"instance\":\"VI_1\"}"))
    }

    @Test("A console that nobody reads holds nothing up, and losses are told when it is read again") func heldConsole() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let standardError = dup(STDERR_FILENO)
        dup2(ends[1], STDERR_FILENO)
        let sink = sink { $0.console = true }
        dup2(standardError, STDERR_FILENO)
        close(standardError)
        close(ends[1])
        defer { close(ends[0]) }
        let began = SystemClock.now()
        for number in 0..<30_000 { sink.write(LogRecord(.error, .check, "line \(number) of a flood that is longer than any pipe")) }
        sink.flush()
        let took = SystemClock.now() - began
        #expect(took < .seconds(20))
        var text: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        for _ in 0..<100 {
            sink.flush()
            let count = read(ends[0], &room, room.count)
            if count > 0 { text += room[..<count] }
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let told = try #require(lines.last)
        #expect(told.contains("log lines were lost here"))
        let lost = try #require(told.split(separator: " ").compactMap { Int($0) }.last)
        // Others may write to standard error meanwhile.
        #expect(lines.count { $0.contains("of a flood") } + lost == 30_000)
    }

    @Test("The journal gets an entry as a datagram, and a huge one as a file") func journal() throws {
        let path = "\(directory)/socket"
        let reader = try SocketReader(path)
        let destination = try #require(SystemLogDestination(.journal, socket: path))
        let identity = LogIdentity(name: "lvsd", process: 42, facility: 3)
        destination.write(LogRecord(.info, .daemon, "small"), identity)
        #expect(String(decoding: reader.receive().bytes, as: UTF8.self).hasPrefix("MESSAGE=small\nPRIORITY=6\n"))
        destination.write(LogRecord(.info, .daemon, String(repeating: "huge", count: 200_000)), identity)
        let passed = reader.receive()
        #expect(passed.bytes.isEmpty)
        let content = try #require(passed.content)
        #expect(content.count > 800_000)
        #expect(String(decoding: content.prefix(20), as: UTF8.self) == "MESSAGE=hugehugehuge")
    }

    @Test("A slow reader gets all that fits, then a count of what was lost; one that is away is waited for") func slowReader() throws {
        let path = "\(directory)/slow"
        var reader: SocketReader? = try SocketReader(path)
        let destination = try #require(SystemLogDestination(.syslog, socket: path))
        let identity = LogIdentity(name: "lvsd", process: 42, facility: 3)
        func note(_ lost: Int) -> LogRecord { LogRecord(.warning, .daemon, "lost \(lost)") }
        for number in 0..<20_000 { destination.write(LogRecord(.info, .daemon, "line \(number)"), identity) }
        var received: [String] = []
        for _ in 0..<20_000 {
            while case let bytes = reader?.receive().bytes ?? [], !bytes.isEmpty { received.append(String(decoding: bytes, as: UTF8.self)) }
            destination.flush(identity, note: note)
            if received.last?.contains("lost") == true { break }
        }
        let lost = try #require(received.last?.split(separator: " ").last.flatMap { Int($0) })
        #expect(lost > 0)
        #expect(received.count - 1 + lost == 20_000)
        reader = nil
        Files.remove(path)
        destination.write(LogRecord(.info, .daemon, "to nobody"), identity)
        destination.flush(identity, note: note)
        reader = try SocketReader(path)
        destination.write(LogRecord(.info, .daemon, "back"), identity)
        destination.flush(identity, note: note)
        let last = (0..<2).map { _ in String(decoding: reader?.receive().bytes ?? [], as: UTF8.self) }
        #expect(last.map { $0.suffix(6) } == [": back", "lost 1"])
    }
}

/// The other end of a datagram socket.
private final class SocketReader {
    private let socket: FileDescriptor

    init(_ path: String) throws {
        socket = try .socket(domain: AF_UNIX, type: Int32(SOCK_DGRAM.rawValue))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let number = socket.number
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(result == 0)
    }

    func receive() -> (bytes: [UInt8], content: [UInt8]?) {
        guard var message = try? socket.receiveMessage() else { return ([], nil) }
        guard let file = message.takeDescriptor() else { return (message.bytes, nil) }
        return (message.bytes, try? SealedMemoryFile.read(file, limit: 1 << 22))
    }
}
