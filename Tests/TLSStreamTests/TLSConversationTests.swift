import HealthCheck
import NetworkTypes
import TLSStream
import Testing

private let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".utf8)
private let openAnswer = Array("HTTP/1.1 200 OK\r\n\r\nhello".utf8)

private struct NoDigest: MessageDigest {
    mutating func update(_ bytes: Span<UInt8>) {}
    mutating func finish() -> [UInt8] { [] }
}

/// A check over TLS joined to a server in the same process.
private struct Exchange {
    var client: TLSConversation
    let server: TestServer
    var asked = ""
    var verdict: Verdict?

    init(serverName: String? = nil, requiresCloseNotify: Bool = false) throws {
        let http = HTTPConversation(url: HTTPURL(path: "/a"), version: .http11, target: Endpoint(.v4(.any), port: 443)) { NoDigest() }
        client = TLSConversation(TLSContext(), TLSRequest(serverName: serverName, requiresCloseNotify: requiresCloseNotify), http)
        server = try #require(TestServer())
    }

    /// Carries records to and fro until nothing moves; those for the client in slices of `slice` bytes.
    mutating func run(slice: Int = .max) {
        take(client.connected())
        carry(slice)
    }

    mutating func carry(_ slice: Int = .max) {
        while verdict == nil, case let records = server.takeOutgoing(), !records.isEmpty { deliver(records, slice) }
    }

    mutating func deliver(_ records: [UInt8], _ slice: Int = .max) {
        var rest = records[...]
        while verdict == nil, !rest.isEmpty {
            take(client.received(Array(rest.prefix(slice)).span))
            rest = rest.dropFirst(slice)
        }
    }

    mutating func closed() {
        take(client.closed())
    }

    private mutating func take(_ action: StreamAction) {
        switch action {
        case .send(let records): asked += String(decoding: server.received(records), as: UTF8.self)
        case .wait: break
        case .finished(let verdict): self.verdict = verdict
        }
    }
}

@Suite("A conversation over TLS")
struct TLSConversationTests {
    @Test("asks its question after the handshake and reads the answer, however the records are cut", arguments: [1, 7, 1000, .max])
    func exchange(slice: Int) throws {
        var exchange = try Exchange()
        exchange.run(slice: slice)
        #expect(exchange.asked.hasPrefix("GET /a HTTP/1.1\r\n"))
        #expect(exchange.verdict == nil)
        exchange.server.send(answer)
        exchange.carry(slice)
        #expect(exchange.verdict == .success)
        #expect(exchange.client.received([1, 2, 3].span) == .finished(.success))
    }

    @Test("names the server where it is told to, but never by an address")
    func serverName() throws {
        for (name, seen) in [(nil, nil), ("www.example.com", "www.example.com"), ("10.0.0.1", nil), ("::1", nil)] as [(String?, String?)] {
            var exchange = try Exchange(serverName: name)
            exchange.run()
            #expect(exchange.server.serverName == seen)
        }
    }

    @Test("a close_notify ends the answer; a mere end of the connection does too, unless tls_compliant is asked for")
    func endOfAnswer() throws {
        for strict in [false, true] {
            var polite = try Exchange(requiresCloseNotify: strict)
            polite.run()
            polite.server.send(openAnswer)
            polite.carry()
            #expect(polite.verdict == nil)
            polite.server.close()
            polite.carry()
            #expect(polite.verdict == .success)

            var curt = try Exchange(requiresCloseNotify: strict)
            curt.run()
            curt.server.send(openAnswer)
            curt.carry()
            curt.closed()
            #expect(curt.verdict == (strict ? .failure(.closedEarly) : .success))
        }
    }

    @Test("a server that closes in the handshake fails")
    func closedInHandshake() throws {
        var exchange = try Exchange()
        _ = exchange.client.connected()
        exchange.closed()
        #expect(exchange.verdict == .failure(.tlsFailure("closed during the handshake")))
    }

    @Test("a server that doesn't speak TLS fails at once")
    func plainServer() throws {
        var exchange = try Exchange()
        _ = exchange.client.connected()
        exchange.deliver(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        guard case .failure(.tlsFailure) = exchange.verdict else {
            Issue.record("\(String(describing: exchange.verdict))")
            return
        }
    }

    @Test("without OpenSSL it fails, and nothing else happens")
    func withoutContext() {
        let conversation = TLSConversation(nil, TLSRequest(serverName: nil, requiresCloseNotify: false), TCPConversation())
        #expect(conversation.connected() == .finished(.failure(.tlsFailure("OpenSSL can't be set up"))))
    }

    @Test("records with bytes changed never trap and never pass", arguments: 0..<30 as Range<UInt64>)
    func hostileRecords(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var exchange = try Exchange()
        let hitsHandshake = Bool.random(using: &generator)
        if !hitsHandshake { exchange.run() }
        if hitsHandshake {
            guard case .send(let hello) = exchange.client.connected() else { return }
            _ = exchange.server.received(hello)
        } else {
            exchange.server.send(answer)
        }
        var records = exchange.server.takeOutgoing()
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            records[Int.random(in: 0..<records.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
        }
        exchange.deliver(records, Int.random(in: 1...records.count, using: &generator))
        if exchange.verdict == nil { exchange.closed() }
        #expect(exchange.verdict?.isSuccess != true, "seed \(seed)")
    }
}
