import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@testable import Varlink

/// A server under a name of its own and clients in the same process.
private final class Room {
    let loop: EventLoop
    let server: VarlinkServer
    let path: String
    var calls: [String] = []
    var dropped: [String] = []
    private let guardTimer: EventLoop.Timer

    init(_ limits: VarlinkLimits = VarlinkLimits()) throws {
        let loop = try EventLoop()
        self.loop = loop
        path = "/tmp/lvsd-varlink-test-\(CurrentProcess.identifier)-\(UInt32.random(in: 0 ... .max)).sock"
        server = try VarlinkServer(loop, path: path, mode: 0o600, group: nil, limits: limits)
        // Whatever goes wrong, a test ends.
        guardTimer = EventLoop.Timer { [unowned loop] in
            Issue.record("the server doesn't answer")
            loop.stop()
        }
        server.mayConnect = { _ in true }
        server.onDrop = { [unowned self] in dropped.append($1) }
        server.onCall = { [unowned self] connection, call in
            calls.append(call.method)
            connection.reply(Array(#"{"method":"\#(call.method)"}"#.utf8))
        }
    }

    deinit {
        server.close()
    }

    func client() throws -> FileDescriptor {
        let socket = try FileDescriptor.localConnection(to: path)
        try socket.setNonBlocking()
        return socket
    }

    /// Runs the loop until something is so.
    func run(until isSo: @escaping () -> Bool) {
        loop.arm(guardTimer, at: SystemClock.now() + .seconds(20))
        var poll: EventLoop.Timer?
        poll = EventLoop.Timer { [unowned self] in
            if isSo() { return loop.stop() }
            if let poll { loop.arm(poll, at: SystemClock.now() + .milliseconds(5)) }
        }
        if let poll { loop.arm(poll, at: SystemClock.now()) }
        loop.run()
        loop.disarm(guardTimer)
    }
}

private func message(_ method: String, _ rest: String = "") -> [UInt8] {
    Array(#"{"method":"\#(method)"\#(rest)}"#.utf8) + [0]
}

@Suite("A Varlink server and its clients")
struct VarlinkServerTests {
    private func text(_ socket: borrowing FileDescriptor) -> String {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65536)
        while let count = try? socket.receive(into: &room), count > 0 { bytes += room[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Calls are answered in their order, also those that came together; oneway ones aren't answered")
    func answers() throws {
        let room = try Room()
        let client = try room.client()
        _ = try client.send((message("a.One") + message("a.Two", #","oneway":true"#) + message("a.Three"))[...])
        room.run { room.calls.count == 3 }
        #expect(text(client) == "{\"parameters\":{\"method\":\"One\"}}\0{\"parameters\":{\"method\":\"Three\"}}\0")
        _ = consume client
    }

    @Test("The next call waits until the one before is answered", .timeLimit(.minutes(1)))
    func oneAtATime() throws {
        let room = try Room()
        var waiting: [VarlinkConnection] = []
        room.server.onCall = { connection, call in
            room.calls.append(call.method)
            waiting.append(connection)
        }
        let client = try room.client()
        _ = try client.send((message("a.One") + message("a.Two"))[...])
        room.run { room.calls == ["One"] }
        waiting[0].reply(Array("{}".utf8), continues: true)
        waiting[0].reply(Array("{}".utf8))
        room.run { room.calls == ["One", "Two"] }
        waiting[0].fail(.methodNotFound("a.Two"))
        room.run { room.server.clientCount == 1 }
        #expect(
            text(client) == "{\"parameters\":{},\"continues\":true}\0{\"parameters\":{}}\0"
                + "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{\"method\":\"a.Two\"}}\0")
        _ = consume client
    }

    @Test("Garbage, calls that never end and calls that are too long cost the client its connection, nobody else")
    func drops() throws {
        var limits = VarlinkLimits()
        limits.patience = .seconds(1)
        limits.longestCall = 1000
        let room = try Room(limits)
        let good = try room.client()
        let garbage = try room.client()
        let halfOpen = try room.client()
        let long = try room.client()
        _ = try garbage.send([0xFF, 0xFE, 0][...])
        _ = try halfOpen.send(Array(#"{"method":"a.B""#.utf8)[...])
        _ = try long.send([UInt8](repeating: 65, count: 2000)[...])
        room.run { room.server.clientCount == 1 }
        #expect(room.dropped.count == 3)
        _ = try good.send(message("a.Good")[...])
        room.run { room.calls == ["Good"] }
        _ = consume good
        _ = consume garbage
        _ = consume halfOpen
        _ = consume long
    }

    @Test("A client that doesn't read is dropped, and what it leaves unread stays bounded")
    func doesNotRead() throws {
        var limits = VarlinkLimits()
        limits.patience = .seconds(1)
        let room = try Room(limits)
        let page = Array("{\"x\":\"".utf8) + [UInt8](repeating: 65, count: 40000) + Array("\"}".utf8)
        var pages = 0
        room.server.onCall = { connection, _ in
            connection.onRoom = {
                while connection.hasRoom, connection.isBusy {
                    pages += 1
                    connection.reply(page, continues: true)
                }
            }
            connection.onRoom?()
        }
        let client = try room.client()
        _ = try client.send(message("a.Endless", #","more":true"#)[...])
        room.run { room.server.clientCount == 0 && pages > 0 }
        #expect(room.dropped == ["it hasn't read anything for 1 s"])
        #expect(pages < 20)
        _ = consume client
    }

    @Test("A client that reads slowly gets everything")
    func readsSlowly() throws {
        let room = try Room()
        var left = 200
        room.server.onCall = { connection, _ in
            connection.onRoom = {
                while connection.hasRoom, connection.isBusy {
                    left -= 1
                    connection.reply(Array("{\"x\":\"".utf8) + [UInt8](repeating: 65, count: 20000) + Array("\"}".utf8), continues: left > 0)
                }
            }
            connection.onRoom?()
        }
        let client = try room.client()
        _ = try client.send(message("a.Long", #","more":true"#)[...])
        var replies = 0
        var buffer = [UInt8](repeating: 0, count: 30000)
        room.run {
            while let count = try? client.receive(into: &buffer), count > 0 { replies += buffer[..<count].count { $0 == 0 } }
            return replies == 200
        }
        #expect(left == 0 && room.dropped.isEmpty)
    }

    @Test("A client that closes its sending half gets its answer; who is gone abandons the call")
    func halfClosed() throws {
        let room = try Room()
        let client = try room.client()
        _ = try client.send(message("a.Last")[...])
        try client.endSending()
        room.run { room.calls == ["Last"] && room.server.clientCount == 0 }
        #expect(text(client) == "{\"parameters\":{\"method\":\"Last\"}}\0")

        var wasAbandoned = false
        var taken = false
        room.server.onCall = { connection, _ in
            taken = true
            connection.onAbandoned = { wasAbandoned = true }
        }
        do {
            let leaving = try room.client()
            _ = try leaving.send(message("a.Never")[...])
            room.run { taken }
            _ = consume leaving
        }
        room.run { wasAbandoned && room.server.clientCount == 0 }
        _ = consume client
    }

    @Test("A thousand clients are served, one more is told so, and room is made when they go")
    func thousand() throws {
        CurrentProcess.raiseDescriptorLimit()
        var limits = VarlinkLimits()
        limits.mostClients = 1000
        let room = try Room(limits)
        room.server.refusal = { _, reason in Array("\(reason)".utf8) + [0] }
        var numbers: [Int32] = []
        for _ in 0..<1000 {
            numbers.append(try room.client().release())
            if numbers.count % 50 == 0 { room.run { room.server.clientCount == numbers.count } }
        }
        for number in numbers { _ = try FileDescriptor.duplicate(of: number).send(message("a.B")[...]) }
        room.run { room.calls.count == 1000 }
        let tooMany = try room.client()
        var refusal = ""
        room.run {
            refusal += text(tooMany)
            return !refusal.isEmpty
        }
        #expect(refusal == "tooManyClients\0")
        for number in numbers { _ = FileDescriptor(owning: number) }
        room.run { room.server.clientCount == 0 }
    }

    @Test("Who may not connect is told so")
    func refuses() throws {
        let room = try Room()
        room.server.mayConnect = { $0.process != CurrentProcess.identifier }
        room.server.refusal = { _, reason in Array("\(reason)".utf8) + [0] }
        let client = try room.client()
        var refusal = ""
        room.run {
            refusal += text(client)
            return !refusal.isEmpty
        }
        #expect(refusal == "notPermitted\0")
    }
}
