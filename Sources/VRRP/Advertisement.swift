public import NetworkTypes

/// A VRRP advertisement that keeps every rule of RFC 3768 section 5.1 (version 2) or RFC 5798 section 5.1 (version 3).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version| Type  | Virtual Rtr ID|   Priority    | Count IP Addrs|
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///  2: |   Auth Type   |   Adver Int   |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///  3: |(rsvd) |     Max Adver Int     |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |              IP Address (1 to n), 4 or 16 bytes each          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///  2: |                     Authentication Data (1)                   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///  2: |                     Authentication Data (2)                   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct Advertisement: Hashable, Sendable {
    public let version: ProtocolVersion
    /// That of the addresses, and of the packet that carries it.
    public let family: AddressFamily
    /// 1 to 255.
    public let virtualRouterID: UInt8
    /// 1 to 254; 255 from the owner of the addresses; 0 from a master that stops.
    public let priority: UInt8
    public let interval: AdvertisementInterval
    /// A password is exactly eight bytes here. Always `none` in version 3.
    public let authentication: AuthenticationField
    /// At most 255, all of `family`.
    public let addresses: [IPAddress]
    /// What the checksum covers beside the advertisement.
    public var checksum: ChecksumCoverage
    /// What protects it as a whole.
    public var seal = Seal.none

    /// - Returns: nil for virtual router 0, for more than 255 addresses or one of another family, for a password that isn't eight bytes
    ///   long, for an interval that the version can't say, and for version 2 with IPv6 or version 3 with authentication.
    public init?(
        version: ProtocolVersion = .version2, family: AddressFamily = .ipv4, virtualRouterID: UInt8, priority: UInt8,
        interval: AdvertisementInterval, authentication: AuthenticationField = .none, addresses: [IPAddress]
    ) {
        guard virtualRouterID > 0, addresses.count <= ProtocolConstants.maximumAddressCount, addresses.allSatisfy({ $0.family == family })
        else { return nil }
        if case .simpleText(let password) = authentication, password.count != AdvertisementLayout.authenticationLength { return nil }
        switch version {
        case .version2: guard family == .ipv4, interval.centiseconds % 100 == 0 else { return nil }
        case .version3: guard authentication == .none, interval.centiseconds <= AdvertisementInterval.mostCentiseconds else { return nil }
        }
        self.version = version
        self.family = family
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        self.interval = interval
        self.authentication = authentication
        self.addresses = addresses
        checksum = ChecksumCoverage(of: version)
    }

    /// What a router with these parameters says. Addresses beyond the 255th don't fit and aren't said, nor are those of another
    /// family; a password is cut or padded to its eight bytes.
    public init(of parameters: VirtualRouterParameters, priority: UInt8) {
        version = parameters.usedVersion
        family = parameters.family
        virtualRouterID = parameters.virtualRouterID
        self.priority = priority
        interval = parameters.usedInterval
        authentication = version == .version2 ? parameters.authentication.field : .none
        addresses = parameters.fittingAddresses
        checksum = parameters.checksumCoverage(withOld: false)
    }

    /// The bytes that `encode` gives.
    public var encodedLength: Int {
        AdvertisementLayout.length(version: version.rawValue, family: family, addressCount: UInt8(truncatingIfNeeded: addresses.count))
    }

    /// The payload of the IP packet from `source` to `destination`, which version 3 has in its checksum.
    public func encode(from source: IPAddress, to destination: IPAddress) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encodedLength)
        bytes.append(version.rawValue << 4 | AdvertisementLayout.advertisementType)
        bytes.append(virtualRouterID)
        bytes.append(priority)
        bytes.append(UInt8(truncatingIfNeeded: addresses.count))
        switch version {
        case .version2:
            bytes.append(authentication.wireType)
            bytes.append(interval.wholeSeconds)
        case .version3:
            bytes.append(bigEndian: interval.centiseconds)
        }
        bytes.append(bigEndian: UInt16(0))
        for address in addresses { bytes.append(contentsOf: address.bytes) }
        if version == .version2 { bytes.append(contentsOf: authentication.wireData) }
        let sum = checksum.value(over: bytes[...], from: source, to: destination)
        bytes.set(bigEndian: sum, at: AdvertisementLayout.checksumOffset)
        return bytes
    }

    /// The virtual router that a packet is for, so that it can be handed to the right one before anything else is looked at.
    ///
    /// - Returns: nil for a packet too short to say.
    public static func virtualRouterID(in payload: Span<UInt8>) -> UInt8? {
        payload.byte(at: AdvertisementLayout.virtualRouterIDOffset)
    }
}
