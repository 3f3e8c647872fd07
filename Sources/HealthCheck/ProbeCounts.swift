public import NetworkTypes

/// How many probes of each kind there were, what came of them, and how long they took.
public struct ProbeCounts: Sendable {
    public struct Kind: Sendable {
        public var succeeded: UInt64 = 0
        public var failed: UInt64 = 0
        public var latency = DurationHistogram()
    }

    /// By keyword: `TCP_CHECK`, `HTTP_GET` and so on.
    public private(set) var kinds: [String: Kind] = [:]

    public init() {}

    /// A probe has ended.
    public mutating func count(_ keyword: String, _ record: ProbeRecord) {
        if record.failure == nil { kinds[keyword, default: Kind()].succeeded &+= 1 } else { kinds[keyword, default: Kind()].failed &+= 1 }
        kinds[keyword]?.latency.count(record.took)
    }
}
