internal import NetworkTypes

/// The bytes of what one virtual router says to one destination: those of an advertisement that is said again aren't made anew.
public struct AdvertisementEncoder: Sendable {
    /// Of the repetition whose bytes are kept (`VirtualRouter.Repetition`); 0: of none.
    private var number: UInt64 = 0
    private var bytes: [UInt8] = []
    private var hasIPv4Header = false

    public init() {}

    /// - Parameter number: that of the repetition that `outgoing` is; 0: of none.
    /// - Returns: what `OutgoingAdvertisement.encode` gives.
    public mutating func encode(
        _ outgoing: OutgoingAdvertisement, keptAs number: UInt64 = 0, _ authenticator: any MessageAuthenticator = NoAuthenticator()
    ) -> [UInt8] {
        // A seal differs each time.
        self.number = outgoing.advertisement.seal == .none ? number : 0
        bytes = outgoing.encode(authenticator)
        hasIPv4Header = outgoing.source.family == .ipv4 && bytes.count >= IPv4Header.minimumLength
        return bytes
    }

    /// The bytes that were made for a repetition, with another number in the IPv4 header.
    ///
    /// - Returns: nil where others were made since.
    public mutating func encode(again number: UInt64, identification: UInt16) -> [UInt8]? {
        guard number == self.number, number != 0 else { return nil }
        if hasIPv4Header { renumber(identification) }
        return bytes
    }

    /// One word of the header is another one, and so is its checksum (RFC 1624 section 3).
    private mutating func renumber(_ identification: UInt16) {
        let (place, sumPlace) = (IPv4Header.identificationOffset, IPv4Header.checksumOffset)
        let former = UInt32(bytes[place]) << 8 | UInt32(bytes[place + 1])
        let sum = UInt32(bytes[sumPlace]) << 8 | UInt32(bytes[sumPlace + 1])
        var new = (~sum & 0xFFFF) + (~former & 0xFFFF) + UInt32(identification)
        while new > 0xFFFF { new = (new & 0xFFFF) + (new >> 16) }
        new = ~new & 0xFFFF
        bytes[place] = UInt8(truncatingIfNeeded: identification >> 8)
        bytes[place + 1] = UInt8(truncatingIfNeeded: identification)
        bytes[sumPlace] = UInt8(truncatingIfNeeded: new >> 8)
        bytes[sumPlace + 1] = UInt8(truncatingIfNeeded: new)
    }
}
