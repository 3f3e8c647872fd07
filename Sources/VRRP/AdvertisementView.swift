public import NetworkTypes

/// The fields of a received packet whose length has been checked, and nothing else: every value may still be wrong.
public struct AdvertisementView: Sendable {
    private let payload: [UInt8]

    /// - Parameter payload: what the IP packet carried.
    /// - Throws: `AdvertisementError.tooShort` where the packet is shorter than its own header says.
    public init(_ payload: [UInt8]) throws(AdvertisementError) {
        guard payload.count >= AdvertisementLayout.headerLength else {
            throw .tooShort(length: payload.count, expected: AdvertisementLayout.headerLength)
        }
        let expected = AdvertisementLayout.length(version: payload[0] >> 4, addressCount: payload[3])
        guard payload.count >= expected else { throw .tooShort(length: payload.count, expected: expected) }
        self.payload = payload
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

    /// The bytes that the header announces.
    public var expectedLength: Int {
        AdvertisementLayout.length(version: version, addressCount: addressCount)
    }

    /// The bytes that came.
    public var receivedLength: Int { payload.count }

    /// Whether the sum over the announced bytes is right, without a pseudo header (RFC 3768 section 5.3.8).
    public var isChecksumRight: Bool {
        InternetChecksum.of(payload[..<expectedLength]) == 0
    }

    public var addresses: [IPv4Address] {
        (0..<Int(addressCount)).map { index in
            let offset = AdvertisementLayout.headerLength + 4 * index
            return IPv4Address(payload[offset], payload[offset + 1], payload[offset + 2], payload[offset + 3])
        }
    }

    /// Eight bytes in version 2, none otherwise.
    public var authenticationData: ArraySlice<UInt8> {
        payload[(AdvertisementLayout.headerLength + 4 * Int(addressCount))..<expectedLength]
    }
}

extension Advertisement {
    /// Reads a packet by itself, without the expectations of one virtual router (those are `VirtualRouter.received`'s).
    ///
    /// - Throws: what is wrong first, in keepalived's order.
    public init(decoding payload: [UInt8]) throws(AdvertisementError) {
        let view = try AdvertisementView(payload)
        guard view.version == ProtocolVersion.version2.rawValue else { throw .version(view.version) }
        let authentication: Authentication
        switch view.authenticationType {
        case 0: authentication = .none
        case 1: authentication = .simpleText(Array(view.authenticationData))
        default: throw .unknownAuthenticationType(view.authenticationType)
        }
        guard let interval = AdvertisementInterval(seconds: view.intervalSeconds) else {
            throw .interval(seconds: view.intervalSeconds, expected: nil)
        }
        guard view.type == AdvertisementLayout.advertisementType else { throw .type(view.type) }
        guard view.receivedLength == view.expectedLength else {
            throw .totalLength(length: view.receivedLength, expected: view.expectedLength)
        }
        guard view.isChecksumRight else { throw .checksum }
        guard
            let advertisement = Advertisement(
                virtualRouterID: view.virtualRouterID, priority: view.priority, interval: interval,
                authentication: authentication, addresses: view.addresses)
        else { throw .virtualRouterID(view.virtualRouterID, expected: nil) }
        self = advertisement
    }
}
