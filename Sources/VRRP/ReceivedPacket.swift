public import NetworkTypes

/// An advertisement as it came in, with what the IP header said of it; nothing in it has been checked.
public struct ReceivedPacket: Hashable, Sendable {
    public var source: IPAddress
    /// Of the same family as the source.
    public var destination: IPAddress
    /// The hop limit on IPv6.
    public var timeToLive: UInt8
    /// What the IP packet carried, as long as the IP header said.
    public var payload: [UInt8]

    /// What stood between the IP header and the advertisement.
    public var authenticationHeader: ReceivedAuthenticationHeader?

    /// - Parameter destination: nil stands for the group of the source's family.
    public init(source: IPAddress, destination: IPAddress? = nil, timeToLive: UInt8 = ProtocolConstants.timeToLive, payload: [UInt8]) {
        self.source = source
        self.destination = destination ?? ProtocolConstants.multicastGroup(source.family)
        self.timeToLive = timeToLive
        self.payload = payload
    }

    /// Reads what a raw IPv4 socket delivers: the IP header with what follows it.
    ///
    /// - Throws: `IPv4HeaderError` where the header is unusable or belongs to another protocol.
    public init(datagram: Span<UInt8>) throws(IPv4HeaderError) {
        let header = try IPv4Header(decoding: datagram)
        var range = header.payload
        var authenticationHeader: ReceivedAuthenticationHeader?
        switch header.protocolNumber {
        case ProtocolConstants.protocolNumber: break
        case AuthenticationHeader.protocolNumber:
            guard let found = ReceivedAuthenticationHeader(in: datagram, behind: header) else { throw .authenticationHeader }
            authenticationHeader = found
            range = range.dropFirst(AuthenticationHeader.length)
        case let other: throw .protocolNumber(other)
        }
        // The decoder has checked that the payload lies within the datagram.
        guard let payload = datagram.array(range) else { throw .tooShort(datagram.count) }
        self.init(source: .v4(header.source), destination: .v4(header.destination), timeToLive: header.timeToLive, payload: payload)
        self.authenticationHeader = authenticationHeader
    }

    /// The virtual router that it is for; nil where it is too short to say.
    public var virtualRouterID: UInt8? {
        Advertisement.virtualRouterID(in: payload.span)
    }
}
