internal import HealthCheck
internal import NetworkTypes

private let target = Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80)

/// One whole probe after another: begun, judged, the next one planned.
private func probe(_ probe: Probe, _ rounds: Int, _ verdict: () -> Verdict) {
    var now = MonotonicInstant(nanoseconds: 0)
    let timing = CheckTiming(connectTimeout: .seconds(3), retries: 1, delayBeforeRetry: .seconds(1), delayLoop: .seconds(6), warmup: .zero)
    var checker = Checker(CheckDefinition(probe: probe, target: target, timing: timing), isUp: true)
    _ = checker.start(now: now, after: .zero)
    for _ in 0..<rounds {
        now = checker.deadline ?? now
        checker.probeStarted(now: now)
        _ = checker.finished(verdict(), now: now)
    }
    precondition(checker.isUp, "a good answer fails")
}

@inline(never)
func probeTCP(_ rounds: Int) {
    probe(.tcp, rounds) { .success }
}

@inline(never)
func probeHTTP(_ rounds: Int) {
    let url = HTTPURL(path: "/")
    let answer = Array(
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nContent-Type: text/html\r\nContent-Length: 300\r\nConnection: close\r\n\r\n".utf8)
        + [UInt8](repeating: 0x61, count: 300)
    probe(.http(HTTPProbe(urls: [url])), rounds) {
        var conversation = HTTPConversation(url: url, version: .http10, target: target) { NoDigest() }
        _ = conversation.connected()
        switch conversation.received(answer.span) {
        case .finished(let verdict), .farewell(_, let verdict): return verdict
        case .send, .wait: break
        }
        guard case .finished(let verdict) = conversation.closed() else { return .failure(.closedEarly) }
        return verdict
    }
}

private struct NoDigest: MessageDigest {
    mutating func update(_ bytes: Span<UInt8>) {}
    mutating func finish() -> [UInt8] { [] }
}

@inline(never)
func probeDNS(_ rounds: Int) {
    let question = DNSProbe(type: .a)
    probe(.dns(question), rounds) {
        let conversation = DNSConversation(question, identifier: 7)
        // NOERROR with the question itself and no record.
        var answer = conversation.request
        answer[2] = 0x81
        answer[3] = 0x80
        guard case .finished(let verdict) = conversation.received(answer.span) else { return .failure(.answerTimeout) }
        return verdict
    }
}
