/// Something about a checker that belongs into the log, in keepalived's words.
///
/// Events carry no names, so that thousands of checkers need not: whoever logs knows the real server and virtual server.
public enum CheckEvent: Hashable, Sendable {
    case activated
    case suspended
    /// The first success since start or since the checker had failed. For HTTP_GET: of every URL.
    case succeeded(CheckKind)
    /// One URL of a failed HTTP_GET answers again; others may have to follow.
    case urlSucceeded(path: String, byDigest: Bool)
    /// One attempt failed and the checker is still up. Only where `log_all_failures` is set, or the answer itself was wrong.
    case attemptFailed(CheckKind, FailureReason, path: String?)
    /// The failure that decided. `retries` is 0 for a first check, which gets none.
    case failed(CheckKind, retries: UInt32)
}

/// The kind of a probe, for log lines.
public enum CheckKind: Hashable, Sendable {
    case tcp, http, ping
}

extension CheckEvent {
    /// The log line.
    ///
    /// - Parameters:
    ///   - service: the real server as `[172.17.1.152]:tcp:80`.
    ///   - virtualServer: the virtual server as `[172.17.1.160]:tcp:80`.
    public func text(service: some CustomStringConvertible, virtualServer: some CustomStringConvertible) -> String {
        ""
    }
}
