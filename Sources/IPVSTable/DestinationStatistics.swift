/// What went through a service or a destination since its entry was made (IPVS_SVC_ATTR_STATS64, IPVS_DEST_ATTR_STATS64).
public struct TrafficCounters: Hashable, Sendable {
    public var connections: UInt64
    public var packetsIn: UInt64
    public var packetsOut: UInt64
    public var bytesIn: UInt64
    public var bytesOut: UInt64

    public init(connections: UInt64 = 0, packetsIn: UInt64 = 0, packetsOut: UInt64 = 0, bytesIn: UInt64 = 0, bytesOut: UInt64 = 0) {
        self.connections = connections
        self.packetsIn = packetsIn
        self.packetsOut = packetsOut
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
    }
}

/// A destination's connections of this moment, and its traffic.
public struct DestinationStatistics: Hashable, Sendable {
    public var activeConnections: UInt32
    /// In FIN_WAIT or TIME_WAIT, and all of UDP.
    public var inactiveConnections: UInt32
    public var persistentConnections: UInt32
    public var traffic: TrafficCounters

    public init(activeConnections: UInt32 = 0, inactiveConnections: UInt32 = 0, persistentConnections: UInt32 = 0, traffic: TrafficCounters = TrafficCounters()) {
        self.activeConnections = activeConnections
        self.inactiveConnections = inactiveConnections
        self.persistentConnections = persistentConnections
        self.traffic = traffic
    }
}

/// The statistics of one service and its destinations, as the kernel last told them.
public struct ServiceStatistics: Hashable, Sendable {
    public var traffic: TrafficCounters
    public var destinations: [DestinationIdentity: DestinationStatistics]

    public init(traffic: TrafficCounters = TrafficCounters(), destinations: [DestinationIdentity: DestinationStatistics] = [:]) {
        self.traffic = traffic
        self.destinations = destinations
    }
}
