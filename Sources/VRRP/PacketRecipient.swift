public import NetworkTypes

extension VirtualRouterParameters {
    /// How well a packet of this virtual router identifier fits a router, where several have the same: each multicast group is a space of
    /// its own, and so are the peers of each unicast router.
    public enum Fit: Int, Comparable, Sendable {
        /// It is for others, or from nobody known.
        case none
        /// It is from a unicast peer.
        case peer
        /// It is for the router's group, or from a unicast peer to its address.
        case exact

        public static func < (one: Fit, other: Fit) -> Bool { one.rawValue < other.rawValue }
    }

    /// - Parameters:
    ///   - group: what the router listens to; nil with unicast.
    ///   - address: its own; nil while it has none.
    public func fit(of packet: ReceivedPacket, group: IPAddress?, address: IPAddress?) -> Fit {
        guard let unicast, group == nil else { return packet.destination == group ? .exact : .none }
        if packet.destination.isMulticast || unicast.peer(packet.source) == nil { return .none }
        return packet.destination == address ? .exact : .peer
    }
}
