public import NetworkTypes

/// An advertisement on its way to one destination.
public struct OutgoingAdvertisement: Hashable, Sendable {
    public let advertisement: Advertisement
    public let source: IPAddress
    public let destination: IPAddress
    /// The hop limit on IPv6, which the kernel has to be told.
    public let timeToLive: UInt8
    /// IPv4 only: a number that differs from packet to packet; the kernel fills in its own for 0 (raw(7)), which an authentication
    /// header would not survive.
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
    public func encode(_ authenticator: any MessageAuthenticator = NoAuthenticator()) -> [UInt8] {
        let payload = sealedPayload(authenticator)
        guard case (.v4(let source), .v4(let destination)) = (source, destination) else { return payload }
        guard case .header(let key, let sequenceNumber) = advertisement.seal else { return datagram(source, destination, payload) }
        let header = AuthenticationHeader(sequenceNumber: sequenceNumber, securityParametersIndex: source.bits)
        var bytes = datagram(source, destination, header.encode(before: payload), AuthenticationHeader.protocolNumber)
        let ipHeader = IPv4Header.minimumLength
        let covered = AuthenticationHeader.covered(of: bytes, headerLength: ipHeader, coversTimeToLive: destination.isMulticast)
        let code = authenticator.hmacMD5(of: covered, key: key).prefix(AuthenticationHeader.codeLength)
        guard code.count == AuthenticationHeader.codeLength else { return bytes }
        bytes.replaceSubrange(ipHeader + AuthenticationHeader.codeOffset..<ipHeader + AuthenticationHeader.length, with: code)
        return bytes
    }

    /// At most 1096 bytes, which always fit.
    private func datagram(
        _ source: IPv4Address, _ destination: IPv4Address, _ payload: [UInt8], _ protocolNumber: UInt8 = ProtocolConstants.protocolNumber
    ) -> [UInt8] {
        IPv4Datagram(
            source: source, destination: destination, identification: identification, timeToLive: timeToLive, protocolNumber: protocolNumber,
            payload: payload)?.encode() ?? []
    }

    /// The advertisement with its trailer. IPv4's checksum leaves the trailer out; IPv6's covers it, as the kernel's does that keepalived
    /// leaves it to.
    private func sealedPayload(_ authenticator: any MessageAuthenticator) -> [UInt8] {
        var bytes = advertisement.encode(from: source, to: destination)
        guard case .trailer(let stamp, let key) = advertisement.seal else { return bytes }
        let start = AuthenticationTrailer.encodeStamp(stamp)
        let code = AuthenticationTrailer.code(of: bytes[...], stamp: start[...], from: source, key: key, authenticator)
        bytes += start
        bytes += code.count == AuthenticationTrailer.codeLength ? code : [UInt8](repeating: 0, count: AuthenticationTrailer.codeLength)
        guard advertisement.family == .ipv6 else { return bytes }
        bytes.set(bigEndian: 0, at: AdvertisementLayout.checksumOffset)
        let sum = advertisement.checksum.value(over: bytes[...], from: source, to: destination)
        bytes.set(bigEndian: sum, at: AdvertisementLayout.checksumOffset)
        return bytes
    }
}
