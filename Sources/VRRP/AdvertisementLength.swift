internal import NetworkTypes

// How long the advertisements of a virtual router are.

/// RFC 8200 section 3.
private let ipv6HeaderLength = 40

extension VirtualRouterParameters {
    /// Whether advertisements have an authentication header before them (`auth_type AH`), which is an IP protocol of its own.
    public var usesAuthenticationHeader: Bool { usedVersion == .version2 && authentication.field == .header }

    /// All that an advertisement is longer than its addresses: the headers of IP and of authentication, its own one, version 2's
    /// authentication data and the trailer of `auth_hmac`. In bytes.
    public var advertisementOverhead: Int {
        let addressHeader = family == .ipv4 ? IPv4Header.minimumLength : ipv6HeaderLength
        return addressHeader + (usesAuthenticationHeader ? AuthenticationHeader.length : 0)
            + AdvertisementLayout.length(version: usedVersion.rawValue, family: family, addressCount: 0)
            + (messageAuthentication == nil ? 0 : AuthenticationTrailer.length)
    }

    /// The length of an advertisement with all headers, in bytes.
    public var advertisementLength: Int {
        advertisementOverhead + fittingAddresses.count * AdvertisementLayout.addressLength(family)
    }
}
