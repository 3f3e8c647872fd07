import EventLoop
import LinuxSystem
import NetworkTypes
import Synchronization
import Testing

@testable import ControlProtocol

@Suite("Requests and replies between supervisor and role")
struct ControlMessageTests {
    static let requests = ControlMethod.allCases.map {
        ControlRequest(id: 0xFFFF_0001, method: $0, arguments: ["192.0.2.1 80 tcp", "", "ä"], cursor: .max - 1, user: 1000)
    }
    static let replies =
        [ControlReply.Outcome.page, .lastPage].map { ControlReply(id: 7, outcome: $0, cursor: 1 << 40, body: Array("{}\n{}\n".utf8)) }
        + ControlFailure.allCases.map { ControlReply(id: 8, outcome: .failed($0), body: Array("There is no such thing.".utf8)) }

    @Test("A request is read as it was written", arguments: requests)
    func requestRoundTrip(_ request: ControlRequest) throws {
        #expect(ControlRequest(message: try #require(request.message)) == request)
    }

    @Test("A reply is read as it was written", arguments: replies)
    func replyRoundTrip(_ reply: ControlReply) throws {
        #expect(ControlReply(message: try #require(reply.message)) == reply)
    }

    @Test("What is too long is not sent")
    func bounds() {
        let long = String(repeating: "x", count: ControlRequest.longestArgument + 1)
        #expect(ControlRequest(id: 1, method: .drain, arguments: [long]).message == nil)
        #expect(ControlRequest(id: 1, method: .drain, arguments: Array(repeating: "", count: ControlRequest.mostArguments + 1)).message == nil)
        #expect(ControlReply(id: 1, outcome: .page, body: Array(repeating: 32, count: ControlReply.longestBody + 1)).message == nil)
        let longest = ControlReply(id: 1, outcome: .page, body: Array(repeating: 32, count: ControlReply.longestBody)).message
        #expect((longest?.count ?? .max) <= PassedMessage.longest)
        let request = ControlRequest(
            id: 1, method: .drain,
            arguments: Array(repeating: String(long.dropLast()), count: ControlRequest.mostArguments)
        ).message
        #expect((request?.count ?? .max) <= PassedMessage.longest)
    }

    @Test("A message that is cut off, too long or garbled is none, and never traps")
    func hostile() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for request in Self.requests {
            let message = try #require(request.message)
            for length in 0..<message.count { #expect(ControlRequest(message: Array(message[..<length])) == nil) }
            #expect(ControlRequest(message: message + [0]) == nil)
        }
        for original in try Self.requests.map({ try #require($0.message) }) + Self.replies.map({ try #require($0.message) }) {
            for _ in 0..<200 {
                var message = original
                for _ in 0...Int.random(in: 0..<3, using: &generator) {
                    message[Int.random(in: 0..<message.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                if let read = ControlRequest(message: message) { #expect(read.message == message, "seed \(seed)") }
                if let read = ControlReply(message: message) { #expect(read.id == ControlReply(message: read.message ?? [])?.id, "seed \(seed)") }
                _ = RoleEvent(message: message)
                _ = PeerReport(message: message)
            }
        }
    }

    @Test("No message of one kind is taken for another")
    func kinds() throws {
        for message in try Self.requests.map({ try #require($0.message) }) {
            #expect(ControlReply(message: message) == nil && RoleEvent(message: message) == nil && PeerReport(message: message) == nil)
        }
        for message in try Self.replies.map({ try #require($0.message) }) {
            #expect(ControlRequest(message: message) == nil && RoleEvent(message: message) == nil && PeerReport(message: message) == nil)
        }
        for kind in [ControlRequest(id: 1, method: .drain).message?.first, Self.replies.first?.message?.first] {
            #expect(kind.flatMap(RoleMessage.init) == nil && kind.flatMap(SupervisorMessage.init) == nil)
        }
    }
}

@Suite("Kinds of messages")
struct MessageKindTests {
    @Test("No two kinds that go the same way begin with the same byte")
    func distinct() throws {
        let reports: [PeerReport] = [
            .quorum(ofVirtualServer: "a", isUp: true), .mastership(ofInstance: "a", isMaster: true), .interest(inVirtualServer: "a", isWanted: true), .session(named: "a", isUp: true),
        ]
        let both = try reports.map { try #require($0.message?.first) }
        let down = SupervisorMessage.allCases.map(\.rawValue) + DataFile.allCases.map(\.rawValue) + [ControlRequest.kind] + both
        let up = RoleMessage.allCases.map(\.rawValue) + [ControlReply.kind, RoleEvent.kind] + both
        #expect(Set(down).count == down.count)
        #expect(Set(up).count == up.count)
    }
}

@Suite("Pages of objects")
struct ControlPageTests {
    private func objects(_ reply: ControlReply) -> Int { reply.body.count { $0 == UInt8(ascii: "\n") } }

    @Test("All objects come, each once, on pages that fit into a message")
    func pages() throws {
        let count = 5000
        var seen = 0
        var request = ControlRequest(id: 1, method: .realServers)
        while true {
            let reply = ControlPage.reply(to: request, count: count) { index, json in
                json.member("number", index)
                json.member("name", String(repeating: "s", count: index % 60))
            }
            #expect(reply.message != nil)
            #expect(reply.body.starts(with: Array("{\"number\":\(seen),".utf8)))
            seen += objects(reply)
            if reply.outcome == .lastPage { break }
            #expect(reply.cursor == UInt64(seen))
            request.cursor = reply.cursor
        }
        #expect(seen == count)
    }

    @Test("An object larger than a page is left out with a word, and those behind it come")
    func omits() {
        let reply = ControlPage.reply(to: ControlRequest(id: 1, method: .checks), count: 2, clock: { MonotonicInstant(nanoseconds: 0) }) { index, json in
            json.member("name", index == 0 ? String(repeating: "x", count: ControlReply.longestBody) : "y")
        }
        #expect(reply.outcome == .lastPage)
        #expect(String(decoding: reply.body, as: UTF8.self).hasPrefix("{\"omitted\":"))
        #expect(String(decoding: reply.body, as: UTF8.self).hasSuffix("}\n{\"name\":\"y\"}\n"))
    }

    /// Goes on by a millisecond with each look at it.
    private func slowClock() -> @Sendable () -> MonotonicInstant {
        let time = Mutex<Int64>(0)
        return { time.withLock { time in
            time += 1_000_000
            return MonotonicInstant(nanoseconds: time)
        } }
    }

    private func numbered(_ page: inout ControlPage, _ number: Int) -> Bool {
        page.add { $0.member("number", number) }
    }

    @Test("What takes long ends a page too, behind its first object")
    func slow() {
        var page = ControlPage(clock: slowClock())
        let added = (1...4).map { numbered(&page, $0) }
        #expect(added == [true, true, false, false])
        #expect(objects(page.reply(to: ControlRequest(id: 1, method: .checks))) == 2)
    }

    @Test("So does a search that finds nothing, behind its first step; what was found belongs on the page")
    func search() {
        var page = ControlPage(clock: slowClock())
        let steps = (1...4).map { _ in page.takeStep() }
        #expect(steps == [true, true, false, false])
        let isFound = numbered(&page, 1)
        #expect(isFound)
    }

    @Test("Several objects come together or not at all, however long they take")
    func together() {
        var page = ControlPage(clock: slowClock())
        let added = [[1, 2, 3, 4, 5], [6, 7], [8]].map { numbers in page.addAll(numbers) { $1.member("number", $0) } }
        #expect(added == [true, true, false])
        #expect(objects(page.reply(to: ControlRequest(id: 1, method: .checks))) == 7)
        var full = ControlPage(clock: { MonotonicInstant(nanoseconds: 0) })
        let alone = full.add { $0.member("name", String(repeating: "x", count: 10_000)) }
        let both = full.addAll(["a", "b"]) { $1.member("name", String(repeating: $0, count: 5000)) }
        #expect(alone && !both)
        #expect(objects(full.reply(to: ControlRequest(id: 1, method: .checks))) == 1)
    }

    @Test("Of many sources that mostly have nothing to tell, all is told once", arguments: 0..<20 as Range<UInt64>)
    func sources(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let elements = (0..<300).map { source in
            Bool.random(using: &generator) ? [] : (0..<Int.random(in: 0...9, using: &generator)).map { "\(source).\($0)" }
        }
        var told: [String] = []
        var request = ControlRequest(id: 1, method: .warnings)
        while true {
            let reply = ControlPage.reply(to: request, sources: elements.count, { elements[$0] }) { element, json in
                json.member("message", element + String(repeating: "-", count: 200))
            }
            told += String(decoding: reply.body, as: UTF8.self).split(separator: "\n").map { String($0.dropFirst(12).prefix { $0 != "-" }) }
            guard reply.outcome == .page else { break }
            #expect(reply.cursor > request.cursor)
            request.cursor = reply.cursor
        }
        #expect(told == elements.flatMap(\.self))
    }

    @Test("Blocks of lines stay whole, and one that no page can hold loses its end")
    func blocks() {
        let line = "twenty-nine letters and so on"
        let clock: @Sendable () -> MonotonicInstant = { MonotonicInstant(nanoseconds: 0) }
        var page = TextPage(clock: clock)
        let added = [500, 100, 1].map { count in page.add { Array(repeating: line, count: count) } }
        #expect(added == [true, false, true])
        #expect(page.reply(to: ControlRequest(id: 1, method: .dump)).body.count == 501 * (line.utf8.count + 1))
        var long = TextPage(clock: clock)
        let isAdded = long.add { [String(repeating: "x", count: 100_000)] }
        #expect(isAdded)
        #expect(long.reply(to: ControlRequest(id: 1, method: .dump)).body.count == ControlReply.longestBody)
    }

    @Test("A cursor beyond the end finds nothing")
    func hostileCursor() {
        let request = ControlRequest(id: 1, method: .checks, cursor: .max)
        #expect(ControlPage.reply(to: request, count: 3) { _, _ in } == .done(request))
    }
}

@Suite("A role's end of the channel")
struct RoleChannelTests {
    @Test("A request is answered by the role's handler, one that nobody handles with a sentence; events arrive, lost ones are counted")
    func answers() throws {
        let loop = try EventLoop()
        let pair = try FileDescriptor.messagePair()
        let role = try RoleChannel(loop, descriptor: FileDescriptor.duplicate(of: pair.theirs.number).release()) { _ in }
        var replies: [ControlReply] = []
        var events: [String] = []
        for _ in 0..<5000 { role.publish(RoleEvent { $0.member("kind", "first") }) }
        var supervisor: MessageChannel?
        supervisor = try MessageChannel(
            loop, try FileDescriptor.duplicate(of: pair.ours.number),
            received: { message in
                if let event = RoleEvent(message: message.bytes) { events.append(String(decoding: event.json, as: UTF8.self)) }
                guard let reply = ControlReply(message: message.bytes) else {
                    if replies.count == 2, events.last?.contains("second") == true { loop.stop() }
                    return
                }
                replies.append(reply)
                if replies.count == 1, events.last?.contains("first") == true {
                    role.answer = { .done($0, body: Array("{}\n".utf8)) }
                    _ = ControlRequest(id: 2, method: .warnings).message.map { supervisor?.send($0) }
                } else {
                    role.publish(RoleEvent { $0.member("kind", "second") })
                }
            }, closed: {})
        supervisor?.send(try #require(ControlRequest(id: 1, method: .warnings).message))
        loop.run()
        #expect(replies.map(\.outcome) == [.failed(.methodNotImplemented), .lastPage])
        let arrived = events.count { $0.contains("first") }
        #expect(arrived >= 1000)
        #expect(events.dropLast().last == "{\"kind\":\"eventsLost\",\"count\":\(5000 - arrived)}")
    }

    @Test("What the supervisor waits for arrives, however many events stand before it")
    func waits() throws {
        let loop = try EventLoop()
        let pair = try FileDescriptor.messagePair()
        let role = try RoleChannel(loop, descriptor: FileDescriptor.duplicate(of: pair.theirs.number).release()) { _ in }
        for _ in 0..<1000 { role.publish(RoleEvent { $0.member("kind", "removed") }) }
        role.tellBeginning(PreparationAnswer(.hasWork))
        role.answer(PreparationAnswer(.hasWork))
        role.send(.reloaded)
        var words: [RoleMessage] = []
        let supervisor = try MessageChannel(
            loop, try FileDescriptor.duplicate(of: pair.ours.number),
            received: { message in
                if let word = message.bytes.first.flatMap(RoleMessage.init) { words.append(word) }
                if words.last == .reloaded { loop.stop() }
            }, closed: {})
        let patience = EventLoop.Timer { loop.stop() }
        loop.arm(patience, at: SystemClock.now() + .seconds(20))
        loop.run()
        #expect(words == [.begun, .prepared, .reloaded])
        withExtendedLifetime(supervisor) {}
    }

    @Test("A cursor into lists within a list is what it was when it comes back, and leaves the upper byte free")
    func nestedCursors() {
        for cursor in [NestedCursor(outer: 0), NestedCursor(outer: 36_431, inner: 15_999), NestedCursor(outer: (1 << 28) - 1, inner: (1 << 28) - 1)] {
            #expect(NestedCursor(cursor.packed) == cursor && cursor.packed >> 56 == 0)
        }
        var cursor = NestedCursor(outer: 3, inner: 7)
        cursor.leave()
        #expect(cursor == NestedCursor(outer: 4))
        #expect(NestedCursor(.max).packed == .max)
    }
}
