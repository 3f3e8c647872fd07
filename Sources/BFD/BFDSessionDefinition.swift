public import NetworkTypes

/// A configured session, `bfd_instance`, every default filled in.
public struct BFDSessionDefinition: Hashable, Sendable {
    public var name: String
    /// `neighbor_ip`
    public var neighbour: IPAddress
    /// `source_ip`; nil leaves it to the routes. Of the neighbour's family.
    public var source: IPAddress?
    /// `multihop`: the neighbour may be some hops away (RFC 5883).
    public var isMultihop: Bool
    /// `min_rx`: how fast packets may come at most. 1 ms to 4,294,967 ms.
    public var receiveInterval: Duration
    /// `min_tx`: how fast packets are sent at most, while the session is up. 1 ms to 4,294,967 ms.
    public var transmitInterval: Duration
    /// `idle_tx`: the same while it isn't up. 1 s to 4,294,967 ms.
    public var idleInterval: Duration
    /// `multiplier`: how many packets must fail to come at the other end. 1 to 255.
    public var multiplier: UInt8
    /// `passive`: says nothing before the neighbour does.
    public var isPassive: Bool
    /// `ttl`, `hoplimit`; nil: 255 is sent, and as much must come on IPv4; on IPv6 64 is enough. 1 to 255.
    public var hopLimit: UInt8?
    /// `max_hops`: how much less than that a packet may have when it comes; nil: nobody looks.
    public var hops: UInt8?
    /// `vrrp`, `checker`: who hears of the session.
    public var audience: Audience

    /// Who may follow a session.
    public struct Audience: OptionSet, Hashable, Sendable {
        public var rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// `track_bfd`
        public static let virtualRouters = Audience(rawValue: 1)
        /// `BFD_CHECK`
        public static let checkers = Audience(rawValue: 2)
        public static let all: Audience = [.virtualRouters, .checkers]
    }

    public init(
        name: String, neighbour: IPAddress, source: IPAddress? = nil, isMultihop: Bool = false, receiveInterval: Duration = .milliseconds(10),
        transmitInterval: Duration = .milliseconds(10), idleInterval: Duration = .seconds(1), multiplier: UInt8 = 5, isPassive: Bool = false,
        hopLimit: UInt8? = nil, hops: UInt8? = 0, audience: Audience = .all
    ) {
        self.name = name
        self.neighbour = neighbour
        self.source = source
        self.isMultihop = isMultihop
        self.receiveInterval = receiveInterval
        self.transmitInterval = transmitInterval
        self.idleInterval = idleInterval
        self.multiplier = multiplier
        self.isPassive = isPassive
        self.hopLimit = hopLimit
        self.hops = hops
        self.audience = audience
    }

    /// Of `min_rx`, `min_tx`: a packet has 32 bits for microseconds.
    public static let intervals: ClosedRange<Duration> = .milliseconds(1) ... .milliseconds(4_294_967)
    /// Of `idle_tx`.
    public static let idleIntervals: ClosedRange<Duration> = BFDConstants.lowestIdleInterval ... intervals.upperBound
    /// In bytes.
    public static let longestName = 31
}

extension BFDSessionDefinition {
    /// What tells sessions with one neighbour apart before discriminators are known. Another path is another session.
    public struct Path: Hashable, Sendable {
        public var neighbour: IPAddress
        public var source: IPAddress?
        public var isMultihop: Bool

        public init(neighbour: IPAddress, source: IPAddress?, isMultihop: Bool) {
            self.neighbour = neighbour
            self.source = source
            self.isMultihop = isMultihop
        }
    }

    public var path: Path { Path(neighbour: neighbour, source: source, isMultihop: isMultihop) }

    /// Where packets go.
    public var port: UInt16 { isMultihop ? BFDConstants.multihopPort : BFDConstants.singleHopPort }

    /// With what packets start.
    public var sentHopLimit: UInt8 { hopLimit ?? BFDConstants.greatestHopLimit }

    /// With what they must come at least; 0: with anything.
    public var leastHopLimit: UInt8 {
        guard let hops else { return 0 }
        let first = hopLimit ?? (neighbour.family == .ipv4 ? BFDConstants.greatestHopLimit : BFDConstants.customaryIPv6HopLimit)
        return first > hops ? first - hops : 0
    }

    /// How fast packets are sent at most while the session is down.
    var restingInterval: Duration { max(idleInterval, transmitInterval) }
}

extension Duration {
    /// For a field of a packet; saturates.
    var wireMicroseconds: UInt32 { UInt32(clamping: wholeNanoseconds / 1000) }
}
