internal import NetworkTypes

/// Where the fields of an advertisement stand (RFC 3768 section 5.1, RFC 5798 section 5.1).
enum AdvertisementLayout {
    static let virtualRouterIDOffset = 1
    static let checksumOffset = 6
    static let headerLength = 8
    static let authenticationLength = 8
    /// The one packet type that exists (RFC 3768 section 5.3.2).
    static let advertisementType: UInt8 = 1

    /// The whole length by the header's own word; version 3 has no authentication data.
    static func length(version: UInt8, family: AddressFamily, addressCount: UInt8) -> Int {
        headerLength + addressLength(family) * Int(addressCount) + (version == ProtocolVersion.version2.rawValue ? authenticationLength : 0)
    }

    static func addressLength(_ family: AddressFamily) -> Int {
        Int(family.bitWidth) / 8
    }
}
