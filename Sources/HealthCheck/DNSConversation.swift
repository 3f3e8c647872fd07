internal import NetworkTypes

/// The conversation of DNS_CHECK over UDP, which goes on over TCP where the answer is too long for that (RFC 7766).
public struct DNSConversation: DatagramConversation {
    private let question: DNSQuestion

    public var request: [UInt8] { question.message }

    /// - Parameter identifier: random, so that nobody off the path can forge the answer.
    public init(_ probe: DNSProbe, identifier: UInt16) {
        question = DNSQuestion(probe, identifier: identifier)
    }

    /// Datagrams that don't answer this question are passed over: whoever forges them must not bring a server down.
    public func received(_ datagram: Span<UInt8>) -> DatagramAction {
        switch question.judge(datagram) {
        case .foreign: .wait
        case .truncated: .connect(DNSStreamConversation(question))
        case .verdict(let verdict): .finished(verdict)
        }
    }

    public var verdictOnSilence: Verdict { .failure(.answerTimeout) }
}

/// The same question over TCP: each message stands behind its length in two bytes (RFC 1035 section 4.2.2).
struct DNSStreamConversation: StreamConversation {
    private let question: DNSQuestion
    private var answer: [UInt8] = []
    private var verdict: Verdict?

    init(_ question: DNSQuestion) {
        self.question = question
    }

    mutating func connected() -> StreamAction {
        if let verdict { return .finished(verdict) }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: question.message.count))
        return .send(bytes + question.message)
    }

    mutating func received(_ bytes: Span<UInt8>) -> StreamAction {
        if let verdict { return .finished(verdict) }
        for index in bytes.indices {
            answer.append(bytes[index])
            guard let length = answer.span.bigEndianUInt16(at: 0), answer.count == Int(length) + 2 else { continue }
            return finish(judge(Array(answer.dropFirst(2))))
        }
        return .wait
    }

    mutating func closed() -> StreamAction {
        finish(verdict ?? .failure(.closedEarly))
    }

    /// Nobody but the server can speak here: what is no answer is a mistake of its.
    private func judge(_ message: [UInt8]) -> Verdict {
        switch question.judge(message.span) {
        case .verdict(let verdict): verdict
        case .foreign, .truncated: .failure(.malformedAnswer)
        }
    }

    private mutating func finish(_ verdict: Verdict) -> StreamAction {
        self.verdict = verdict
        return .finished(verdict)
    }
}
