import Mail
import NetworkTypes
import Testing

@Suite("Mail conversation")
struct MailConversationTests {
    private static let envelope = MailEnvelope(sender: "lvsd@proxy101", recipients: ["ops@example.com", "two@example.com"], heloName: "proxy101")
    private static let message = MailMessage(subject: "[proxy101] VRRP Instance VI - Entering MASTER state", body: "First.\n.second", date: "Sat, 21 Nov 2026 09:05:03 +0000")

    /// Everything that is sent while the server says these lines, and what came of it.
    private func talk(_ answers: [String], message: MailMessage = message, envelope: MailEnvelope = envelope, slice: Int = .max) -> (sent: String, outcome: MailOutcome?) {
        var conversation = MailConversation(message, envelope: envelope)
        var sent: [UInt8] = []
        for answer in answers {
            var bytes = Array((answer + "\r\n").utf8)[...]
            while !bytes.isEmpty {
                let part = Array(bytes.prefix(slice))
                bytes = bytes.dropFirst(slice)
                switch conversation.received(part.span) {
                case .send(let bytes): sent += bytes
                case .wait: break
                case .finished(let outcome): return (String(decoding: sent, as: UTF8.self), outcome)
                }
            }
        }
        return (String(decoding: sent, as: UTF8.self), nil)
    }

    private static let good = ["220 hello", "250-one", "250 two", "250 ok", "250 ok", "250 ok", "354 go", "250 queued", "221 bye"]

    @Test("a message is delivered as RFC 5321 wants it, however the answers are sliced", arguments: [1, 3, .max])
    func delivers(slice: Int) {
        let (sent, outcome) = talk(Self.good, slice: slice)
        #expect(outcome == .delivered)
        let lines = sent.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(5) == ["HELO proxy101", "MAIL FROM:<lvsd@proxy101>", "RCPT TO:<ops@example.com>", "RCPT TO:<two@example.com>", "DATA"])
        #expect(lines.contains("Subject: [proxy101] VRRP Instance VI - Entering MASTER state"))
        #expect(lines.contains("To: ops@example.com, two@example.com"))
        #expect(lines.suffix(6) == ["", "First.", "..second", ".", "QUIT", ""])
    }

    @Test("one recipient that is refused doesn't keep the others from the message")
    func refusedRecipient() {
        #expect(talk(["220 x", "250 x", "250 x", "550 no", "250 x", "354 x", "250 x", "221 x"]).outcome == .delivered)
        #expect(talk(["220 x", "250 x", "250 x", "550 no", "550 no such user"]).outcome == .permanent("the mail server says: 550 no such user"))
    }

    @Test("a refusal with 4 is worth another attempt, one with 5 isn't")
    func refusals() {
        #expect(talk(["421 too busy"]).outcome == .temporary("the mail server says: 421 too busy"))
        #expect(talk(["220 x", "250 x", "451 later"]).outcome == .temporary("the mail server says: 451 later"))
        #expect(talk(["220 x", "250 x", "553 bad sender"]).outcome == .permanent("the mail server says: 553 bad sender"))
        #expect(talk(["HTTP/1.1 400 Bad Request"]).outcome == .permanent("the mail server doesn't speak SMTP"))
    }

    @Test("a connection that closes early is worth another attempt; after QUIT it is the end")
    func closing() {
        var conversation = MailConversation(Self.message, envelope: Self.envelope)
        #expect(conversation.closed() == .finished(.temporary("the mail server closed the connection")))
        #expect(conversation.closed() == .finished(.temporary("the mail server closed the connection")))
        var late = MailConversation(Self.message, envelope: Self.envelope)
        _ = late.received(Array((Self.good.dropLast().joined(separator: "\r\n") + "\r\n").utf8).span)
        #expect(late.closed() == .finished(.delivered))
    }

    @Test("names with line feeds make no commands and no headers")
    func injection() {
        let envelope = MailEnvelope(sender: "a@b>\r\nRCPT TO:<x@y", recipients: ["c@d\r\nDATA"], heloName: "h\r\nRSET")
        let message = MailMessage(subject: "s\r\nBcc: x@y", body: "b\r\n.\r\nQUIT", date: "d")
        let (sent, outcome) = talk(["220 x", "250 x", "250 x", "250 x", "354 x", "250 x", "221 x"], message: message, envelope: envelope)
        #expect(outcome == .delivered)
        let lines = sent.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(!lines.contains("RSET") && !lines.contains("Bcc: x@y") && !lines.contains("RCPT TO:<x@y>"))
        #expect(lines.filter { $0 == "DATA" || $0 == "." || $0 == "QUIT" } == ["DATA", ".", "QUIT"])
    }

    @Test("no bytes of a server make a trap, and a flood ends the conversation")
    func hostile() {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<500 {
            var conversation = MailConversation(Self.message, envelope: Self.envelope)
            for _ in 0..<20 {
                let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                    Bool.random(using: &generator) ? Array("2503 -\r\n".utf8).randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
                }
                _ = conversation.received(bytes.span)
            }
            _ = conversation.closed()
        }
        var flooded = MailConversation(Self.message, envelope: Self.envelope)
        #expect(flooded.received(Array(repeating: UInt8(ascii: "x"), count: 10_000).span) == .finished(.permanent("the mail server's answer is too long")))
        var talkative = MailConversation(Self.message, envelope: Self.envelope)
        let lines = Array(String(repeating: "220-more\r\n", count: 10_000).utf8)
        #expect(talkative.received(lines.span) == .finished(.permanent("the mail server talks too much")))
    }
}

@Suite("Mail queue")
struct MailQueueTests {
    private static let start = MonotonicInstant(nanoseconds: 0)

    private func message(_ number: Int) -> MailMessage { MailMessage(subject: "\(number)", body: "", date: "") }

    @Test("messages go one at a time, in their order")
    func order() {
        var queue = MailQueue()
        #expect(queue.add(message(1), now: Self.start) == [.deliver(message(1))])
        #expect(queue.add(message(2), now: Self.start) == [])
        #expect(queue.finished(.delivered, now: Self.start) == [.log(.delivered), .deliver(message(2))])
        #expect(queue.finished(.delivered, now: Self.start) == [.log(.delivered)])
        #expect(queue.deadline == nil)
    }

    @Test("what fails for a while is tried again with growing pauses, and given up in the end")
    func retries() {
        var queue = MailQueue()
        var now = Self.start
        _ = queue.add(message(1), now: now)
        var pauses: [Duration] = []
        for _ in 0..<4 {
            guard case .log(.postponed("no", let pause)) = queue.finished(.temporary("no"), now: now).first else { break }
            pauses.append(pause)
            #expect(queue.deadline == now + pause)
            #expect(queue.add(message(2 + pauses.count), now: now) == [], "a new message waits behind")
            now = now + pause
            #expect(queue.handleTimeout(now: now) == [.deliver(message(1))])
        }
        #expect(pauses == [.seconds(5), .seconds(30), .seconds(120), .seconds(600)])
        let effects = queue.finished(.temporary("no"), now: now)
        #expect(effects == [.log(.givenUp("no")), .deliver(message(3))])
    }

    @Test("a message that the server refuses for good is given up at once")
    func permanent() {
        var queue = MailQueue()
        _ = queue.add(message(1), now: Self.start)
        #expect(queue.finished(.permanent("no"), now: Self.start) == [.log(.givenUp("no"))])
    }

    @Test("too many messages: the oldest that hasn't begun goes")
    func bounded() {
        var queue = MailQueue()
        for number in 0..<MailQueue.limit { _ = queue.add(message(number), now: Self.start) }
        #expect(queue.add(message(100), now: Self.start) == [.log(.dropped)])
        #expect(queue.finished(.delivered, now: Self.start).last == .deliver(message(2)))
    }
}
