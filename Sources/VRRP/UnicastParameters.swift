public import NetworkTypes

/// `unicast_peer` and what goes with it: advertisements are sent to each peer instead of to a multicast group.
public struct UnicastParameters: Hashable, Sendable {
    /// One line of `unicast_peer`.
    public struct Peer: Hashable, Sendable {
        public var address: IPAddress
        /// `min_ttl`, `max_ttl`: the times to live that an advertisement of the peer may have.
        public var timesToLive: ClosedRange<UInt8>

        public init(_ address: IPAddress, timesToLive: ClosedRange<UInt8> = 0...255) {
            self.address = address
            self.timesToLive = timesToLive
        }
    }

    /// Each address once. Without any the router stays in FAULT (`unicast_fault_no_peer`).
    public var peers: [Peer]
    /// `unicast_ttl`: the time to live of what is sent.
    public var timeToLive: UInt8
    /// `check_unicast_src`, or a time to live with some peer: advertisements of others are not listened to.
    public var checksSource: Bool

    /// `old_unicast_checksum`: what the checksums of version 3 cover.
    public var oldChecksum: OldChecksum
    /// The group that the old checksum has as its destination: `vrrp_mcast_group4`.
    public var oldChecksumGroup: IPAddress

    /// keepalived up to 1.3.6 computed the checksum of unicast advertisements as if they went to the group.
    public enum OldChecksum: Hashable, Sendable {
        /// Recognised in what a peer sends, and then used too.
        case detected
        case always
        case never
    }

    public init(
        peers: [Peer], timeToLive: UInt8 = 255, checksSource: Bool = false, oldChecksum: OldChecksum = .detected,
        oldChecksumGroup: IPAddress = ProtocolConstants.multicastGroup
    ) {
        self.peers = peers
        self.timeToLive = timeToLive
        self.checksSource = checksSource
        self.oldChecksum = oldChecksum
        self.oldChecksumGroup = oldChecksumGroup
    }

    func peer(_ address: IPAddress) -> Peer? {
        peers.first { $0.address == address }
    }
}
