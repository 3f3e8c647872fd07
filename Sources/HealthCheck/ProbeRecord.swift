public import NetworkTypes

/// What a checker's last probe found, for whoever asks. Small, since there may be 36,000: what few have is kept aside.
public struct ProbeRecord: Sendable {
    private var detail: Shared<Detail>?
    private var endedSecond: UInt32
    private var tookMicroseconds: UInt32
    private var lateMilliseconds: UInt32

    private struct Detail: Hashable, Sendable {
        var failure: FailureReason?
        var path: String?
        var weight: WeightReport?
    }

    /// - Parameter path: the URL that was asked for.
    init(_ verdict: Verdict, path: String?, took: Duration, lateness: Duration, ended: MonotonicInstant) {
        switch verdict {
        case .success, .reported: break
        case .successWithWeight(let report): detail = Shared(Detail(weight: report))
        case .failure(let reason): detail = Shared(Detail(failure: reason, path: path))
        }
        endedSecond = UInt32(clamping: ended.nanoseconds / 1_000_000_000)
        tookMicroseconds = UInt32(clamping: took.wholeNanoseconds / 1000)
        lateMilliseconds = UInt32(clamping: lateness.wholeNanoseconds / 1_000_000)
    }

    /// Why it failed; nil for a success.
    public var failure: FailureReason? { detail?.value.failure }

    /// The path of the URL that failed, of HTTP_GET and SSL_GET.
    public var failedPath: String? { detail?.value.path }

    /// What it said of the weight.
    public var weight: WeightReport? { detail?.value.weight }

    /// To the second.
    public var ended: MonotonicInstant { MonotonicInstant(nanoseconds: Int64(endedSecond) * 1_000_000_000) }

    /// From its start to its verdict.
    public var took: Duration { .microseconds(Int64(tookMicroseconds)) }

    /// How long after its time it began.
    public var lateness: Duration { .milliseconds(Int64(lateMilliseconds)) }

    /// `success`, or why not: `/health: unexpected status 503`.
    public var summary: String {
        guard let failure else { return "success" }
        return failedPath.map { "\($0): \(failure)" } ?? "\(failure)"
    }
}

/// How far a checker is from turning.
public enum CheckStanding: Hashable, Sendable {
    /// So many probes have failed in a row; one more than `of` brings it down.
    case passing(failures: UInt32, of: UInt32)
    /// So many successes in a row bring it up again.
    case failed(successesNeeded: UInt32)
}
