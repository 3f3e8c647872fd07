public import NetworkTypes

/// What the kernel knows a destination by, inside its service.
public typealias DestinationIdentity = Endpoint

/// How packets reach a real server (IP_VS_CONN_F_* of linux/ip_vs.h).
public enum ForwardingMethod: UInt32, Hashable, Sendable, CaseIterable {
    /// NAT: addresses are rewritten, answers come back through the director (ipvsadm: Masq).
    case masquerade = 0
    /// TUN: packets travel in a tunnel, answers go straight to the client (ipvsadm: Tunnel).
    case tunnel = 2
    /// DR: the frame is readdressed to the real server's hardware address (ipvsadm: Route).
    case directRouting = 3

    /// `NAT`, `TUN` or `DR`, as the configuration says it.
    public var name: String {
        switch self {
        case .masquerade: "NAT"
        case .tunnel: "TUN"
        case .directRouting: "DR"
        }
    }
}

/// The encapsulation of `lb_kind TUN` (IP_VS_CONN_F_TUNNEL_TYPE_* of linux/ip_vs.h, kernel 5.3 and later).
public struct TunnelSettings: Hashable, Sendable {
    public enum Encapsulation: UInt8, Hashable, Sendable {
        case ipip = 0
        case gue = 1
        case gre = 2
    }

    /// IP_VS_TUNNEL_ENCAP_FLAG_*.
    public enum Checksum: UInt16, Hashable, Sendable {
        case none = 0
        case full = 1
        case remote = 2
    }

    public var encapsulation: Encapsulation
    /// The UDP port of gue; 0 for the others.
    public var port: UInt16
    public var checksum: Checksum

    public init(encapsulation: Encapsulation = .ipip, port: UInt16 = 0, checksum: Checksum = .none) {
        self.encapsulation = encapsulation
        self.port = port
        self.checksum = checksum
    }
}

/// What configures a destination, apart from its identity and from its statistics.
public struct DestinationSettings: Hashable, Sendable {
    public var forwarding: ForwardingMethod
    /// 0 to 2,147,483,647; 0 lets existing connections go on and takes no new ones.
    public var weight: UInt32
    /// Connections above which the destination takes no new ones; 0 means no limit.
    public var upperThreshold: UInt32
    /// Connections below which it takes new ones again.
    public var lowerThreshold: UInt32
    public var tunnel: TunnelSettings

    public init(
        forwarding: ForwardingMethod, weight: UInt32, upperThreshold: UInt32 = 0, lowerThreshold: UInt32 = 0,
        tunnel: TunnelSettings = TunnelSettings()
    ) {
        self.forwarding = forwarding
        self.weight = weight
        self.upperThreshold = upperThreshold
        self.lowerThreshold = lowerThreshold
        self.tunnel = tunnel
    }
}
