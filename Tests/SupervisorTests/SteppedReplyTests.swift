import ControlProtocol
import EventLoop
import JSONReading
import LinuxSystem
import NetworkTypes
import Testing
import Varlink

@testable import Supervisor

@Suite("An answer page by page")
struct SteppedReplyTests {
    /// A server whose every answer has as many pages as it is told, and the one client.
    private final class Room {
        let loop: EventLoop
        let server: VarlinkServer
        let client: FileDescriptor
        var asked = 0
        var received: [UInt8] = []

        init(pages: Int, isOrder: Bool) throws {
            loop = try EventLoop()
            let path = "/tmp/lvsd-stepped-reply-test-\(CurrentProcess.identifier)-\(UInt32.random(in: 0 ... .max)).sock"
            server = try VarlinkServer(loop, path: path, mode: 0o600, group: nil, limits: VarlinkLimits())
            client = try FileDescriptor.localConnection(to: path)
            try client.setNonBlocking()
            server.mayConnect = { _ in true }
            server.onCall = { [unowned self] connection, call in
                var step = ControlStep(member: "results", form: .list, source: .role(.check, .drain, []))
                step.isOrder = isOrder
                SteppedReply(connection, more: call.more, [step]) { [unowned self] _, request, answer in
                    asked += 1
                    // A page of 48,000 bytes, in objects of 480.
                    let line = Array("{\"a\":\"\(String(repeating: "x", count: 471))\"}\n".utf8)
                    let body = (0..<100).flatMap { _ in line }
                    let isLast = Int(request.cursor) + 1 == pages
                    answer(ControlReply(id: 0, outcome: isLast ? .lastPage : .page, cursor: request.cursor + 1, body: body))
                }.start()
            }
        }

        deinit { server.close() }

        /// The replies to one call.
        func call(more: Bool) throws -> [JSONValue] {
            _ = try client.send((Array("{\"method\":\"a.B\",\"more\":\(more)}".utf8) + [0])[...])
            var room = [UInt8](repeating: 0, count: 1 << 16)
            let end = SystemClock.now() + .seconds(20)
            var timer: EventLoop.Timer?
            timer = EventLoop.Timer { [unowned self] in
                while let count = try? client.receive(into: &room), count > 0 { received += room[..<count] }
                // The last one alone: to read all of them each time would take longer than to get them.
                let last = received.last == 0 ? received.dropLast().lastIndex(of: 0).map { received[($0 + 1)...] } ?? received[...] : []
                let isComplete = (try? JSONReader.value(of: last.dropLast())).map { $0["continues"] == nil } ?? false
                if isComplete || SystemClock.now() > end { return loop.stop() }
                if let timer { loop.arm(timer, at: SystemClock.now() + .milliseconds(5)) }
            }
            if let timer { loop.arm(timer, at: SystemClock.now()) }
            loop.run()
            return received.split(separator: 0).compactMap { try? JSONReader.value(of: $0) }
        }
    }

    private func results(_ reply: JSONValue?) -> [JSONValue] {
        if case .array(let values)? = reply?["parameters"]?["results"] { values } else { [] }
    }

    @Test("What fits comes in one reply") func fits() throws {
        let replies = try Room(pages: 10, isOrder: false).call(more: false)
        #expect(replies.count == 1 && results(replies.first).count == 1000)
    }

    @Test("What doesn't fit is refused, with the way out") func refused() throws {
        let replies = try Room(pages: 100, isOrder: false).call(more: false)
        #expect(replies.count == 1 && replies.first?["error"]?.string == "io.lvsd.Control.TooLarge")
    }

    @Test("With `more` any size comes, page by page") func pages() throws {
        let room = try Room(pages: 100, isOrder: false)
        let replies = try room.call(more: true)
        #expect(replies.count == 100 && room.asked == 100)
        #expect(replies.reduce(0) { $0 + results($1).count } == 10000)
    }

    @Test("What was carried out isn't refused: its answer is cut short, and says so") func order() throws {
        let room = try Room(pages: 100, isOrder: true)
        let replies = try room.call(more: false)
        #expect(replies.count == 1 && replies.first?["error"] == nil)
        let results = results(replies.first)
        #expect(results.count > 2000)
        #expect(results.last?["message"]?.string?.contains("carried out") == true)
        // Nothing is asked for that nobody will read.
        #expect(room.asked < 25)
    }
}
