import HealthCheck
import Mail
import NetworkTypes
import RegularExpressions

enum ConversationFuzzing {
    private struct SumDigest: MessageDigest {
        var sum: UInt8 = 0

        mutating func update(_ bytes: Span<UInt8>) {
            for index in bytes.indices { sum = sum &* 31 &+ bytes[index] }
        }

        mutating func finish() -> [UInt8] { [sum] }
    }

    /// The verdict on a reply is the same however it is cut.
    private static func converse(_ bytes: [UInt8], _ conversation: any StreamConversation) {
        let whole = verdict(conversation, bytes, step: max(bytes.count, 1))
        precondition(whole != nil, "no verdict at the end")
        precondition(verdict(conversation, bytes, step: 1) == whole, "another verdict byte by byte")
        precondition(verdict(conversation, bytes, step: 7) == whole, "another verdict in sevens")
    }

    private static func verdict(_ conversation: any StreamConversation, _ bytes: [UInt8], step: Int) -> Verdict? {
        var conversation = conversation
        func verdict(_ action: StreamAction) -> Verdict? {
            switch action {
            case .finished(let verdict), .farewell(_, let verdict): verdict
            case .send, .wait: nil
            }
        }
        var found = verdict(conversation.connected())
        var start = 0
        while found == nil, start < bytes.count {
            let end = min(start + step, bytes.count)
            found = verdict(conversation.received(Array(bytes[start..<end]).span))
            start = end
        }
        return found ?? verdict(conversation.closed())
    }

    static func http(_ bytes: [UInt8]) {
        converse(bytes, HTTPConversation(url: HTTPURL(path: "/"), version: .http11, target: Endpoint(.v4(.any), port: 80)) { SumDigest() })
    }

    static func smtp(_ bytes: [UInt8]) { converse(bytes, SMTPConversation(SMTPProbe())) }
    static func agent(_ bytes: [UInt8]) { converse(bytes, AgentConversation(AgentProbe())) }

    static func dialogue(_ bytes: [UInt8]) {
        let steps: [TCPDialogue.Step] = [.expect(Array("220".utf8)), .send(Array("PING\r\n".utf8)), .expect(Array("PONG".utf8))]
        converse(bytes, TCPDialogueConversation(TCPDialogue(steps: steps)))
    }

    private static let name = DNSName(Array("www.example.com".utf8))

    static func dns(_ bytes: [UInt8]) {
        guard let name else { return }
        for type in DNSRecordType.allCases { _ = DNSConversation(DNSProbe(name: name, type: type), identifier: 0x1234).received(bytes.span) }
    }

    static func dnsStream(_ bytes: [UInt8]) {
        guard let name else { return }
        let conversation = DNSConversation(DNSProbe(name: name, type: .a), identifier: 0x1234)
        // A truncated answer to the very question leads to the connection.
        var truncated = conversation.request
        guard truncated.count > 3 else { return }
        truncated[2] |= 0x82
        if case .connect(let stream) = conversation.received(truncated.span) { converse(bytes, stream) }
    }

    static func udp(_ bytes: [UInt8]) {
        let pattern = ReplyPattern(bytes: [.init(value: 0xAB), .init(value: 0xC0, mask: 0xF0)], lengths: 2...4)
        _ = UDPConversation(UDPProbe(payload: [1], reply: pattern), randomByte: { 0 }).received(bytes.span)
    }

    static func echo(_ bytes: [UInt8]) {
        let request = EchoMessage(identifier: 7, sequence: 9, nonce: 0x0102_0304_0506_0708)
        for (family, startsWithHeader) in [(AddressFamily.ipv4, true), (.ipv4, false), (.ipv6, false)] {
            guard let reply = EchoMessage(decoding: bytes.span, family: family, startsWithIPHeader: startsWithHeader) else { continue }
            precondition(!request.isAnswered(by: reply) || bytes.count >= EchoMessage.encodedLength, "a short answer counts")
        }
    }

    static func mail(_ bytes: [UInt8]) {
        let message = MailMessage(subject: "s", body: "b", date: "d")
        var conversation = MailConversation(message, envelope: MailEnvelope(sender: "a@b", recipients: ["c@d", "e@f"], heloName: "h"))
        var start = 0
        while start < bytes.count {
            let end = min(start + 5, bytes.count)
            if case .finished = conversation.received(Array(bytes[start..<end]).span) { return }
            start = end
        }
        guard case .finished = conversation.closed() else { preconditionFailure("a closed conversation goes on") }
    }

    private static let patterns: [CompiledPattern] = {
        let expressions: [(String, Set<PatternOption>)] = [
            ("^Status: (up|UP)$", [.multiline]), ("a+b", []), ("(?<=xy)z\\b", [.caseless]), ("(a|b)*c(?!d)", []), ("\\p{Lu}.é", [.utf]), ("^$", [.dotAll]),
            ("x(?=yz)", []), ("(.)\\1{3}", []),
        ]
        return expressions.compactMap { try? CompiledPattern(BodyPattern(expression: Array($0.0.utf8), options: $0.1)) }
    }()

    /// The first byte chooses an expression; the rest is a page, which is the same however it is cut.
    static func pattern(_ bytes: [UInt8]) {
        guard let first = bytes.first, !patterns.isEmpty else { return }
        let compiled = patterns[Int(first) % patterns.count]
        func outcome(step: Int) -> PatternOutcome {
            var search = compiled.search()
            var start = 1
            while start < bytes.count {
                let end = min(start + step, bytes.count)
                search.update(Array(bytes[start..<end]).span)
                start = end
            }
            return search.finish()
        }
        let whole = outcome(step: max(bytes.count, 1))
        precondition(outcome(step: 1) == whole, "another outcome byte by byte")
        precondition(outcome(step: 5) == whole, "another outcome in fives")
    }
}
