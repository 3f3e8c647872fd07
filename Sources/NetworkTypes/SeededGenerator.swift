/// A small reproducible random generator (SplitMix64): the same seed gives the same sequence on every machine.
///
/// Cores take their randomness from one of these, so that a run can be repeated from its seed.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A duration of zero up to, but not including, `bound`; zero where the bound is zero or less.
    public mutating func duration(below bound: Duration) -> Duration {
        let limit = bound.wholeNanoseconds
        return limit <= 0 ? .zero : .nanoseconds(Int64.random(in: 0..<limit, using: &self))
    }
}
