import NetworkTypes

/// The bytes of what one virtual router says to one destination: what differs from the last packet in nothing but its number isn't made anew.
public struct AdvertisementEncoder: Sendable {
    private var last: OutgoingAdvertisement?
    private var bytes: [UInt8] = []

    public init() {}

    /// - Returns: what `OutgoingAdvertisement.encode` gives.
    public mutating func encode(_ outgoing: OutgoingAdvertisement, _ authenticator: any MessageAuthenticator = NoAuthenticator()) -> [UInt8] {
        if let last, last.differsOnlyInIdentification(from: outgoing) {
            if case .v4 = outgoing.source { renumber(outgoing.identification) }
            return bytes
        }
        last = outgoing.advertisement.seal == .none ? outgoing : nil
        bytes = outgoing.encode(authenticator)
        return bytes
    }

    private mutating func renumber(_ identification: UInt16) {
        guard bytes.count >= IPv4Header.minimumLength else { return }
        bytes.set(bigEndian: identification, at: IPv4Header.identificationOffset)
        bytes.set(bigEndian: 0, at: IPv4Header.checksumOffset)
        var sum = InternetChecksum()
        sum.add(bytes[..<IPv4Header.minimumLength])
        bytes.set(bigEndian: sum.value, at: IPv4Header.checksumOffset)
    }
}

extension OutgoingAdvertisement {
    /// Whether the packets are the same but for the number of the IPv4 header. A seal differs each time.
    fileprivate func differsOnlyInIdentification(from other: OutgoingAdvertisement) -> Bool {
        timeToLive == other.timeToLive && source == other.source && destination == other.destination && advertisement == other.advertisement
    }
}
