public import NetworkTypes

/// An advertisement as it came in, with what the IP header said of it; nothing in it has been checked.
public struct ReceivedPacket: Hashable, Sendable {
    public var source: IPv4Address
    public var destination: IPv4Address
    public var timeToLive: UInt8
    /// What the IP packet carried, as long as the IP header said.
    public var payload: [UInt8]

    public init(
        source: IPv4Address, destination: IPv4Address = ProtocolConstants.multicastGroup,
        timeToLive: UInt8 = ProtocolConstants.timeToLive, payload: [UInt8]
    ) {
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.payload = payload
    }

    /// Reads what a raw socket delivers: the IP header with what follows it.
    ///
    /// - Throws: `IPv4HeaderError` where the header is unusable or belongs to another protocol.
    public init(datagram: Span<UInt8>) throws(IPv4HeaderError) {
        let header = try IPv4Header(decoding: datagram)
        guard header.protocolNumber == ProtocolConstants.protocolNumber else {
            throw .protocolNumber(header.protocolNumber)
        }
        // The decoder has checked that the payload lies within the datagram.
        guard let payload = datagram.array(header.payload) else { throw .tooShort(datagram.count) }
        self.init(source: header.source, destination: header.destination, timeToLive: header.timeToLive, payload: payload)
    }

    /// The virtual router that it is for; nil where it is too short to say.
    public var virtualRouterID: UInt8? {
        Advertisement.virtualRouterID(in: payload.span)
    }
}
