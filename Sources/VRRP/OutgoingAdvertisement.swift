public import NetworkTypes

/// An advertisement on its way to one destination.
public struct OutgoingAdvertisement: Hashable, Sendable {
    public let advertisement: Advertisement
    public let source: IPAddress
    public let destination: IPAddress
    /// The hop limit on IPv6, which the kernel has to be told.
    public let timeToLive: UInt8
    /// IPv4 only: a number that differs from packet to packet; the kernel fills in its own for 0 (raw(7)).
    public let identification: UInt16

    /// - Parameter destination: nil stands for the group of the advertisement's family.
    /// - Returns: nil where the addresses are of another family than the advertisement.
    public init?(
        _ advertisement: Advertisement, source: IPAddress, destination: IPAddress? = nil,
        timeToLive: UInt8 = ProtocolConstants.timeToLive, identification: UInt16 = 0
    ) {
        let destination = destination ?? ProtocolConstants.multicastGroup(advertisement.family)
        guard source.family == advertisement.family, destination.family == advertisement.family else { return nil }
        self.advertisement = advertisement
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.identification = identification
    }

    /// What a raw socket takes: on IPv4 the whole packet (IP_HDRINCL), on IPv6 what follows the header, which the kernel writes.
    public func encode() -> [UInt8] {
        let payload = advertisement.encode(from: source, to: destination)
        guard case (.v4(let source), .v4(let destination)) = (source, destination) else { return payload }
        // At most 1044 bytes, which always fit.
        return IPv4Datagram(
            source: source, destination: destination, identification: identification, timeToLive: timeToLive, payload: payload)?.encode() ?? []
    }
}
