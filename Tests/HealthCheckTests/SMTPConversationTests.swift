import HealthCheck
import NetworkTypes
import Testing

/// A server's replies fed to a conversation in slices; what it said, and its verdict.
private func converse(_ replies: [UInt8], cuts: [Int] = [], thenCloses: Bool = false) -> (said: String, verdict: Verdict?) {
    var conversation = SMTPConversation(SMTPProbe(heloName: "director.example"))
    var said: [UInt8] = []
    guard conversation.connected() == .wait else { return ("it speaks first", nil) }
    var start = 0
    for end in cuts.sorted() + [replies.count] {
        switch conversation.received(Array(replies[start..<end]).span) {
        case .finished(let verdict), .farewell(_, let verdict): return (String(decoding: said, as: UTF8.self), verdict)
        case .send(let bytes): said += bytes
        case .wait: break
        }
        start = end
    }
    guard thenCloses, case .finished(let verdict) = conversation.closed() else { return (String(decoding: said, as: UTF8.self), nil) }
    return (String(decoding: said, as: UTF8.self), verdict)
}

private func converse(_ replies: String, thenCloses: Bool = false) -> (said: String, verdict: Verdict?) {
    converse(Array(replies.utf8), thenCloses: thenCloses)
}

@Suite("SMTP_CHECK")
struct SMTPConversationTests {
    @Test("waits for the greeting, says HELO, then QUIT, and waits for the answer to that")
    func course() {
        #expect(converse("").said == "")
        #expect(converse("220 mail.example ESMTP\r\n").said == "HELO director.example\r\n")
        let whole = converse("220 mail.example ESMTP\r\n250 mail.example\r\n221 Bye\r\n")
        #expect(whole.said == "" && whole.verdict == .success)
        let beforeBye = converse("220 hello\r\n250 mail.example\r\n")
        #expect(beforeBye.said == "HELO director.example\r\nQUIT\r\n" && beforeBye.verdict == nil)
        #expect(converse("220 hello\r\n250 mail.example\r\n", thenCloses: true).verdict == .success)
    }

    @Test("replies may have many lines, no text, and bare line feeds")
    func forms() {
        #expect(converse("220-one\r\n220-two\r\n220 three\r\n250-x\r\n250 y\r\n221\n").verdict == .success)
    }

    @Test(
        "a server that says no, or nothing that makes sense, fails",
        arguments: [
            ("554 no service\r\n", .badGreeting(554)), ("220 a\r\n550 not you\r\n", .badHeloReply(550)),
            ("220 a\r\n421 too busy\r\n", .badHeloReply(421)), ("HTTP/1.1 200 OK\r\n", .malformedAnswer), ("220x\r\n", .malformedAnswer),
            ("22\r\n", .malformedAnswer), ("\r\n", .malformedAnswer), ("120 wait\r\n", .malformedAnswer), ("999 x\r\n", .malformedAnswer),
        ] as [(String, FailureReason)])
    func refusals(replies: String, reason: FailureReason) {
        #expect(converse(replies).verdict == .failure(reason))
    }

    @Test("a server that closes before it has answered HELO fails")
    func closes() {
        #expect(converse("", thenCloses: true).verdict == .failure(.closedEarly))
        #expect(converse("220 a\r\n250", thenCloses: true).verdict == .failure(.closedEarly))
    }

    @Test("lines and replies without end fail at their bounds")
    func bounds() {
        #expect(converse("220 " + String(repeating: "x", count: SMTPLimits.line)).verdict == .failure(.answerTooLarge))
        #expect(converse(String(repeating: "220-x\r\n", count: SMTPLimits.replies / 7 + 1)).verdict == .failure(.answerTooLarge))
    }

    @Test("mutated replies get one verdict however they are cut, and never trap", arguments: 0..<30 as Range<UInt64>)
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<100 {
            var replies = Array("220-mail.example\r\n220 ESMTP ready\r\n250 hello\r\n221 Bye\r\n".utf8)
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0..<replies.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: replies[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: replies.remove(at: place)
                default: replies.insert(Array("\r\n -0259".utf8).randomElement(using: &generator) ?? 0, at: place)
                }
            }
            let cuts = (0..<Int.random(in: 0...9, using: &generator)).map { _ in Int.random(in: 0...replies.count, using: &generator) }
            let whole = converse(replies, thenCloses: true)
            #expect(converse(replies, cuts: cuts, thenCloses: true).verdict == whole.verdict, "seed \(seed), round \(round)")
            let random = (0..<Int.random(in: 0...99, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(converse(random, thenCloses: true).verdict?.isSuccess == false, "seed \(seed), round \(round)")
        }
    }
}
