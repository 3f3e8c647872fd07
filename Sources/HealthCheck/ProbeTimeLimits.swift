public import NetworkTypes

/// The time limits of one probe, whatever it goes over: each wait has one, for the connection and for each answer, and the whole has one.
public struct ProbeTimeLimits: Hashable, Sendable {
    /// The end of the whole probe.
    public let deadline: MonotonicInstant
    /// The end of the present wait; never beyond the deadline.
    public private(set) var waitsUntil: MonotonicInstant
    private let patience: Duration

    public init(_ timing: CheckTiming, startingAt now: MonotonicInstant) {
        deadline = now + timing.deadline
        patience = timing.connectTimeout
        waitsUntil = min(now + patience, deadline)
    }

    /// Another wait begins, such as for the next bytes. The deadline stays.
    public mutating func waitAnew(from now: MonotonicInstant) {
        waitsUntil = min(now + patience, deadline)
    }

    /// Why a probe whose wait has ended failed.
    public func failure(whileConnecting isConnecting: Bool, now: MonotonicInstant) -> FailureReason {
        if now >= deadline { return .deadlineExceeded }
        return isConnecting ? .connectTimeout : .answerTimeout
    }
}
