import HealthCheck
import NetworkTypes
import Testing

/// Feeds a reply in slices that end at `cuts` to a conversation, whose peer then closes.
func verdict(_ conversation: any StreamConversation, on reply: [UInt8], cuts: [Int] = []) -> Verdict? {
    var conversation = conversation
    func verdict(_ action: StreamAction) -> Verdict? {
        switch action {
        case .finished(let verdict), .farewell(_, let verdict): verdict
        case .send, .wait: nil
        }
    }
    var found = verdict(conversation.connected())
    var start = 0
    for end in cuts.sorted() + [reply.count] where found == nil {
        if end > start { found = verdict(conversation.received(Array(reply[start..<end]).span)) }
        start = max(start, end)
    }
    if found == nil { found = verdict(conversation.closed()) }
    // Whatever comes later changes nothing.
    if let found, !found.isReport { _ = conversation.received([1, 2, 3].span) == .finished(found) }
    return found
}

extension Verdict {
    fileprivate var isReport: Bool {
        if case .reported = self { true } else { false }
    }

    /// What becomes of the real server.
    fileprivate var isGood: Bool {
        guard case .reported(let report) = self else { return isSuccess }
        var state = AgentState()
        return state.take(report).isSuccess
    }
}

/// What is asked where the reply is one of the corpus.
private func makeConversation(_ decoder: String) -> any StreamConversation {
    switch decoder {
    case "http": HTTPConversation(url: HTTPURL(path: "/"), version: .http11, target: Endpoint(.v4(.any), port: 80)) { SumDigest() }
    case "smtp": SMTPConversation(SMTPProbe())
    case "agent": AgentConversation(AgentProbe())
    default:
        TCPDialogueConversation(
            TCPDialogue(steps: [.send(Array("PING\r\n".utf8)), .expect(Array("PONG".utf8)), .send(Array("QUIT\r\n".utf8)), .expect(Array("+OK".utf8))]))
    }
}

@Suite("Replies over a connection, from the corpora")
struct StreamCorpusTests {
    private static let decoders = ["http", "smtp", "agent", "tcp"]

    @Test("are judged as their names say", arguments: decoders)
    func replay(decoder: String) throws {
        let corpus = try Corpus(decoder)
        #expect(corpus.entries.count >= 8)
        for (name, bytes) in corpus.entries {
            let found = verdict(makeConversation(decoder), on: bytes)
            #expect(found?.isGood == name.hasPrefix("ok-"), "\(decoder)/\(name): \(String(describing: found))")
        }
    }

    @Test("never trap with bytes changed, and get one verdict however they are cut", arguments: decoders)
    func mutated(decoder: String) throws {
        let corpus = try Corpus(decoder)
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for round in 0..<Corpus.rounds {
            let (name, bytes) = corpus.mutated(&generator)
            let whole = verdict(makeConversation(decoder), on: bytes)
            let cuts = (0..<Int.random(in: 0...8, using: &generator)).map { _ in Int.random(in: 0...bytes.count, using: &generator) }
            #expect(whole != nil)
            #expect(verdict(makeConversation(decoder), on: bytes, cuts: cuts) == whole, "seed \(seed), round \(round): \(decoder)/\(name)")
            #expect(verdict(makeConversation(decoder), on: bytes, cuts: Array(0..<bytes.count)) == whole, "seed \(seed), round \(round), byte by byte")
        }
    }
}

/// The question that the replies in Corpora/dns answer, by the type in their names.
private func question(_ name: String) throws -> DNSConversation {
    let word = name.split(separator: "-")[1]
    let type = try #require(DNSRecordType.allCases.first { $0.name == word })
    let server = try #require(DNSName(Array("ns1.example.com".utf8)))
    let exchange = try #require(DNSName(Array("mx.example.com".utf8)))
    let expected: [DNSValue] =
        switch type {
        case .a: [.address(.v4(IPv4Address(10, 1, 1, 1)))]
        case .aaaa: [.address(try #require(IPAddress("2001:db8::1")))]
        case .ns, .cname, .soa: [.name(server)]
        case .mx: [.exchange(preference: 10, exchange), .exchange(preference: nil, exchange)]
        case .txt: [.text(Array("v=spf1 -all".utf8))]
        case .rrsig, .dnskey: []
        }
    let owner = try #require(DNSName(Array("www.example.com".utf8)))
    return DNSConversation(DNSProbe(name: owner, type: type, expected: expected), identifier: 0x1234)
}

/// `ok`, `bad` or `truncated`; what is passed over is `bad`, since silence follows.
private func outcome(_ action: DatagramAction) -> String {
    switch action {
    case .wait: "bad"
    case .finished(let verdict): verdict.isSuccess ? "ok" : "bad"
    case .connect: "truncated"
    }
}

@Suite("Datagrams from the corpora")
struct DatagramCorpusTests {
    @Test("DNS: are judged as their names say, over TCP too")
    func names() throws {
        let corpus = try Corpus("dns")
        #expect(corpus.entries.count > 30)
        for (name, bytes) in corpus.entries {
            let conversation = try question(name)
            let action = conversation.received(bytes.span)
            #expect(outcome(action) == name.prefix { $0 != "-" }, "\(name)")
            var truncated = bytes
            if truncated.count > 2 { truncated[2] |= 0x02 }
            guard case .connect(let stream) = conversation.received(truncated.span) else { continue }
            let message = [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
            let verdict = HealthCheckTests.verdict(stream, on: message)
            #expect(verdict?.isSuccess == name.hasPrefix("ok-"), "\(name) over TCP: \(String(describing: verdict))")
            #expect(HealthCheckTests.verdict(stream, on: message, cuts: Array(0..<message.count)) == verdict)
            #expect(HealthCheckTests.verdict(stream, on: Array(message.dropLast())) == .failure(.closedEarly))
        }
    }

    @Test("DNS: never trap with bytes changed")
    func mutatedNames() throws {
        let corpus = try Corpus("dns")
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Corpus.rounds * 5 {
            let (name, bytes) = corpus.mutated(&generator)
            let conversation = try question(name)
            if case .connect(let stream) = conversation.received(bytes.span) { _ = verdict(stream, on: bytes) }
            let other = DNSConversation(DNSProbe(type: .mx), identifier: 0)
            _ = other.received(bytes.span)
        }
    }

    @Test("UDP: are judged as their names say, and never trap with bytes changed")
    func replies() throws {
        let corpus = try Corpus("udp")
        let bytes = [ReplyPattern.Byte(value: 0xAB), .init(value: 0xC0, mask: 0xF0), .init(value: 0, mask: 0)]
        let probe = UDPProbe(payload: [1], reply: ReplyPattern(bytes: bytes, lengths: 2...4))
        for (name, reply) in corpus.entries {
            #expect(outcome(UDPConversation(probe, randomByte: { 0 }).received(reply.span)) == name.prefix { $0 != "-" }, "\(name)")
        }
        var generator = SeededGenerator(seed: UInt64.random(in: .min ... .max))
        for _ in 0..<Corpus.rounds {
            let reply = corpus.mutated(&generator).bytes
            _ = UDPConversation(probe, randomByte: { 0 }).received(reply.span)
        }
    }

    @Test("ICMP: are judged as their names say, and only the very answer passes with bytes changed")
    func echoes() throws {
        let corpus = try Corpus("icmp")
        let request = EchoMessage(identifier: 7, sequence: 9, nonce: 0x0102_0304_0506_0708)
        func isAnswer(_ name: String, _ bytes: [UInt8]) -> Bool {
            let kind = name.split(separator: "-")[1]
            return EchoMessage(decoding: bytes.span, family: kind == "6" ? .ipv6 : .ipv4, startsWithIPHeader: kind == "4raw").map(request.isAnswered) ?? false
        }
        for (name, bytes) in corpus.entries { #expect(isAnswer(name, bytes) == name.hasPrefix("ok-"), "\(name)") }
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Corpus.rounds * 5 {
            let (name, bytes) = corpus.mutated(&generator)
            if isAnswer(name, bytes) { #expect(bytes.suffix(128).starts(with: [1, 2, 3, 4, 5, 6, 7, 8]), "seed \(seed)") }
        }
    }
}
