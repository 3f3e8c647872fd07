/// How long things took, in buckets whose bounds never change: cheap to count, and to be told as a histogram of OpenMetrics.
public struct DurationHistogram: Hashable, Sendable {
    /// The upper bounds of the buckets but for the last one, which has none. In microseconds: from 0.1 ms to 30 s.
    public static let bounds: [Int64] = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000,
    ]

    /// How many fell into each bucket, and not into the one before.
    public var counts: [UInt64] { [shortest] + longer }

    /// Nearly all that is counted often falls into the first bucket, so that one stands by itself.
    private var shortest: UInt64 = 0
    private var longer = [UInt64](repeating: 0, count: bounds.count)
    private var nanoseconds: UInt64 = 0
    /// The first bound in nanoseconds.
    private static let shortestBound: UInt64 = 100_000

    public init() {}

    public var count: UInt64 { longer.reduce(shortest, &+) }

    public var sum: Duration { .nanoseconds(Int64(clamping: nanoseconds)) }

    /// What is negative counts as nothing.
    public mutating func count(_ duration: Duration) {
        count(nanoseconds: duration.wholeNanoseconds)
    }

    /// The same, for whoever has the number at hand.
    public mutating func count(nanoseconds signed: Int64) {
        let length = UInt64(max(0, signed))
        nanoseconds &+= length
        if length <= Self.shortestBound {
            shortest &+= 1
        } else {
            countLonger(length)
        }
    }

    @inline(never)
    private mutating func countLonger(_ length: UInt64) {
        let bucket = Self.bounds.firstIndex { length <= UInt64($0) * 1000 } ?? Self.bounds.count
        longer[bucket - 1] &+= 1
    }
}
