import HealthCheck
import NetworkTypes
import Testing

/// Answers worth mutating: each kind of framing, and some that are wrong already.
private let corpus: [[UInt8]] = [
    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Type: text/html\r\n\r\nhello world",
    "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello world, until the end",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\n",
    "HTTP/1.0 200 OK\nContent-Length: 3\n\nabc",
    "SSH-2.0-OpenSSH_9.2\r\n",
].map { Array($0.utf8) }

@Suite("Hostile HTTP answers")
struct HTTPFuzzTests {
    private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        guard var bytes = corpus.randomElement(using: &generator) else { return [] }
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &generator)))
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 1...16, using: &generator)), at: place)
            case 3: bytes[place] = Array("\r\n :;0fF9".utf8).randomElement(using: &generator) ?? 0
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    private func cuts(_ count: Int, _ generator: inout SeededGenerator) -> [Int] {
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in Int.random(in: 0...count, using: &generator) }
    }

    @Test("get one verdict however the stream is cut, and never trap", arguments: 0..<50 as Range<UInt64>)
    func verdictDoesNotDependOnCuts(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<100 {
            let answer = mutated(&generator)
            let digest = Bool.random(using: &generator) ? SumDigest.of("hello world") : nil
            let url = HTTPURL(path: "/", digest: digest)
            let whole = verdict(on: answer, url: url)
            #expect(whole != nil)
            #expect(verdict(on: answer, url: url, cuts: cuts(answer.count, &generator)) == whole, "seed \(seed), round \(round)")
            #expect(verdict(on: answer, url: url, cuts: Array(0..<answer.count)) == whole, "seed \(seed), round \(round), byte by byte")
        }
    }

    @Test("get one verdict however they are cut where a bound and an error meet", arguments: 1...30)
    func cutsAtTheBound(distance: Int) {
        let head = Array("HTTP/1.1 100 ".utf8)
        let filler = Array(repeating: UInt8(ascii: "x"), count: HTTPLimits.head - distance - head.count - 4)
        let interim = head + filler + Array("\r\n\r\n".utf8)
        for ending in ["garbage\r\n", "HTTgarbage\r\n", "HTTP/1.0 999 \n", "HTTP/1.0 200 OK\r\n\r\n"] {
            let answer = interim + Array(ending.utf8)
            #expect(verdict(on: answer, cuts: Array(interim.count - 5..<answer.count)) == verdict(on: answer))
        }
    }

    @Test("of random bytes fail", arguments: 0..<20 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let answer = (0..<Int.random(in: 1...300, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(verdict(on: answer)?.isSuccess == false, "seed \(seed)")
        }
    }

    @Test("a header of 64 KiB that drips in byte by byte costs no more than its length")
    func drip() {
        let head = Array("HTTP/1.0 200 OK\r\nField: ".utf8) + Array(repeating: UInt8(ascii: "x"), count: 65_000)
        let duration = ContinuousClock().measure {
            #expect(verdict(on: head, cuts: Array(0..<head.count)) == .failure(.closedEarly))
        }
        #expect(duration < .seconds(5))
    }
}
