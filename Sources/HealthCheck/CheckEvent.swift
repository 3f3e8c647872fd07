/// Something about a checker that belongs into the log.
///
/// Events carry no names, so that thousands of checkers need not: whoever logs knows the real server and its virtual server.
public enum CheckEvent: Hashable, Sendable {
    case activated
    /// The first success since start or since the checker had failed. For HTTP_GET: of every URL.
    case succeeded(CheckKind)
    /// One URL of a failed HTTP_GET answers again; others may have to follow.
    case urlSucceeded(path: String, byDigest: Bool)
    /// One failed attempt: the one that decides, and with `log_all_failures` those before it.
    case attemptFailed(CheckKind, FailureReason, path: String?)
    /// The failure that decided. `retries` is 0 for a first probe, which gets none.
    case failed(CheckKind, retries: UInt32)
}

/// The kind of a probe, as it matters to log lines.
public enum CheckKind: Hashable, Sendable {
    case tcp
    case http
    case ping
    case smtp
    case udp
    case dns
    case agent
    case file(name: String)
    case session(name: String)
    case script(program: String)

    /// How keepalived's lines call it. HTTP_GET and SSL_GET share a name.
    fileprivate var name: String {
        switch self {
        case .tcp: "TCP_CHECK"
        case .http: "HTTP_CHECK"
        case .ping: "ICMP CHECK"
        case .smtp: "SMTP_CHECK"
        case .udp: "UDP_CHECK"
        case .dns: "DNS_CHECK"
        case .agent: "AGENT_CHECK"
        case .file: "FILE_CHECK"
        case .session: "BFD_CHECK"
        case .script: "MISC_CHECK"
        }
    }
}

extension CheckEvent {
    /// The log line in keepalived's words, which dashboards and scripts look for. Where keepalived gives no reason for a
    /// failed attempt, one is put in before the full stop.
    ///
    /// - Parameters:
    ///   - service: the real server as `[172.17.1.152]:tcp:80`.
    ///   - virtualServer: the virtual server as `[172.17.1.160]:tcp:80`.
    public func text(service: some CustomStringConvertible, virtualServer: some CustomStringConvertible) -> String {
        switch self {
        case .activated: "Activating healthchecker for service \(service) for VS \(virtualServer)"
        case .succeeded(let kind): Self.success(kind, service, virtualServer)
        case .urlSucceeded(let path, byDigest: true): "MD5 digest success to \(service) url(\(path))"
        case .urlSucceeded(let path, byDigest: false): "HTTP status code success to \(service) url(\(path))"
        case .attemptFailed(.tcp, let reason, _): Self.tcpAttempt(reason, service)
        case .attemptFailed(.http, let reason, let path): Self.httpAttempt(reason, service, path: path ?? "")
        case .attemptFailed(.ping, let reason, _): Self.pingAttempt(reason, service, virtualServer)
        case .attemptFailed(.smtp, let reason, _): Self.smtpAttempt(reason, service)
        case .attemptFailed(.udp, let reason, _): Self.udpAttempt(reason, service)
        case .attemptFailed(.dns, let reason, _): Self.dnsAttempt(reason, service)
        case .attemptFailed(.agent, let reason, _): "AGENT_CHECK of \(service) failed: \(reason)."
        case .attemptFailed(.file(let name), let reason, _): "FILE_CHECK of \(service) by track_file \(name) failed: \(reason)."
        case .attemptFailed(.session(let name), _, _): "BFD check of [\(name)] RS(\(service)) is DOWN"
        case .attemptFailed(.script(let program), let reason, _):
            "Misc check for [\(service) VS \(virtualServer)] by [\(program)] \(reason == .scriptTimeout ? "timed out" : "failed (\(reason))")."
        case .failed(let kind, retries: 0): "\(kind.name) on service \(service) failed."
        case .failed(.ping, let retries): "ICMP CHECK on service \(service) of \(virtualServer) failed after \(retries) retries."
        case .failed(let kind, let retries): "\(kind.name) on service \(service) failed after \(retries) retries."
        }
    }

    private static func success(
        _ kind: CheckKind, _ service: some CustomStringConvertible, _ virtualServer: some CustomStringConvertible
    ) -> String {
        switch kind {
        case .tcp: "TCP connection to \(service) success."
        case .http: "Remote Web server \(service) succeed on service."
        case .ping: "ICMP connection to \(service) success."
        case .smtp: "Remote SMTP server \(service) succeed on service."
        case .udp: "UDP connection to \(service) success."
        case .dns: "DNS_CHECK (\(service)) success."
        case .agent: "AGENT_CHECK of \(service) success."
        case .file(let name): "FILE_CHECK of \(service) by track_file \(name) success."
        case .session(let name): "BFD check of [\(name)] RS(\(service)) is UP"
        case .script(let program): "Misc check for [\(service) VS \(virtualServer)] by [\(program)] succeeded."
        }
    }

    private static func tcpAttempt(_ reason: FailureReason, _ service: some CustomStringConvertible) -> String {
        switch reason {
        case .connectTimeout, .deadlineExceeded: "TCP connection to \(service) timeout."
        default: "TCP connection to \(service) failed: \(reason)."
        }
    }

    private static func httpAttempt(_ reason: FailureReason, _ service: some CustomStringConvertible, path: String) -> String {
        switch reason {
        case .connectTimeout: "Timeout connecting server \(service)."
        case .connectionRefused, .networkUnreachable, .hostUnreachable, .systemError: "Connection failed server \(service): \(reason)."
        case .tlsFailure: "SSL handshake/communication error connecting to server \(service): \(reason)."
        case .answerTimeout: "Timeout WEB read server \(service)."
        case .deadlineExceeded: "Timeout WEB read server \(service): \(reason), url(\(path))."
        case .closedEarly: "Read, no data received from server \(service): \(reason), url(\(path))."
        case .unexpectedStatus: "HTTP status code error to server \(service): \(reason), url(\(path))."
        case .patternAbsent, .patternFound, .searchFailed: "Regex check to server \(service) failed: \(reason), url(\(path))."
        case .digestMismatch: "MD5 digest error to server \(service): \(reason), url(\(path))."
        default: "Read error with server \(service): \(reason), url(\(path))."
        }
    }

    private static func pingAttempt(
        _ reason: FailureReason, _ service: some CustomStringConvertible, _ virtualServer: some CustomStringConvertible
    ) -> String {
        switch reason {
        case .answerTimeout, .connectTimeout, .deadlineExceeded: "ICMP connection to address \(service) timeout."
        default: "ICMP connection to \(service) of \(virtualServer) failed: \(reason)."
        }
    }

    private static func smtpAttempt(_ reason: FailureReason, _ service: some CustomStringConvertible) -> String {
        switch reason {
        case .connectTimeout: "SMTP_CHECK Connection timeout to server \(service)"
        case .connectionRefused, .networkUnreachable, .hostUnreachable: "SMTP_CHECK Could not connect to server \(service): \(reason)"
        case .answerTimeout, .deadlineExceeded: "SMTP_CHECK Read timeout from server \(service): \(reason)"
        case .badGreeting: "SMTP_CHECK Bad greeting banner from server \(service): \(reason)"
        case .badHeloReply: "SMTP_CHECK Bad HELO response from server \(service): \(reason)"
        default: "SMTP_CHECK Read failure from server \(service): \(reason)"
        }
    }

    private static func udpAttempt(_ reason: FailureReason, _ service: some CustomStringConvertible) -> String {
        switch reason {
        case .replyMismatch, .replyLength: "UDP check to \(service) reply data mismatch: \(reason)."
        default: "UDP connection to \(service) failed: \(reason)."
        }
    }

    private static func dnsAttempt(_ reason: FailureReason, _ service: some CustomStringConvertible) -> String {
        switch reason {
        case .answerTimeout, .deadlineExceeded: "DNS_CHECK (\(service)) read timeout from socket."
        case .nameServerError(let code): "DNS_CHECK (\(service)) read error occurred. (rcode = \(code))"
        case .answerLacks, .malformedAnswer: "DNS_CHECK (\(service)) read error occurred. (\(reason))"
        default: "DNS_CHECK (\(service)) connection error: \(reason)."
        }
    }
}
