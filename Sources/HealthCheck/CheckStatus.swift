public import NetworkTypes

/// What one checker can say of itself.
public struct CheckStatus: Sendable {
    /// `HTTP_GET`, `TCP_CHECK` and so on.
    public var kind: String
    public var target: Endpoint
    /// What tells it apart from others of its kind: the path of the next URL, a script's program, a file's name.
    public var subject: String?
    public var isUp: Bool
    /// False: nothing has been learnt yet, and how it counts is assumed.
    public var hasResult: Bool
    public var standing: CheckStanding
    public var retries: UInt32
    public var lastProbe: ProbeRecord?
    public var isProbing: Bool
    /// When the next probe is due; nil while one runs, and while the checker rests.
    public var nextProbe: MonotonicInstant?
    /// `delay_loop`.
    public var interval: Duration
    /// How many real servers this checker stands for.
    public var sharedBy: Int
}

extension Checker {
    /// - Parameter sharedBy: how many real servers it stands for.
    public func status(sharedBy: Int) -> CheckStatus {
        let definition = definition
        return CheckStatus(
            kind: definition.probe.keyword, target: definition.target, subject: currentURL?.path ?? definition.probe.subject, isUp: isUp,
            hasResult: hasResult, standing: standing, retries: definition.timing.retries, lastProbe: lastProbe, isProbing: isProbing, nextProbe: deadline,
            interval: definition.timing.delayLoop, sharedBy: sharedBy)
    }
}

extension Probe {
    fileprivate var subject: String? {
        switch self {
        case .script(let probe): probe.command.words.first
        case .file(let probe): probe.name
        case .session(let probe): probe.name
        default: nil
        }
    }
}

extension CheckStatus {
    /// `HTTP_GET 172.17.1.152:80 /health`, `MISC_CHECK /usr/local/bin/probe`.
    public var title: String {
        switch kind {
        case "MISC_CHECK", "FILE_CHECK", "BFD_CHECK": "\(kind) \(subject ?? "")"
        default: "\(kind) \(target)" + (subject.map { " \($0)" } ?? "")
        }
    }

    /// How it stands, in words: `failed 3 of 3 times: unexpected status 503, 12 s ago; next try in 2.1 s`.
    public func words(now: MonotonicInstant) -> String {
        var text: String
        switch (standing, lastProbe) {
        case (.passing, nil): text = "counts as passing, though it has had no result yet"
        case (.failed, nil): text = "counts as failed until its first success"
        case (.passing(0, _), let probe?): text = "passes: it took \(probe.took.milliseconds) ms, \((now - probe.ended).roughText) ago"
        case (.passing(let failures, let retries), let probe?):
            text = "still passes, but has failed \(failures) of \(UInt64(retries) + 1) times: \(probe.summary), \((now - probe.ended).roughText) ago"
        case (.failed(let needed), let probe?) where probe.failure == nil:
            text = "succeeds again, \((now - probe.ended).roughText) ago; \(needed) more success\(needed == 1 ? "" : "es") needed"
        case (.failed, let probe?):
            text = "failed: \(probe.summary), \((now - probe.ended).roughText) ago"
        }
        if isProbing {
            text += "; a probe is under way"
        } else if let nextProbe {
            text += "; next try in \((nextProbe - now).roughText)"
        }
        return text
    }
}

extension Duration {
    /// In milliseconds, to the microsecond.
    fileprivate var milliseconds: String { Duration.nanoseconds(wholeNanoseconds / 1000 * 1_000_000).secondsText }
}
