/// What a checker says about the weight of its real server.
public enum WeightReport: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// It deserves this weight (`misc_dynamic`).
    case weight(UInt32)
    /// It deserves this part of its configured weight, in percent (AGENT_CHECK).
    case percent(UInt32)
    /// It deserves so much more, or less, than its configured weight (FILE_CHECK).
    case offset(Int64)

    public init(integerLiteral value: UInt32) {
        self = .weight(value)
    }

    /// How far the weight moves from the configured one.
    ///
    /// A part of a weight is rounded up: only 0 percent takes all traffic away.
    public func offset(from configured: UInt32) -> Int64 {
        switch self {
        case .weight(let weight): Int64(weight) - Int64(configured)
        case .percent(let percent): (Int64(configured) * Int64(percent) + 99) / 100 - Int64(configured)
        case .offset(let offset): offset
        }
    }
}
