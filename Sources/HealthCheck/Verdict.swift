internal import NetworkTypes

/// What one probe of a real server found.
public enum Verdict: Hashable, Sendable {
    case success
    /// Success, and what the real server's weight should be now (misc_dynamic, AGENT_CHECK).
    case successWithWeight(WeightReport)
    /// AGENT_CHECK: the agent's line. What it means depends on earlier ones (`AgentState`).
    case reported(AgentReport)
    case failure(FailureReason)

    public var isSuccess: Bool {
        switch self {
        case .success, .successWithWeight: true
        case .failure, .reported: false
        }
    }
}

/// Why a probe failed. A plain value; its text is only made where it is logged.
public enum FailureReason: Hashable, Sendable {
    // What the driver finds out.
    case connectionRefused
    case connectionReset
    case networkUnreachable
    case hostUnreachable
    /// No connection within `connectTimeout`.
    case connectTimeout
    /// No answer, or no more of it, within `connectTimeout`.
    case answerTimeout
    /// The whole probe took longer than its deadline, however busily the server talked.
    case deadlineExceeded
    /// Any other system call that failed, with its errno.
    case systemError(Int32)

    // What a conversation finds out.
    /// The TLS handshake or a record failed; OpenSSL's own words, or ours.
    case tlsFailure(String)
    /// The peer closed before its answer was complete enough to judge.
    case closedEarly
    case malformedAnswer
    /// The header section is longer than `HTTPLimits.head`, or the body longer than `HTTPLimits.body`.
    case answerTooLarge
    case unexpectedStatus(UInt16)
    /// With the digest that was seen, 16 bytes for MD5.
    case digestMismatch([UInt8])
    /// HTTP_GET: the body has no match for the regular expression.
    case patternAbsent
    /// HTTP_GET: the body has one, and must not (`regex_no_match`).
    case patternFound
    /// HTTP_GET: the search was given up, as it took too much time or memory.
    case searchFailed(String)
    /// SMTP_CHECK: the greeting was not 220.
    case badGreeting(UInt16)
    /// SMTP_CHECK: the reply to HELO was not 250.
    case badHeloReply(UInt16)
    /// UDP_CHECK: the reply has another length, in bytes, than it may have.
    case replyLength(Int)
    /// UDP_CHECK: the reply doesn't match the pattern.
    case replyMismatch
    /// DNS_CHECK: the server answered with this RCODE.
    case nameServerError(UInt8)
    /// DNS_CHECK: the answer lacks this, which it should hold.
    case answerLacks(String)
    /// TCP_CHECK: what came is not what is expected.
    case answerMismatch
    /// AGENT_CHECK: `maint`, or `down` with the agent's reason.
    case agentSays(String)
    /// FILE_CHECK: the number in the file.
    case fileHolds(Int)
    /// BFD_CHECK: the session isn't up.
    case sessionDown
    /// MISC_CHECK: the script's exit status.
    case scriptStatus(Int32)
    /// MISC_CHECK: a signal ended the script.
    case scriptSignal(Int32)
    /// MISC_CHECK: the script ran longer than `misc_timeout`.
    case scriptTimeout
}

extension FailureReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .connectionRefused: "connection refused"
        case .connectionReset: "connection reset"
        case .networkUnreachable: "network unreachable"
        case .hostUnreachable: "host unreachable"
        case .connectTimeout: "timeout connecting"
        case .answerTimeout: "timeout waiting for the answer"
        case .deadlineExceeded: "no verdict within the deadline of the check"
        case .systemError(let number): "system error \(number)"
        case .tlsFailure(let text): "TLS: \(text)"
        case .closedEarly: "closed before a complete answer"
        case .malformedAnswer: "malformed answer"
        case .answerTooLarge: "answer too large"
        case .unexpectedStatus(let status): "unexpected status \(status)"
        case .digestMismatch(let seen): "digest mismatch, got \(seen.hexadecimal)"
        case .patternAbsent: "the regular expression doesn't match"
        case .patternFound: "the regular expression matches"
        case .searchFailed(let text): text
        case .badGreeting(let code): "greeted with \(code)"
        case .badHeloReply(let code): "answered HELO with \(code)"
        case .replyLength(let count): "a reply of \(count) bytes"
        case .replyMismatch: "the reply does not match"
        case .nameServerError(let code): "RCODE \(code)"
        case .answerLacks(let text): "the answer lacks \(text)"
        case .answerMismatch: "closed before what is expected came"
        case .agentSays(let text): "the agent says \(text)"
        case .fileHolds(let number): "the file holds \(number)"
        case .sessionDown: "the session is down"
        case .scriptStatus(let status): "exited with status \(status)"
        case .scriptSignal(let number): "ended by signal \(number)"
        case .scriptTimeout: "timed out"
        }
    }
}
