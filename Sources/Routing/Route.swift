public import NetworkTypes

/// A route: a line of `virtual_routes` or `static_routes`.
public struct Route: Hashable, Sendable {
    /// What becomes of a packet (RTN_* of linux/rtnetlink.h).
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case unicast = 1
        case local, broadcast, anycast, multicast, blackhole, unreachable, prohibit
        /// The search goes on in the next rule's table.
        case passOn

        /// The word of ip-route(8).
        public var name: String {
            self == .passOn ? "throw" : "\(self)"
        }

        public init?(name: String) {
            guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = kind
        }
    }

    /// Where it stands among routes to the same destination.
    public enum Placement: Hashable, Sendable {
        /// Before the others, as the kernel does by itself.
        case prepend
        case append
        /// Only where there is no other.
        case alone
    }

    public var kind: Kind
    /// The default route is 0.0.0.0/0 or ::/0.
    public var destination: IPPrefix
    /// `from`: only for packets with such a source. IPv6.
    public var from: IPPrefix?
    /// `src`: the source address of the machine's own packets.
    public var preferredSource: IPAddress?
    /// One for an ordinary route, more for one with several ways; none for a `blackhole` and its like.
    public var nextHops: [NextHop]
    public var table: RoutingTable
    /// nil takes what ip-route(8) takes.
    public var scope: AddressScope?
    /// RTPROT_*: who has made the route. 18 is keepalived's, and ours.
    public var origin: UInt8
    public var typeOfService: UInt8
    /// `metric`; nil leaves it to the kernel.
    public var priority: UInt32?
    public var metrics: [RouteMetric: RouteMetricValue]
    /// `congctl`.
    public var congestionControl: String?
    /// The realms of the destination (low half) and the source (high half).
    public var realms: UInt32?
    /// `pref` (RFC 4191): 0 medium, 1 high, 3 low. IPv6.
    public var routerPreference: UInt8?
    /// Seconds. IPv6.
    public var expires: UInt32?
    public var propagatesTimeToLive: Bool?
    public var placement: Placement
    /// False with `no_track`.
    public var isTracked: Bool
    public var trackGroup: String?

    /// RTPROT_KEEPALIVED of linux/rtnetlink.h: what keepalived marks its addresses, routes and rules with, and so lvsd too.
    public static let directorOrigin: UInt8 = 18

    public init(
        _ destination: IPPrefix, kind: Kind = .unicast, nextHops: [NextHop] = [], table: RoutingTable = .main, preferredSource: IPAddress? = nil
    ) {
        self.kind = kind
        self.destination = destination
        self.nextHops = nextHops
        self.table = table
        self.preferredSource = preferredSource
        origin = Self.directorOrigin
        typeOfService = 0
        metrics = [:]
        placement = .prepend
        isTracked = true
    }

    public var family: AddressFamily { destination.address.family }

    /// A route without a way behind it.
    public var isUnreachableKind: Bool {
        switch kind {
        case .blackhole, .unreachable, .prohibit, .passOn: true
        default: false
        }
    }

    /// The scope that goes out: as in ip-route(8), a neighbour's is `link`.
    public var effectiveScope: AddressScope {
        if let scope { return scope }
        if family == .ipv6 || isUnreachableKind { return .global }
        switch kind {
        case .local: return .host
        case .broadcast, .multicast, .anycast: return .link
        default: return nextHops.allSatisfy { $0.gateway == nil } ? .link : .global
        }
    }
}

/// One way of a route.
public struct NextHop: Hashable, Sendable {
    /// nil: the destination is a neighbour. It may be of the other family.
    public var gateway: IPAddress?
    public var interface: String?
    /// 1 to 256; counts where there are several ways.
    public var weight: Int
    /// The gateway is a neighbour though no route says so.
    public var isOnLink: Bool
    public var realms: UInt32?
    /// `encap`.
    public var encapsulation: Encapsulation?

    public init(gateway: IPAddress? = nil, interface: String? = nil, weight: Int = 1, isOnLink: Bool = false) {
        self.gateway = gateway
        self.interface = interface
        self.weight = weight
        self.isOnLink = isOnLink
    }
}
