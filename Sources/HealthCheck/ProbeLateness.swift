public import NetworkTypes

/// How long after their time probes begin: what limits, a busy machine or a slow loop cost.
public struct ProbeLateness: Sendable {
    /// What happened in a span of time.
    public struct Report: Hashable, Sendable {
        public var span: Duration
        public var probes: UInt64
        /// Those that were late by more than `bound`.
        public var late: UInt64
        public var greatest: Duration
        public var mean: Duration
    }

    /// From here on lateness is worth a word.
    public static let bound = Duration.seconds(1)
    private static let window = Duration.seconds(60)

    /// All probes since the start.
    public private(set) var total: UInt64 = 0
    /// How late each of them was.
    public private(set) var histogram = DurationHistogram()
    private var windowStart: MonotonicInstant?
    private var probes: UInt64 = 0
    private var late: UInt64 = 0
    private var greatest = Duration.zero
    private var sum = Duration.zero

    public init() {}

    /// A probe that was due has begun.
    ///
    /// - Returns: at most once a minute a report, where probes were late by more than `bound`.
    public mutating func began(due: MonotonicInstant, now: MonotonicInstant) -> Report? {
        let lateness = max(.zero, now - due)
        total &+= 1
        histogram.count(lateness)
        probes += 1
        if lateness > Self.bound { late += 1 }
        greatest = max(greatest, lateness)
        sum += lateness
        guard let windowStart else {
            self.windowStart = now
            return nil
        }
        if now - windowStart < Self.window { return nil }
        let report = take(now: now)
        return report.late > 0 ? report : nil
    }

    /// What happened since the last report, and a new beginning.
    public mutating func take(now: MonotonicInstant) -> Report {
        let report = Report(
            span: windowStart.map { now - $0 } ?? .zero, probes: probes, late: late, greatest: greatest, mean: probes == 0 ? .zero : sum / Int(probes))
        windowStart = now
        (probes, late, greatest, sum) = (0, 0, .zero, .zero)
        return report
    }
}

extension ProbeLateness.Report: CustomStringConvertible {
    /// `6000 probes in 60 s, late by 0.012 s at most and 0.001 s on average`.
    public var description: String {
        "\(probes) probes in \(span.milliseconds) s, late by \(greatest.milliseconds) s at most and \(mean.milliseconds) s on average"
    }
}

extension Duration {
    /// In seconds, to the millisecond.
    fileprivate var milliseconds: String { Duration.nanoseconds(wholeNanoseconds / 1_000_000 * 1_000_000).secondsText }
}
