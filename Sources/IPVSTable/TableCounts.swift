/// What was done about the kernel's table since the start.
public struct TableCounts: Hashable, Sendable {
    public var commands: UInt64 = 0
    public var batches: UInt64 = 0
    public var refusals: UInt64 = 0
    /// Batches and readings that came to nothing.
    public var failures: UInt64 = 0
    /// Differences that somebody else had made.
    public var drifts: UInt64 = 0
    public var repairs: UInt64 = 0
    public var comparisons: UInt64 = 0

    public init() {}

    public mutating func count(_ event: TableEvent) {
        switch event {
        case .refused: refusals &+= 1
        case .failed: failures &+= 1
        case .settled: break
        case .drift(_, let isRepaired): countDrift(1, isRepaired: isRepaired)
        case .moreDrift(let count, let isRepaired): countDrift(UInt64(clamping: count), isRepaired: isRepaired)
        }
    }

    private mutating func countDrift(_ count: UInt64, isRepaired: Bool) {
        drifts &+= count
        if isRepaired { repairs &+= count }
    }
}
