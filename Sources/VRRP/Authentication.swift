/// How routers of version 2 show that they belong together (RFC 2338 section 5.3.6; dropped by RFC 3768, kept by keepalived).
public enum Authentication: Hashable, Sendable {
    case none
    /// `auth_type PASS`: exactly eight bytes, padded with zeros.
    case simpleText([UInt8])

    /// `auth_type AH`: HMAC-MD5 with these eight bytes, in an IP header of its own.
    case header(key: [UInt8])

    /// The first eight bytes of a password, padded with zeros.
    public static func password(_ bytes: some Collection<UInt8>) -> Authentication {
        .simpleText(eightBytes(bytes))
    }

    /// The first eight bytes, padded with zeros.
    public static func eightBytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let kept = bytes.prefix(AdvertisementLayout.authenticationLength)
        return Array(kept) + Array(repeating: 0, count: AdvertisementLayout.authenticationLength - kept.count)
    }

    /// What a version 2 advertisement says of it.
    public var field: AuthenticationField {
        switch self {
        case .none: .none
        case .simpleText(let password): .simpleText(Self.eightBytes(password))
        case .header: .header
        }
    }
}

/// The authentication type and data in a version 2 advertisement.
public enum AuthenticationField: Hashable, Sendable {
    case none
    /// The password in the clear: exactly eight bytes.
    case simpleText([UInt8])
    /// What proves it stands in a header before the advertisement.
    case header

    /// The first eight bytes of a password, padded with zeros.
    public static func password(_ bytes: some Collection<UInt8>) -> AuthenticationField {
        .simpleText(Authentication.eightBytes(bytes))
    }

    /// The authentication type field: 0 none, 1 simple text, 2 authentication header (RFC 2338 section 5.3.6).
    public var wireType: UInt8 {
        switch self {
        case .none: 0
        case .simpleText: 1
        case .header: 2
        }
    }

    /// The eight bytes of authentication data; zeros where there is no password, which RFC 3768 section 5.3.10 wants.
    var wireData: [UInt8] {
        switch self {
        case .none, .header: Array(repeating: 0, count: AdvertisementLayout.authenticationLength)
        case .simpleText(let password): password
        }
    }
}
