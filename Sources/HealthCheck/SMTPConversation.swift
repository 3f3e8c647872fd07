/// SMTP_CHECK: a greeting, HELO, and QUIT (RFC 5321).
public struct SMTPProbe: Hashable, Sendable {
    /// `helo_name`: what HELO says. No blanks or control characters.
    public var heloName: String

    public init(heloName: String = SMTPProbe.customaryHeloName) {
        self.heloName = heloName
    }

    /// keepalived's.
    public static let customaryHeloName = "smtpchecker.keepalived.org"
}

/// Bounds of what an SMTP probe reads.
public enum SMTPLimits {
    /// Bytes of one line of a reply; RFC 5321 section 4.5.3.1.5 allows 512.
    public static let line = 2_048
    /// Bytes of all replies together: a greeting of many lines is not endless.
    public static let replies = 65_536
}

/// The conversation of SMTP_CHECK: succeeds when the server has greeted with 220, answered HELO with 250, and QUIT with anything.
public struct SMTPConversation: StreamConversation {
    private enum State {
        case awaitingGreeting
        case awaitingHeloReply
        case awaitingQuitReply
        case finished(Verdict)
    }

    private var state = State.awaitingGreeting
    private let heloName: String
    private var line: [UInt8] = []
    private var length = 0

    public init(_ probe: SMTPProbe) {
        heloName = probe.heloName
    }

    /// The server speaks first.
    public mutating func connected() -> StreamAction {
        if case .finished(let verdict) = state { .finished(verdict) } else { .wait }
    }

    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction {
        if case .finished(let verdict) = state { return .finished(verdict) }
        var request: [UInt8] = []
        for index in bytes.indices {
            length += 1
            line.append(bytes[index])
            if line.count > SMTPLimits.line || length > SMTPLimits.replies { return finish(.failure(.answerTooLarge)) }
            guard bytes[index] == UInt8(ascii: "\n") else { continue }
            defer { line.removeAll(keepingCapacity: true) }
            switch Self.interpret(line) {
            case .more: continue
            case .malformed: return finish(.failure(.malformedAnswer))
            case .last(let code):
                if let verdict = take(code, &request) { return finish(verdict) }
            }
        }
        return request.isEmpty ? .wait : .send(request)
    }

    public mutating func closed() -> StreamAction {
        switch state {
        case .finished(let verdict): .finished(verdict)
        case .awaitingQuitReply: finish(.success)
        case .awaitingGreeting, .awaitingHeloReply: finish(.failure(.closedEarly))
        }
    }

    /// Takes a whole reply.
    private mutating func take(_ code: UInt16, _ request: inout [UInt8]) -> Verdict? {
        switch state {
        case .awaitingGreeting:
            if code != 220 { return .failure(.badGreeting(code)) }
            state = .awaitingHeloReply
            request += "HELO \(heloName)\r\n".utf8
        case .awaitingHeloReply:
            if code != 250 { return .failure(.badHeloReply(code)) }
            state = .awaitingQuitReply
            request += "QUIT\r\n".utf8
        case .awaitingQuitReply: return .success
        case .finished(let verdict): return verdict
        }
        return nil
    }

    private enum Line {
        /// `220-text`: another line follows.
        case more
        /// `220 text` or `220`.
        case last(UInt16)
        case malformed
    }

    /// RFC 5321 section 4.2: three digits, then a hyphen or a blank; some servers leave out the blank where no text follows.
    private static func interpret(_ line: [UInt8]) -> Line {
        var content = line.dropLast()
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard let code = HTTPFraming.decimal(content.prefix(3)), content.count >= 3, code >= 200, code < 600 else { return .malformed }
        switch content.dropFirst(3).first {
        case nil, UInt8(ascii: " "): return .last(UInt16(code))
        case UInt8(ascii: "-"): return .more
        default: return .malformed
        }
    }

    private mutating func finish(_ verdict: Verdict) -> StreamAction {
        state = .finished(verdict)
        return .finished(verdict)
    }
}
