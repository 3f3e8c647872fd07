import NetworkTypes

/// What a virtual router asks of a packet before it listens to it (RFC 3768 section 7.1).
struct ReceiveChecks {
    let parameters: VirtualRouterParameters

    /// Checks in keepalived's order, so that the first complaint is the one that its users know.
    func check(_ packet: ReceivedPacket) throws(AdvertisementError) -> AdvertisementView {
        let view = try AdvertisementView(packet.payload, family: packet.source.family)
        guard view.receivedLength == view.expectedLength else {
            throw .totalLength(length: view.receivedLength, expected: view.expectedLength)
        }
        guard view.virtualRouterID == parameters.virtualRouterID else {
            throw .virtualRouterID(view.virtualRouterID, expected: parameters.virtualRouterID)
        }
        if parameters.unicast == nil {
            guard packet.timeToLive == ProtocolConstants.timeToLive else { throw .timeToLive(packet.timeToLive, expected: 255...255) }
        }
        let version = parameters.usedVersion
        guard view.version == version.rawValue else { throw .version(view.version, expected: version.rawValue) }
        if version == .version2 { try checkAuthentication(of: view) }
        try checkInterval(of: view)
        guard view.type == AdvertisementLayout.advertisementType else { throw .type(view.type) }
        guard isChecksumRight(view, packet) else { throw .checksum(version: view.version) }
        if let unicast = parameters.unicast {
            guard !packet.destination.isMulticast else { throw .notUnicast(packet.destination) }
            try checkSource(of: packet, unicast)
        } else {
            guard packet.destination.isMulticast else { throw .notMulticast(packet.destination) }
        }
        return view
    }

    /// Version 2 wants the same interval everywhere; version 3 learns the master's (RFC 5798 section 7.1), but none of zero.
    private func checkInterval(of view: AdvertisementView) throws(AdvertisementError) {
        let ours = parameters.usedInterval
        guard let theirs = view.interval else { throw .interval(centiseconds: 0, expected: ours.centiseconds) }
        if parameters.usedVersion == .version2, theirs != ours {
            throw .interval(centiseconds: theirs.centiseconds, expected: ours.centiseconds)
        }
    }

    private func isChecksumRight(_ view: AdvertisementView, _ packet: ReceivedPacket) -> Bool {
        let coverage = parameters.checksumCoverage
        if view.isChecksumRight(coverage, from: packet.source, to: packet.destination) { return true }
        // Who follows RFC 9568 shall understand who follows RFC 5798.
        return parameters.usedVersion == .version3 && coverage == .advertisement
            && view.isChecksumRight(.pseudoHeader, from: packet.source, to: packet.destination)
    }

    private func checkSource(of packet: ReceivedPacket, _ unicast: UnicastParameters) throws(AdvertisementError) {
        guard unicast.checksSource else { return }
        guard let peer = unicast.peer(packet.source) else { throw .notFromPeer }
        guard peer.timesToLive.contains(packet.timeToLive) else {
            throw .timeToLive(packet.timeToLive, expected: peer.timesToLive)
        }
    }

    /// Whether an advertisement that is listened to comes from an address that the configuration doesn't list.
    func isFromStranger(_ source: IPAddress) -> Bool {
        parameters.unicast.map { $0.peer(source) == nil } ?? false
    }

    private func checkAuthentication(of view: AdvertisementView) throws(AdvertisementError) {
        let received = view.authenticationType
        // 2 was the IP authentication header in RFC 2338 section 5.3.6.
        guard received <= 2 else { throw .unknownAuthenticationType(received) }
        let ours = parameters.authentication.field
        guard received == ours.wireType else { throw .authenticationTypeMismatch(received, expected: ours.wireType) }
        if case .simpleText(let password) = ours, password != Array(view.authenticationData) { throw .wrongPassword }
    }

    /// How the addresses in an advertisement differ from ours, if they do. RFC 3768 section 7.1 lets a router drop the
    /// advertisement of a non-owner for it; keepalived only logs and counts.
    func addressDifference(in view: AdvertisementView, from source: IPAddress) -> VirtualRouter.Event.Kind? {
        let ours = parameters.fittingAddresses
        if Int(view.addressCount) != ours.count {
            return .addressCountDiffers(received: Int(view.addressCount), ours: ours.count, from: source)
        }
        let received = view.addresses
        if received.elementsEqual(ours) { return nil }
        let known = Set(received)
        return ours.first { !known.contains($0) }.map { .addressMissing($0, from: source) }
    }
}
