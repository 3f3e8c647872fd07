import HealthCheck
import NetworkTypes
import Testing

extension DatagramConversation {
    /// The verdict on one datagram; nil where it is passed over.
    func verdict(on datagram: Span<UInt8>) -> Verdict? {
        var conversation = self
        if case .finished(let verdict) = conversation.received(datagram) { return verdict }
        return nil
    }

    func isPassedOver(_ datagram: [UInt8]) -> Bool {
        var conversation = self
        if case .wait = conversation.received(datagram.span) { return true }
        return false
    }
}

@Suite("UDP_CHECK")
struct UDPConversationTests {
    private func verdict(on reply: [UInt8], _ pattern: ReplyPattern?) -> Verdict? {
        UDPConversation(UDPProbe(reply: pattern), randomByte: { 7 }).verdict(on: reply.span)
    }

    @Test("sends its payload, or random bytes")
    func request() {
        #expect(UDPConversation(UDPProbe(payload: [1, 2]), randomByte: { 7 }).request == [1, 2])
        #expect(UDPConversation(UDPProbe(), randomByte: { 7 }).request == Array(repeating: 7, count: UDPProbe.randomPayloadLength))
    }

    @Test("silence is health unless a reply is required")
    func silence() {
        #expect(UDPConversation(UDPProbe(), randomByte: { 7 }).verdictOnSilence == .success)
        #expect(UDPConversation(UDPProbe(reply: ReplyPattern()), randomByte: { 7 }).verdictOnSilence == .failure(.answerTimeout))
    }

    @Test("any reply is health where none is required, or no pattern is given")
    func anyReply() {
        #expect(verdict(on: [9], nil) == .success)
        #expect(verdict(on: [], ReplyPattern()) == .success)
        #expect(verdict(on: Array(repeating: 1, count: 60_000), ReplyPattern()) == .success)
    }

    @Test("the reply begins as the pattern, digit by digit, and has a length within the bounds")
    func pattern() {
        let bytes = [ReplyPattern.Byte(value: 0xAB), .init(value: 0xC0, mask: 0xF0), .init(value: 0, mask: 0)]
        let pattern = ReplyPattern(bytes: bytes, lengths: 2...4)
        #expect(verdict(on: [0xAB, 0xCD, 0x11], pattern) == .success)
        #expect(verdict(on: [0xAB, 0xC0, 0xFF, 1], pattern) == .success)
        // What is shorter than the pattern is compared as far as it goes.
        #expect(verdict(on: [0xAB, 0xC0], pattern) == .success)
        #expect(verdict(on: [0xAB, 0xDD, 0x11], pattern) == .failure(.replyMismatch))
        #expect(verdict(on: [0xAB], pattern) == .failure(.replyLength(1)))
        #expect(verdict(on: [0xAB, 0xC0, 0, 0, 0], pattern) == .failure(.replyLength(5)))
    }
}

@Suite("DNS_CHECK")
struct DNSConversationTests {
    private let name = DNSName(Array("www.Example.com".utf8))

    private func conversation(_ type: DNSRecordType = .a) throws -> DNSConversation {
        DNSConversation(DNSProbe(name: try #require(name), type: type), identifier: 0x1234)
    }

    /// An answer to `question`: its header's flags, and its question repeated.
    private func answer(_ question: DNSConversation, flags: UInt16 = 0x8180, count: UInt16 = 1) -> [UInt8] {
        var bytes = question.request
        bytes.set(bigEndian: flags, at: 2)
        bytes.set(bigEndian: count, at: 4)
        return bytes
    }

    @Test("asks one question with recursion desired")
    func question() throws {
        #expect(
            try conversation(.aaaa).request == [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7] + Array("Example".utf8)
                + [3] + Array("com".utf8) + [0, 0, 28, 0, 1])
        #expect(DNSConversation(DNSProbe(), identifier: 1).request.suffix(5) == [0, 0, 6, 0, 1])
    }

    @Test("an answer without an error is health, whatever it says")
    func success() throws {
        let conversation = try conversation()
        for flags in [0x8180, 0x8000, 0x8580] as [UInt16] {
            #expect(conversation.verdict(on: answer(conversation, flags: flags).span) == .success)
            #expect(conversation.verdict(on: (answer(conversation, flags: flags) + [1, 2, 3]).span) == .success)
        }
        var otherCase = answer(conversation)
        otherCase[13] = UInt8(ascii: "W")
        #expect(conversation.verdict(on: otherCase.span) == .success)
    }

    @Test("a truncated answer is asked for again over TCP, unless that is turned off; an error is one, truncated or not")
    func truncated() throws {
        let conversation = try conversation()
        #expect(conversation.verdict(on: answer(conversation, flags: 0x8382).span) == .failure(.nameServerError(2)))
        guard case .connect(var stream) = conversation.received(answer(conversation, flags: 0x8380).span) else {
            Issue.record("not asked again")
            return
        }
        #expect(stream.connected() == .send([0, UInt8(conversation.request.count)] + conversation.request))
        let message = answer(conversation)
        #expect(stream.received(([0, UInt8(message.count)] + message).span) == .finished(.success))
        let content = DNSConversation(DNSProbe(name: try #require(name), type: .a, asksAgainByTCP: false), identifier: 0x1234)
        #expect(content.verdict(on: answer(content, flags: 0x8380).span) == .success)
    }

    @Test("an error is failure, also without the question", arguments: 1...15 as ClosedRange<UInt8>)
    func errors(code: UInt8) throws {
        let conversation = try conversation()
        #expect(conversation.verdict(on: answer(conversation, flags: 0x8180 | UInt16(code)).span) == .failure(.nameServerError(code)))
        let short = Array(answer(conversation, flags: 0x8180 | UInt16(code), count: 0).prefix(12))
        #expect(conversation.verdict(on: short.span) == .failure(.nameServerError(code)))
    }

    @Test("what is no answer to this question is passed over")
    func strangers() throws {
        let conversation = try conversation()
        #expect(conversation.verdict(on: conversation.request.span) == nil, "the question itself")
        #expect(conversation.verdict(on: answer(conversation, flags: 0x9180).span) == nil, "another opcode")
        for place in [0, 1, 14, 29, 31] {
            var bytes = answer(conversation)
            bytes[place] ^= 0x80
            #expect(conversation.verdict(on: bytes.span) == nil, "another byte at \(place)")
        }
        for count in 0..<12 { #expect(conversation.verdict(on: Array(answer(conversation).prefix(count)).span) == nil) }
        for count in 12..<conversation.request.count { #expect(conversation.verdict(on: Array(answer(conversation).prefix(count)).span) == nil) }
    }

    @Test("silence is failure")
    func silence() throws {
        #expect(try conversation().verdictOnSilence == .failure(.answerTimeout))
    }

    @Test("random datagrams never trap and never pass", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let conversation = try conversation()
        for _ in 0..<200 {
            var bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if Bool.random(using: &generator), bytes.count > 4 { bytes.replaceSubrange(0..<2, with: [0x12, 0x34]) }
            let verdict = conversation.verdict(on: bytes.span)
            // Only an answer that repeats no question can pass by chance.
            if verdict == .success { #expect(bytes[4] == 0 && bytes[5] == 0, "seed \(seed)") }
        }
    }
}

@Suite("Domain names")
struct DNSNameTests {
    @Test(
        "are read and encoded",
        arguments: [(".", [0]), ("a", [1, 97, 0]), ("a.", [1, 97, 0]), ("a.bc", [1, 97, 2, 98, 99, 0])] as [(String, [UInt8])])
    func good(text: String, encoded: [UInt8]) throws {
        let name = try #require(DNSName(Array(text.utf8)))
        #expect(name.encoded == encoded)
        #expect(DNSName(name.text) == name)
    }

    @Test("labels have up to 63 bytes, names up to 255")
    func lengths() {
        let label = String(repeating: "x", count: 63)
        #expect(DNSName(Array(label.utf8)) != nil)
        #expect(DNSName(Array((label + "x").utf8)) == nil)
        let longest = "\(label).\(label).\(label).\(String(repeating: "x", count: 61))"
        #expect(DNSName(Array(longest.utf8))?.encoded.count == 255)
        #expect(DNSName(Array((longest + "x").utf8)) == nil)
    }

    @Test("without empty labels, blanks and escapes", arguments: ["", "..", ".a", "a..b", "a b", "a\\.b", "a\u{1}"])
    func bad(text: String) {
        #expect(DNSName(Array(text.utf8)) == nil)
    }
}
