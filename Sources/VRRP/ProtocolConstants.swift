public import NetworkTypes

/// Numbers that IANA and the RFCs assigned to VRRP.
public enum ProtocolConstants {
    /// The IP protocol number (RFC 3768 section 5.2.4).
    public static let protocolNumber: UInt8 = 112
    /// That of the IP authentication header, which `auth_type AH` puts before the advertisement (RFC 2338 section 5.3.6.3).
    public static let authenticationHeaderNumber: UInt8 = AuthenticationHeader.protocolNumber
    /// The IPv4 group that advertisements go to (RFC 3768 section 5.2.2).
    public static let multicastGroup = IPAddress(224, 0, 0, 18)
    /// The IPv6 group that advertisements go to: ff02::12 (RFC 5798 section 5.1.2.2).
    public static let multicastGroup6 = IPAddress.v6(IPv6Address(high: 0xFF02 << 48, low: 0x12))
    /// The time to live, or hop limit, of every multicast advertisement; any other shows that a router forwarded it
    /// (RFC 3768 section 5.2.3, RFC 5798 section 5.1.2.3).
    public static let timeToLive: UInt8 = 255
    /// The IPv4 type of service that advertisements carry: precedence internetwork control, as keepalived sets it.
    public static let typeOfService: UInt8 = 0xC0
    /// The priority of a router that owns the virtual addresses (RFC 3768 section 5.3.4).
    public static let ownerPriority: UInt8 = 255
    /// The priority with which a master says that it stops (RFC 3768 section 5.3.4).
    public static let stoppingPriority: UInt8 = 0
    /// As many addresses as the count field can say.
    public static let maximumAddressCount = 255

    /// The group that advertisements of a family go to.
    public static func multicastGroup(_ family: AddressFamily) -> IPAddress {
        family == .ipv4 ? multicastGroup : multicastGroup6
    }
}

/// The version of the protocol in an advertisement's first four bits.
public enum ProtocolVersion: UInt8, Hashable, Sendable {
    /// RFC 3768, with the authentication of RFC 2338 that keepalived keeps. IPv4 only.
    case version2 = 2
    /// RFC 5798 and RFC 9568: intervals in centiseconds, IPv6, no authentication.
    case version3 = 3
}
