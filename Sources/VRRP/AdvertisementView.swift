public import NetworkTypes

/// The fields of a received packet whose length has been checked, and nothing else: every value may still be wrong.
public struct AdvertisementView: Sendable {
    private let payload: [UInt8]
    private let family: AddressFamily

    /// - Parameters:
    ///   - payload: what the IP packet carried.
    ///   - family: that of the IP packet.
    /// - Throws: `AdvertisementError.tooShort` where the packet is shorter than its own header says.
    public init(_ payload: [UInt8], family: AddressFamily = .ipv4) throws(AdvertisementError) {
        guard payload.count >= AdvertisementLayout.headerLength else {
            throw .tooShort(length: payload.count, expected: AdvertisementLayout.headerLength)
        }
        let expected = AdvertisementLayout.length(version: payload[0] >> 4, family: family, addressCount: payload[3])
        guard payload.count >= expected else { throw .tooShort(length: payload.count, expected: expected) }
        self.payload = payload
        self.family = family
    }

    public var version: UInt8 { payload[0] >> 4 }
    public var type: UInt8 { payload[0] & 0xF }
    public var virtualRouterID: UInt8 { payload[1] }
    public var priority: UInt8 { payload[2] }
    public var addressCount: UInt8 { payload[3] }
    /// Version 2 only.
    public var authenticationType: UInt8 { payload[4] }
    /// Version 2 only: whole seconds.
    public var intervalSeconds: UInt8 { payload[5] }
    /// Version 3 only: the lower twelve bits; what stands in the others is not looked at (RFC 5798 section 5.2.6).
    public var intervalCentiseconds: UInt16 { UInt16(payload[4] & 0xF) << 8 | UInt16(payload[5]) }

    /// The sender's interval; nil where it says zero, which would be a flood.
    public var interval: AdvertisementInterval? {
        version == ProtocolVersion.version2.rawValue
            ? AdvertisementInterval(seconds: intervalSeconds) : AdvertisementInterval(centiseconds: intervalCentiseconds)
    }

    /// The bytes that the header announces.
    public var expectedLength: Int {
        AdvertisementLayout.length(version: version, family: family, addressCount: addressCount)
    }

    /// The bytes that came.
    public var receivedLength: Int { payload.count }

    /// Whether the sum is right: on IPv4 over the announced bytes, on IPv6 over all that came, as kernels compute it (RFC 3542 section 3.1).
    public func isChecksumRight(_ coverage: ChecksumCoverage, from source: IPAddress, to destination: IPAddress) -> Bool {
        coverage.value(over: family == .ipv4 ? announced : payload[...], from: source, to: destination) == 0
    }

    /// The bytes that the header announces, without what stands behind them.
    var announced: ArraySlice<UInt8> { payload[..<expectedLength] }

    /// What stands behind them.
    var surplus: ArraySlice<UInt8> { payload[expectedLength...] }

    public var addresses: [IPAddress] {
        let length = AdvertisementLayout.addressLength(family)
        return (0..<Int(addressCount)).compactMap { index in
            let offset = AdvertisementLayout.headerLength + length * index
            return IPAddress(bytes: payload[offset..<offset + length])
        }
    }

    /// Eight bytes in version 2, none otherwise.
    public var authenticationData: ArraySlice<UInt8> {
        payload[(AdvertisementLayout.headerLength + AdvertisementLayout.addressLength(family) * Int(addressCount))..<expectedLength]
    }
}

extension Advertisement {
    /// Reads a packet by itself, without the expectations of one virtual router (those are `VirtualRouter.received`'s).
    ///
    /// - Throws: what is wrong first, in keepalived's order.
    public init(decoding packet: ReceivedPacket) throws(AdvertisementError) {
        let family = packet.source.family
        let view = try AdvertisementView(packet.payload, family: family)
        guard view.receivedLength == view.expectedLength else {
            throw .totalLength(length: view.receivedLength, expected: view.expectedLength)
        }
        guard let version = ProtocolVersion(rawValue: view.version), version == .version3 || family == .ipv4 else { throw .version(view.version) }
        let authentication = version == .version2 ? try AuthenticationField(view) : .none
        guard let interval = view.interval else { throw .interval(centiseconds: 0, expected: nil) }
        guard view.type == AdvertisementLayout.advertisementType else { throw .type(view.type) }
        let coverage = ChecksumCoverage(of: version)
        guard view.isChecksumRight(coverage, from: packet.source, to: packet.destination) else { throw .checksum(version: view.version) }
        guard
            let advertisement = Advertisement(
                version: version, family: family, virtualRouterID: view.virtualRouterID, priority: view.priority, interval: interval,
                authentication: authentication, addresses: view.addresses)
        else { throw .virtualRouterID(view.virtualRouterID, expected: nil) }
        self = advertisement
    }
}

extension AuthenticationField {
    init(_ view: AdvertisementView) throws(AdvertisementError) {
        switch view.authenticationType {
        case 0: self = .none
        case 1: self = .simpleText(Array(view.authenticationData))
        case 2: self = .header
        case let other: throw .unknownAuthenticationType(other)
        }
    }
}
