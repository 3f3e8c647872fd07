public import NetworkTypes

/// A VRRP version 2 advertisement that keeps every rule of RFC 3768 section 5.1.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version| Type  | Virtual Rtr ID|   Priority    | Count IP Addrs|
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Auth Type   |   Adver Int   |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       IP Address (1 to n)                     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                     Authentication Data (1)                   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                     Authentication Data (2)                   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct Advertisement: Hashable, Sendable {
    public let version: ProtocolVersion
    /// 1 to 255.
    public let virtualRouterID: UInt8
    /// 1 to 254; 255 from the owner of the addresses; 0 from a master that stops.
    public let priority: UInt8
    public let interval: AdvertisementInterval
    /// A password is exactly eight bytes here.
    public let authentication: Authentication
    /// At most 255.
    public let addresses: [IPv4Address]

    /// - Returns: nil for virtual router 0, for more than 255 addresses, and for a password that isn't eight bytes long.
    public init?(
        virtualRouterID: UInt8, priority: UInt8, interval: AdvertisementInterval,
        authentication: Authentication = .none, addresses: [IPv4Address]
    ) {
        guard virtualRouterID > 0, addresses.count <= ProtocolConstants.maximumAddressCount else { return nil }
        if case .simpleText(let password) = authentication, password.count != AdvertisementLayout.authenticationLength { return nil }
        version = .version2
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        self.interval = interval
        self.authentication = authentication
        self.addresses = addresses
    }

    /// What a router with these parameters says. Addresses beyond the 255th don't fit and aren't said; a password is cut or
    /// padded to its eight bytes.
    init(of parameters: VirtualRouterParameters, priority: UInt8) {
        version = .version2
        virtualRouterID = parameters.virtualRouterID
        self.priority = priority
        interval = AdvertisementInterval(nearestSecond: parameters.advertisementInterval)
        authentication =
            switch parameters.authentication {
            case .none: .none
            case .simpleText(let password): .password(password)
            }
        addresses = Array(parameters.advertisedAddresses.prefix(ProtocolConstants.maximumAddressCount))
    }

    /// The bytes that `encode` gives: 16 and 4 for each address.
    public var encodedLength: Int {
        AdvertisementLayout.length(version: version.rawValue, addressCount: UInt8(truncatingIfNeeded: addresses.count))
    }

    /// The payload of the IP packet. The checksum covers exactly these bytes, without a pseudo header (RFC 3768 section 5.3.8).
    public func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encodedLength)
        bytes.append(version.rawValue << 4 | AdvertisementLayout.advertisementType)
        bytes.append(virtualRouterID)
        bytes.append(priority)
        bytes.append(UInt8(truncatingIfNeeded: addresses.count))
        bytes.append(authentication.wireType)
        bytes.append(interval.wholeSeconds)
        bytes.append(bigEndian: UInt16(0))
        for address in addresses {
            bytes.append(bigEndian: address.bits)
        }
        bytes.append(contentsOf: authentication.wireData)
        bytes.set(bigEndian: InternetChecksum.of(bytes), at: AdvertisementLayout.checksumOffset)
        return bytes
    }

    /// The virtual router that a packet is for, so that it can be handed to the right one before anything else is looked at.
    ///
    /// - Returns: nil for a packet too short to say.
    public static func virtualRouterID(in payload: Span<UInt8>) -> UInt8? {
        payload.byte(at: AdvertisementLayout.virtualRouterIDOffset)
    }
}

extension Authentication {
    /// The authentication type field: 0 none, 1 simple text (RFC 2338 section 5.3.6).
    var wireType: UInt8 {
        switch self {
        case .none: 0
        case .simpleText: 1
        }
    }

    /// The eight bytes of authentication data; zeros where there is no authentication, which RFC 3768 section 5.3.10 wants.
    var wireData: [UInt8] {
        switch self {
        case .none: Array(repeating: 0, count: AdvertisementLayout.authenticationLength)
        case .simpleText(let password): password
        }
    }
}
