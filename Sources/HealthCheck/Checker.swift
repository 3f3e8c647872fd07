public import NetworkTypes

/// One checker of one real server: when to probe next, and what the verdicts add up to.
///
/// It neither probes nor waits. Its owner calls `start` once, begins a probe when `deadline` has come and says
/// `probeStarted`, and hands the verdict to `finished`.
public struct Checker: Sendable {
    public let definition: CheckDefinition

    /// - Parameter startsFailed: begins as failed whatever the definition says, as for a server that an earlier run had
    ///   already taken out of the table.
    public init(_ definition: CheckDefinition, startsFailed: Bool = false) {
        self.definition = definition
    }

    /// Whether the checker counts as passing: true before its first probe unless it starts failed.
    public var isUp: Bool { true }

    /// When the next probe is due; nil before `start`, while a probe runs, and after `stop`.
    public var deadline: MonotonicInstant? { nil }

    /// Plans the first probe: 1 s from `now` plus a random part of `warmup`, as keepalived does, so that thousands of
    /// checkers don't begin in the same instant.
    public mutating func start(now: MonotonicInstant, using generator: inout SeededGenerator) -> [CheckEffect] { [] }

    public mutating func probeStarted(now: MonotonicInstant) {}

    /// Takes the verdict of the probe that runs, and plans the next one.
    public mutating func finished(_ verdict: Verdict, now: MonotonicInstant) -> [CheckEffect] { [] }

    /// No more probes. The verdict of a probe that still runs will be ignored. The state stays as it is.
    public mutating func stop() {}

    /// What the probe to be made next asks for: one URL of HTTP_GET; nil for the other kinds.
    public var currentURL: HTTPURL? { nil }

    /// The conversation of the probe to be made next; nil for PING_CHECK, which is no stream.
    ///
    /// - Parameter makeDigest: makes an MD5; called only where the URL asks for a digest.
    public func makeConversation(makeDigest: () -> any MessageDigest) -> (any StreamConversation)? { nil }
}

/// What the owner of a checker does after an input.
public enum CheckEffect: Hashable, Sendable {
    case becameUp
    case becameDown
    case log(CheckEvent)
}
