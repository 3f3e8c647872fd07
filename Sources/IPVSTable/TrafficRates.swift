internal import NetworkTypes

/// How much went through lately, per second.
public struct TrafficRates: Hashable, Sendable {
    public var connections: Float = 0
    public var bytesIn: Float = 0
    public var bytesOut: Float = 0

    public init() {}

    /// Between two looks at the counters. A counter that has become smaller belongs to an entry that was made anew: it tells nothing.
    public init(from old: TrafficCounters, to new: TrafficCounters, over time: Duration) {
        let seconds = Float(max(1, time.wholeNanoseconds)) / 1e9
        func rate(_ counter: KeyPath<TrafficCounters, UInt64>) -> Float {
            let (before, after) = (old[keyPath: counter], new[keyPath: counter])
            return after > before ? Float(after - before) / seconds : 0
        }
        connections = rate(\.connections)
        bytesIn = rate(\.bytesIn)
        bytesOut = rate(\.bytesOut)
    }

    public mutating func add(_ other: TrafficRates) {
        connections += other.connections
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
    }
}

extension TrafficCounters {
    public mutating func add(_ other: TrafficCounters) {
        connections &+= other.connections
        packetsIn &+= other.packetsIn
        packetsOut &+= other.packetsOut
        bytesIn &+= other.bytesIn
        bytesOut &+= other.bytesOut
    }
}

extension DestinationStatistics {
    /// Of the same real server in another service.
    public mutating func add(_ other: DestinationStatistics) {
        activeConnections &+= other.activeConnections
        inactiveConnections &+= other.inactiveConnections
        persistentConnections &+= other.persistentConnections
        traffic.add(other.traffic)
    }
}
