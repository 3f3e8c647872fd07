internal import NetworkTypes

/// A director's own clock: it started at another moment than the simulation, and runs a little fast or slow.
public struct DirectorClock: Hashable, Sendable {
    /// What it showed at the start of the simulation.
    public var offset: Duration
    /// Parts per million that it runs fast; negative for slow. Crystals stay within 100.
    public var drift: Int64

    public init(offset: Duration = .zero, drift: Int64 = 0) {
        self.offset = offset
        self.drift = drift
    }

    /// What it shows at a moment of the simulation.
    func reading(at moment: MonotonicInstant) -> MonotonicInstant {
        let elapsed = moment.nanoseconds
        return MonotonicInstant(nanoseconds: elapsed + elapsed / 1_000_000 * drift) + offset
    }

    /// A moment of the simulation at which it shows `reading` or up to a few microseconds more.
    func moment(showing reading: MonotonicInstant) -> MonotonicInstant {
        let shown = reading.nanoseconds - offset.wholeNanoseconds
        var moment = MonotonicInstant(nanoseconds: shown - shown / (1_000_000 + drift) * drift)
        // The divisions above drop up to a microsecond's worth of drift.
        while self.reading(at: moment) < reading {
            moment = moment + .microseconds(1)
        }
        return moment
    }
}
