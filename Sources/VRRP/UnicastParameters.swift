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

    /// At least one; each address once.
    public var peers: [Peer]
    /// `unicast_ttl`: the time to live of what is sent.
    public var timeToLive: UInt8
    /// `check_unicast_src`, or a time to live with some peer: advertisements of others are not listened to.
    public var checksSource: Bool

    public init(peers: [Peer], timeToLive: UInt8 = 255, checksSource: Bool = false) {
        self.peers = peers
        self.timeToLive = timeToLive
        self.checksSource = checksSource
    }

    func peer(_ address: IPAddress) -> Peer? {
        peers.first { $0.address == address }
    }
}
