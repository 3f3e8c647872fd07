import Glibc

/// The seeds that the simulations run with.
///
/// `LVSD_SEED=17 swift test --filter Simulation` replays one seed, with a trace; `LVSD_SEEDS=10000` runs that many.
enum Seeds {
    static let replayed: UInt64? = number("LVSD_SEED")

    static func all(_ count: UInt64) -> Range<UInt64> {
        if let replayed { return replayed..<replayed &+ 1 }
        return 0..<(number("LVSD_SEEDS") ?? count)
    }

    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }
}
