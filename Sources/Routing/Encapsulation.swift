public import NetworkTypes

/// `encap`: what packets of a route are put into (linux/lwtunnel.h).
public enum Encapsulation: Hashable, Sendable {
    /// A stack of labels, 0 to 1,048,575 each, the outermost first; at most 16.
    case mpls([UInt32])
    /// `ip` or `ip6`, by the family.
    case tunnel(AddressFamily, Tunnel)
    /// Identifier-locator addressing: the upper half of an IPv6 address.
    case ila(locator: UInt64)

    /// What a tunnel without a configuration of its own is told of each packet.
    public struct Tunnel: Hashable, Sendable {
        public var identifier: UInt64?
        public var destination: IPAddress?
        public var source: IPAddress?
        /// `tos` or `tc`.
        public var trafficClass: UInt8?
        /// `ttl` or `hoplimit`.
        public var hopLimit: UInt8?
        /// TUNNEL_* of net/ip_tunnels.h in the kernel.
        public var flags: UInt16?

        public init() {}
    }
}
