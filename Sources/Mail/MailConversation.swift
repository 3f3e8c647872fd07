/// The conversation with a mail server that delivers one message (RFC 5321), without the connection.
///
/// The driver connects, hands in what arrives in slices of any size, and keeps the time. After `finished` every call returns the
/// same again.
public struct MailConversation: Sendable {
    public enum Action: Hashable, Sendable {
        case send([UInt8])
        case wait
        /// Close the connection.
        case finished(MailOutcome)
    }

    private enum Phase {
        case greeting, helo, sender
        case recipients(next: Int)
        case data, message, quit
        case over(MailOutcome)
    }

    /// Longer lines and longer answers than any server sends (RFC 5321 section 4.5.3.1.5: 512 bytes a line).
    private static let limit = 8192

    private let envelope: MailEnvelope
    private let message: MailMessage
    private var phase = Phase.greeting
    private var line: [UInt8] = []
    private var receivedCount = 0
    private var acceptedRecipients = 0
    private var refusal: String?

    public init(_ message: MailMessage, envelope: MailEnvelope) {
        self.message = message
        self.envelope = envelope
    }

    public mutating func received(_ bytes: Span<UInt8>) -> Action {
        var unsent: [UInt8] = []
        for index in bytes.indices {
            if case .over(let outcome) = phase { return .finished(outcome) }
            let byte = bytes[index]
            receivedCount += 1
            if byte != UInt8(ascii: "\n") {
                line.append(byte)
                if line.count > Self.limit { return finish(.permanent("the mail server's answer is too long")) }
                continue
            }
            let answer = line
            line = []
            switch take(answer) {
            case .send(let command): unsent += command
            case .wait: break
            case .finished(let outcome): return finish(outcome)
            }
            if receivedCount > Self.limit * 4 { return finish(.permanent("the mail server talks too much")) }
        }
        return unsent.isEmpty ? .wait : .send(unsent)
    }

    /// The server has closed the connection.
    public mutating func closed() -> Action {
        switch phase {
        case .over(let outcome): .finished(outcome)
        case .quit: finish(.delivered)
        default: finish(.temporary("the mail server closed the connection"))
        }
    }

    private mutating func finish(_ outcome: MailOutcome) -> Action {
        if case .over(let first) = phase { return .finished(first) }
        phase = .over(outcome)
        return .finished(outcome)
    }

    /// One line of an answer: three digits, and `-` where more lines follow.
    private mutating func take(_ line: [UInt8]) -> Action {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return .finished(.permanent("the mail server doesn't speak SMTP"))
        }
        if line.count > 3, line[3] == UInt8(ascii: "-") { return .wait }
        let kind = digits[0] - UInt8(ascii: "0")
        switch phase {
        case .quit: return .finished(.delivered)
        case .recipients(let next): return takeRecipient(kind, line, next: next)
        case .data where kind == 3:
            phase = .message
            return .send(message.encoded(from: envelope.sender, to: envelope.recipients))
        case .greeting where kind == 2: return command("HELO \(envelope.heloName)", then: .helo)
        case .helo where kind == 2: return command("MAIL FROM:<\(envelope.sender.withoutBrackets)>", then: .sender)
        case .sender where kind == 2: return askRecipient(0)
        case .message where kind == 2: return command("QUIT", then: .quit)
        case .over(let outcome): return .finished(outcome)
        default: return .finished(refused(kind, line))
        }
    }

    /// One recipient that is refused must not keep the others from the message.
    private mutating func takeRecipient(_ kind: UInt8, _ line: [UInt8], next: Int) -> Action {
        if kind == 2 { acceptedRecipients += 1 } else { refusal = text(of: line) }
        if next < envelope.recipients.count { return askRecipient(next) }
        if acceptedRecipients > 0 { return command("DATA", then: .data) }
        return .finished(refused(kind, line))
    }

    private mutating func askRecipient(_ index: Int) -> Action {
        guard index < envelope.recipients.count else { return .finished(.permanent("there are no recipients")) }
        return command("RCPT TO:<\(envelope.recipients[index].withoutBrackets)>", then: .recipients(next: index + 1))
    }

    private mutating func command(_ text: String, then phase: Phase) -> Action {
        self.phase = phase
        return .send(Array((text.withoutControls + "\r\n").utf8))
    }

    private func refused(_ kind: UInt8, _ line: [UInt8]) -> MailOutcome {
        let reason = "the mail server says: \(text(of: line))"
        return kind == 4 ? .temporary(reason) : .permanent(reason)
    }

    private func text(of line: [UInt8]) -> String {
        String(decoding: line.prefix(200), as: UTF8.self).withoutControls.split(separator: " ").joined(separator: " ")
    }
}

/// What became of one attempt to deliver.
public enum MailOutcome: Hashable, Sendable {
    /// At least one recipient's mailbox has been taken care of.
    case delivered
    /// Worth another attempt.
    case temporary(String)
    case permanent(String)
}

extension String {
    fileprivate var withoutBrackets: String {
        String(decoding: utf8.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 > 0x20 }, as: UTF8.self)
    }
}
