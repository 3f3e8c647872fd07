/// A property of a route that is put into RTA_METRICS; the raw values are RTAX_* of linux/rtnetlink.h.
public enum RouteMetric: UInt16, Hashable, Sendable, CaseIterable {
    case maximumTransmissionUnit = 2
    case window = 3
    /// In units of 1/8 ms.
    case roundTripTime = 4
    /// In units of 1/4 ms.
    case roundTripVariance = 5
    case slowStartThreshold = 6
    case congestionWindow = 7
    case maximumSegmentSize = 8
    case reordering = 9
    case hopLimit = 10
    case initialCongestionWindow = 11
    /// Bit 0: explicit congestion notification.
    case features = 12
    /// In ms.
    case minimumRetransmissionTimeout = 13
    case initialReceiveWindow = 14
    case quickAcknowledgement = 15
    case fastOpenWithoutCookie = 17

    /// The word of ip-route(8).
    public var name: String {
        switch self {
        case .maximumTransmissionUnit: "mtu"
        case .window: "window"
        case .roundTripTime: "rtt"
        case .roundTripVariance: "rttvar"
        case .slowStartThreshold: "ssthresh"
        case .congestionWindow: "cwnd"
        case .maximumSegmentSize: "advmss"
        case .reordering: "reordering"
        case .hopLimit: "hoplimit"
        case .initialCongestionWindow: "initcwnd"
        case .features: "features"
        case .minimumRetransmissionTimeout: "rto_min"
        case .initialReceiveWindow: "initrwnd"
        case .quickAcknowledgement: "quickack"
        case .fastOpenWithoutCookie: "fastopen_no_cookie"
        }
    }
}

/// The value of a metric.
public struct RouteMetricValue: Hashable, Sendable {
    public var value: UInt32
    /// The kernel doesn't change it by what it learns of the path.
    public var isLocked: Bool

    public init(_ value: UInt32, isLocked: Bool = false) {
        self.value = value
        self.isLocked = isLocked
    }
}
