import HealthCheck
import NetworkTypes
import Testing

/// Stands in for MD5: the sum of the bytes and their count, so that a lost or doubled byte shows.
struct SumDigest: MessageDigest {
    var sum: UInt8 = 0
    var count: UInt8 = 0

    mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices {
            sum = sum &* 31 &+ bytes[index]
            count &+= 1
        }
    }

    mutating func finish() -> [UInt8] { [sum, count] }

    static func of(_ text: String) -> [UInt8] {
        var digest = SumDigest()
        digest.update(Array(text.utf8).span)
        return digest.finish()
    }
}

/// One answer fed to a conversation in slices, and the verdict on it.
func verdict(
    on answer: [UInt8], url: HTTPURL = HTTPURL(path: "/"), cuts: [Int] = [], thenCloses: Bool = true
) -> Verdict? {
    var conversation = HTTPConversation(url: url, version: .http10, target: Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80)) {
        SumDigest()
    }
    _ = conversation.connected()
    var start = 0
    for end in cuts.sorted() + [answer.count] {
        if case .finished(let verdict) = conversation.received(Array(answer[start..<end]).span) { return verdict }
        start = end
    }
    guard thenCloses, case .finished(let verdict) = conversation.closed() else { return nil }
    return verdict
}

private func verdict(_ answer: String, url: HTTPURL = HTTPURL(path: "/"), thenCloses: Bool = false) -> Verdict? {
    verdict(on: Array(answer.utf8), url: url, thenCloses: thenCloses)
}

@Suite("The HTTP request")
struct HTTPRequestTests {
    private func request(_ url: HTTPURL, _ version: HTTPProbe.Version, _ target: String = "172.17.1.152", port: UInt16 = 80) throws -> String {
        let address = try #require(IPAddress(target))
        var conversation = HTTPConversation(url: url, version: version, target: Endpoint(address, port: port)) { SumDigest() }
        guard case .send(let bytes) = conversation.connected() else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("is keepalived's, byte for byte")
    func bytes() throws {
        #expect(
            try request(HTTPURL(path: "/a"), .http10, port: 8080)
                == "GET /a HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 172.17.1.152:8080\r\n\r\n")
        #expect(
            try request(HTTPURL(path: "/a"), .http11)
                == "GET /a HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: 172.17.1.152:80\r\n\r\n")
        #expect(
            try request(HTTPURL(path: "/a", virtualHost: "www.example.org"), .http10Close)
                == "GET /a HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: www.example.org\r\n\r\n")
    }

    @Test("has the method, headers and body of the configuration")
    func extended() throws {
        #expect(
            try request(HTTPURL(path: "/a", method: "POST", headers: ["Accept: text/html", "user-agent: x"], body: Array("k=v".utf8)), .http11)
                == "POST /a HTTP/1.1\r\nConnection: close\r\nHost: 172.17.1.152:80\r\nContent-Length: 3\r\nAccept: text/html\r\nuser-agent: x\r\n\r\nk=v")
        #expect(try request(HTTPURL(path: "/", method: "PUT"), .http10).contains("\r\nContent-Length: 0\r\n"))
        #expect(try !request(HTTPURL(path: "/", method: "HEAD"), .http10).contains("Content-Length"))
        #expect(try request(HTTPURL(path: "/", virtualHost: "a", headers: ["Host: b"]), .http10).hasSuffix("\r\nHost: b\r\n\r\n"))
    }

    @Test("puts an IPv6 address in brackets")
    func ipv6() throws {
        #expect(try request(HTTPURL(path: "/"), .http10, "2001:db8::1").contains("\r\nHost: [2001:db8::1]:80\r\n"))
    }
}

@Suite("The HTTP answer")
struct HTTPAnswerTests {
    @Test(
        "is complete, without waiting for the connection's end, when its framing says so",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\nabc",
            "HTTP/1.0 200\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;ext=1\r\nhello\r\nA \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 999\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        ])
    func complete(answer: String) {
        #expect(verdict(answer) == .success)
        #expect(verdict(String(answer.dropLast())) == nil)
    }

    @Test(
        "ends with the connection where nothing else ends it",
        arguments: [
            "HTTP/1.0 200 OK\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc",
            "HTTP/1.0 200 OK\r\nContent-Length: many\r\n\r\nabc",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nabc",
        ])
    func endsWithConnection(answer: String) {
        #expect(verdict(answer) == nil)
        #expect(verdict(answer, thenCloses: true) == .success)
    }

    @Test("is judged by what came where the connection cuts its body short, as with keepalived")
    func cutShort() {
        #expect(verdict("HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nabc", thenCloses: true) == .success)
    }

    @Test("fails where the connection ends before the head does", arguments: ["", "HTTP/1.0", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 100 C\r\n\r\n"])
    func closedEarly(answer: String) {
        #expect(verdict(answer, thenCloses: true) == .failure(.closedEarly))
    }

    @Test(
        "fails at once where it isn't HTTP",
        arguments: [
            "220 mail.example.org ESMTP\r\n", "\r\n", "HTTP/1.1\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 2x0 OK\r\n",
            "HTTP/1.1 099 OK\r\n", "http/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        ])
    func notHTTP(answer: String) {
        #expect(verdict(answer) == .failure(.malformedAnswer))
    }

    @Test("fails at once on a status that isn't configured")
    func status() {
        #expect(verdict("HTTP/1.1 503 Service Unavailable\r\n") == .failure(.unexpectedStatus(503)))
        #expect(verdict("HTTP/1.1 300 Multiple Choices\r\n") == .failure(.unexpectedStatus(300)))
        let picky = HTTPURL(path: "/", statusCodes: [200...200, 404...404])
        #expect(verdict("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", url: picky) == .success)
        #expect(verdict("HTTP/1.1 201 Created\r\n", url: picky) == .failure(.unexpectedStatus(201)))
        #expect(verdict("HTTP/1.1 101 Switching Protocols\r\n") == .failure(.unexpectedStatus(101)))
    }

    @Test(
        "is digested without its framing",
        arguments: [
            "HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello surplus",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        ])
    func digest(answer: String) {
        #expect(verdict(answer, url: HTTPURL(path: "/", digest: SumDigest.of("hello")), thenCloses: true) == .success)
        #expect(
            verdict(answer, url: HTTPURL(path: "/", digest: SumDigest.of("hullo")), thenCloses: true)
                == .failure(.digestMismatch(SumDigest.of("hello"))))
    }

    @Test("gives the same verdict for ever after")
    func staysFinished() {
        var conversation = HTTPConversation(url: HTTPURL(path: "/"), version: .http10, target: Endpoint(.v4(.any), port: 80)) { SumDigest() }
        _ = conversation.connected()
        let refused = StreamAction.finished(.failure(.malformedAnswer))
        #expect(conversation.received([0, 1, 2].span) == refused)
        #expect(conversation.received(Array("HTTP/1.0 200 OK\r\n\r\n".utf8).span) == refused)
        #expect(conversation.closed() == refused)
    }
}

@Suite("The bounds of an HTTP answer")
struct HTTPLimitTests {
    /// Feeds `head`, then `slice` again and again until a verdict comes or `limit` bytes have gone in.
    private func verdict(head: String, then slice: String, limit: Int) -> (Verdict?, fed: Int) {
        var conversation = HTTPConversation(url: HTTPURL(path: "/"), version: .http10, target: Endpoint(.v4(.any), port: 80)) { SumDigest() }
        _ = conversation.connected()
        if case .finished(let verdict) = conversation.received(Array(head.utf8).span) { return (verdict, 0) }
        let bytes = Array(String(repeating: slice, count: 1 + 65_536 / slice.utf8.count).utf8)
        var fed = 0
        while fed < limit {
            if case .finished(let verdict) = conversation.received(bytes.span) { return (verdict, fed) }
            fed += bytes.count
        }
        return (nil, fed)
    }

    @Test("a body without end fails at 16 MiB", arguments: ["", "Content-Length: 16777216\r\nContent-Length: 0\r\n"])
    func endlessBody(fields: String) {
        let (verdict, fed) = verdict(head: "HTTP/1.0 200 OK\r\n\(fields)\r\n", then: "x", limit: 100_000_000)
        #expect(verdict == .failure(.answerTooLarge))
        #expect(fed <= HTTPLimits.body)
    }

    @Test("chunks without end fail at 16 MiB, their framing counted")
    func endlessChunks() {
        let (verdict, fed) = verdict(head: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", then: "10\r\nsixteen bytes...\r\n", limit: 100_000_000)
        #expect(verdict == .failure(.answerTooLarge))
        #expect(fed <= HTTPLimits.body)
    }

    @Test(
        "a length beyond the bound fails before the body comes",
        arguments: [
            "Content-Length: 16777217", "Content-Length: 99999999999999999999999999",
            "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffff",
        ])
    func announcedTooLarge(field: String) {
        let (verdict, _) = verdict(head: "HTTP/1.1 200 OK\r\n\(field)\r\n\r\n", then: "x", limit: 0)
        #expect(verdict == .failure(.answerTooLarge))
    }

    @Test(
        "a head without end fails at 64 KiB",
        arguments: [
            ("HTTP/1.0 200 ", "x"), ("HTTP/1.0 200 OK\r\n", "Field: value\r\n"), ("HTTP/1.0 200 OK\r\nField: ", "x"),
            ("", "HTTP/1.1 100 C\r\n\r\n"),
        ])
    func endlessHead(head: String, slice: String) {
        let (verdict, fed) = verdict(head: head, then: slice, limit: 1_000_000)
        #expect(verdict == .failure(.answerTooLarge))
        #expect(fed <= HTTPLimits.head)
    }

    @Test("a line between chunks fails at 4 KiB")
    func endlessChunkLine() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
        #expect(verdict(head: head, then: "x", limit: 1_000_000).0 == .failure(.answerTooLarge))
    }
}

/// Stands in for a regular expression: looks for fixed text.
private struct TextSearch: PatternSearch {
    var text: String
    var seen: [UInt8] = []

    mutating func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices { seen.append(bytes[index]) }
    }

    mutating func finish() -> PatternOutcome {
        if text.isEmpty { return .failed("too long") }
        return String(decoding: seen, as: UTF8.self).contains(text) ? .found : .absent
    }
}

@Suite("What the body must contain")
struct HTTPPatternTests {
    private func verdict(_ text: String, absent: Bool = false, digest: [UInt8]? = nil, body: String = "hello world") -> Verdict? {
        let url = HTTPURL(path: "/", digest: digest, pattern: BodyPattern(expression: Array(text.utf8), mustBeAbsent: absent))
        var conversation = HTTPConversation(
            url: url, version: .http11, target: Endpoint(.v4(.any), port: 80), search: TextSearch(text: text), makeDigest: { SumDigest() })
        _ = conversation.connected()
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n\(body.prefix(6))\r\n5\r\n\(body.suffix(5))\r\n0\r\n\r\n"
        guard case .finished(let verdict) = conversation.received(Array(answer.utf8).span) else { return nil }
        return verdict
    }

    @Test("is searched in the body alone, without its chunks")
    func search() {
        #expect(verdict("o w") == .success)
        #expect(verdict("chunked") == .failure(.patternAbsent))
        #expect(verdict("o w", absent: true) == .failure(.patternFound))
        #expect(verdict("chunked", absent: true) == .success)
    }

    @Test("a search that was given up is a failure either way")
    func givenUp() {
        #expect(verdict("") == .failure(.searchFailed("too long")))
        #expect(verdict("", absent: true) == .failure(.searchFailed("too long")))
    }

    @Test("the digest must be right too")
    func both() {
        #expect(verdict("o w", digest: SumDigest.of("hello world")) == .success)
        #expect(verdict("o w", digest: SumDigest.of("hello")) == .failure(.digestMismatch(SumDigest.of("hello world"))))
    }

    @Test("an answer to HEAD has no body, whatever it says")
    func head() {
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".utf8)
        #expect(HealthCheckTests.verdict(on: answer, url: HTTPURL(path: "/", method: "HEAD"), thenCloses: false) == .success)
        #expect(HealthCheckTests.verdict(on: answer, url: HTTPURL(path: "/"), thenCloses: false) == nil)
    }
}
