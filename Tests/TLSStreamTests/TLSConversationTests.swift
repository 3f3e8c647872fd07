import Foundation
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

    init(
        serverName: String? = nil, requiresCloseNotify: Bool = false, verifiedName: String? = nil, credentials: TLSRequest.Credentials = .init(),
        server: TestServer? = TestServer()
    ) throws {
        let http = HTTPConversation(url: HTTPURL(path: "/a"), version: .http11, target: Endpoint(.v4(.any), port: 443)) { NoDigest() }
        let request = TLSRequest(
            serverName: serverName, requiresCloseNotify: requiresCloseNotify, verifiedName: verifiedName, credentials: credentials)
        client = TLSConversation(try TLSContext(credentials), request, http)
        self.server = try #require(server)
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
        case .finished(let verdict), .farewell(_, let verdict): self.verdict = verdict
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

    @Test("what the conversation says last goes out with its verdict")
    func farewell() throws {
        let server = try #require(TestServer())
        let dialogue = TCPDialogueConversation(TCPDialogue(steps: [.send(Array("A".utf8)), .expect(Array("hello".utf8)), .send(Array("QUIT".utf8))]))
        let client = TLSConversation(try TLSContext(TLSRequest.Credentials()), TLSRequest(serverName: nil, requiresCloseNotify: false), dialogue)
        var action = client.connected()
        var asked = ""
        var rounds = 0
        while case .send(let records) = action, rounds < 20 {
            rounds += 1
            asked += String(decoding: server.received(records), as: UTF8.self)
            action = client.received(server.takeOutgoing().span)
        }
        #expect(asked == "A")
        server.send(Array("hello".utf8))
        guard case .farewell(let records, .success) = client.received(server.takeOutgoing().span) else {
            Issue.record("no last word")
            return
        }
        #expect(String(decoding: server.received(records), as: UTF8.self) == "QUIT")
        #expect(client.received([1].span) == .finished(.success))
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

    @Test("a certificate is believed where an authority has signed it for that name or address")
    func verification() throws {
        let folder = try TemporaryFolder()
        let server = { TestServer(commonName: "www.example.com", address: "10.0.0.1") }
        let good = TLSRequest.Credentials(files: TLSFiles(authorities: try folder.file("good", server()?.certificateText)), verifies: true)
        let other = TLSRequest.Credentials(files: TLSFiles(authorities: try folder.file("other", TestServer()?.certificateText)), verifies: true)
        let system = TLSRequest.Credentials(verifies: true)
        let cases: [(TLSRequest.Credentials, String?, TestServer?, Bool)] = [
            (other, "www.example.com", server(), false), (system, "www.example.com", server(), false), (good, nil, server(), false),
        ]
        for (credentials, name, server, isBelieved) in cases {
            var exchange = try Exchange(verifiedName: name, credentials: credentials, server: server)
            exchange.run()
            #expect((exchange.verdict == nil) == isBelieved)
        }
        for (name, isBelieved) in [
            ("www.example.com", true), ("WWW.Example.com", true), ("10.0.0.1", true), ("example.com", false), ("10.0.0.2", false), ("", true),
        ] {
            // Signed by itself, each server is its own authority.
            let server = server()
            let files = TLSFiles(authorities: try folder.file("own", server?.certificateText))
            var exchange = try Exchange(
                verifiedName: name.isEmpty ? nil : name, credentials: TLSRequest.Credentials(files: files, verifies: true), server: server)
            exchange.run()
            #expect((exchange.verdict == nil) == isBelieved, "\(name): \(String(describing: exchange.verdict))")
        }
    }

    @Test("what is wrong with a certificate is said")
    func distrust() throws {
        var exchange = try Exchange(verifiedName: "a.example", credentials: TLSRequest.Credentials(verifies: true))
        exchange.run()
        #expect(exchange.verdict == .failure(.tlsFailure("certificate verify failed: self-signed certificate")))
    }

    @Test("a server that asks for our certificate gets it, its key decrypted with the password")
    func clientCertificate() throws {
        let folder = try TemporaryFolder()
        let owner = try #require(TestServer(commonName: "director"))
        let certificate = try folder.file("certificate", owner.certificateText)
        for (password, key, works) in [
            (nil, owner.keyText(password: nil), true), ("secret", owner.keyText(password: "secret"), true), ("wrong", owner.keyText(password: "secret"), false),
            (nil, owner.keyText(password: "secret"), false),
        ] as [(String?, [UInt8]?, Bool)] {
            let files = TLSFiles(certificate: certificate, key: try folder.file("key", key), password: password)
            let context = try? TLSContext(TLSRequest.Credentials(files: files))
            #expect((context != nil) == works)
        }
        let together = try folder.file("together", (owner.keyText(password: nil) ?? []) + (owner.certificateText ?? []))
        var exchange = try Exchange(
            credentials: TLSRequest.Credentials(files: TLSFiles(certificate: together)), server: TestServer(asksForCertificate: true))
        exchange.run()
        exchange.server.send(answer)
        exchange.carry()
        #expect(exchange.verdict == .success)
        #expect(exchange.server.clientName == "director")
    }

    @Test("files that are missing, empty or no certificates are told of")
    func badFiles() throws {
        let folder = try TemporaryFolder()
        let rubbish = try folder.file("rubbish", Array("rubbish".utf8))
        for files in [
            TLSFiles(authorities: "/nonexistent"), TLSFiles(authorities: rubbish), TLSFiles(certificate: "/nonexistent"), TLSFiles(certificate: rubbish),
            TLSFiles(key: rubbish),
        ] {
            #expect(throws: MissingTool.self) { try TLSContext(TLSRequest.Credentials(files: files, verifies: true)) }
        }
    }
}

/// A folder that goes with the test.
private final class TemporaryFolder {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "lvsd-tls-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func file(_ name: String, _ content: [UInt8]?) throws -> String {
        let file = folder.appending(path: name)
        try Data(try #require(content)).write(to: file)
        return file.path
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
