internal import NetworkTypes

/// What a virtual router asks of a packet before it listens to it (RFC 3768 section 7.1, RFC 5798 section 7.1).
struct ReceiveChecks {
    let parameters: VirtualRouterParameters
    /// While nobody outranks us.
    let isOwner: Bool
    /// The wall clock in the form of a trailer's sequence.
    let clock: UInt64
    /// What has been learned from earlier packets, and is from this one.
    var memory: ReceiveMemory

    /// An advertisement to listen to.
    struct Accepted {
        var view: AdvertisementView
        /// By how much the clock of the sender differs from ours, in seconds, where that is near to too much.
        var clockDifference: Int32?
        /// Its checksum is that of keepalived up to 1.3.6, for the first time.
        var hasOldChecksum = false
    }

    /// Checks in keepalived's order, so that the first complaint is the one that its users know.
    mutating func check(_ packet: ReceivedPacket, _ authenticator: any MessageAuthenticator) throws(AdvertisementError) -> Accepted {
        var accepted = Accepted(view: try AdvertisementView(packet.payload, family: packet.source.family))
        let view = accepted.view
        try checkPresenceOfHeader(packet)
        guard view.virtualRouterID == parameters.virtualRouterID else {
            throw .virtualRouterID(view.virtualRouterID, expected: parameters.virtualRouterID)
        }
        if parameters.unicast == nil {
            guard packet.timeToLive == ProtocolConstants.timeToLive else { throw .timeToLive(packet.timeToLive, expected: 255...255) }
        }
        let version = parameters.usedVersion
        guard view.version == version.rawValue else { throw .version(view.version, expected: version.rawValue) }
        let stamp = try trailer(of: view)
        if let own = parameters.messageAuthentication {
            accepted.clockDifference = try checkTrailer(stamp, view, packet, own, authenticator)
        }
        if version == .version2 { try checkAuthentication(of: view, packet, authenticator) }
        try checkInterval(of: view)
        guard view.type == AdvertisementLayout.advertisementType else { throw .type(view.type) }
        accepted.hasOldChecksum = try checkChecksum(of: view, packet)
        try checkDestination(of: packet)
        if isOwner, parameters.ownerIgnoresAdvertisements { throw .ignoredByOwner }
        if let unicast = parameters.unicast { try checkSource(of: packet, unicast) }
        if let header = packet.authenticationHeader { memory.headers.note(header.sequenceNumber, from: packet.source) }
        if accepted.hasOldChecksum { memory.usesOldChecksum = true }
        return accepted
    }

    /// Version 2 wants the same interval everywhere; version 3 learns the master's (RFC 5798 section 7.1), but none of zero.
    private func checkInterval(of view: AdvertisementView) throws(AdvertisementError) {
        let ours = parameters.usedInterval
        guard let theirs = view.interval else { throw .interval(centiseconds: 0, expected: ours.centiseconds) }
        if parameters.usedVersion == .version2, theirs != ours {
            throw .interval(centiseconds: theirs.centiseconds, expected: ours.centiseconds)
        }
    }

    private func checkDestination(of packet: ReceivedPacket) throws(AdvertisementError) {
        if parameters.unicast == nil {
            guard packet.destination.isMulticast else { throw .notMulticast(packet.destination) }
        } else {
            guard !packet.destination.isMulticast else { throw .notUnicast(packet.destination) }
        }
    }

    private func checkSource(of packet: ReceivedPacket, _ unicast: UnicastParameters) throws(AdvertisementError) {
        guard unicast.checksSource else { return }
        guard let peer = unicast.peer(packet.source) else { throw .notFromPeer }
        guard peer.timesToLive.contains(packet.timeToLive) else {
            throw .timeToLive(packet.timeToLive, expected: peer.timesToLive)
        }
    }

    /// Whether an advertisement that is listened to comes from an address that the configuration doesn't list.
    static func isFromStranger(_ source: IPAddress, _ parameters: VirtualRouterParameters) -> Bool {
        parameters.unicast.map { $0.peer(source) == nil } ?? false
    }

    /// How the addresses in an advertisement differ from ours, if they do. RFC 3768 section 7.1 lets a router drop the
    /// advertisement of a non-owner for it; keepalived only logs and counts.
    ///
    /// - Parameter comparesList: with `skip_check_adv_addr` only the number is looked at while the sender stays the same.
    static func addressDifference(
        in view: AdvertisementView, from source: IPAddress, _ parameters: VirtualRouterParameters, comparesList: Bool
    ) -> VirtualRouter.Event.Kind? {
        let ours = parameters.fittingAddresses
        if Int(view.addressCount) != ours.count {
            return .addressCountDiffers(received: Int(view.addressCount), ours: ours.count, from: source)
        }
        guard comparesList else { return nil }
        let received = view.addresses
        if received.elementsEqual(ours) { return nil }
        let known = Set(received)
        return ours.first { !known.contains($0) }.map { .addressMissing($0, from: source) }
    }
}

/// What a virtual router keeps of the packets that it has listened to.
struct ReceiveMemory: Sendable {
    var headers = HeaderMarks()
    var trailers = TrailerMarks()
    /// A unicast peer has the checksum of keepalived up to 1.3.6, so ours have it too.
    var usesOldChecksum = false
}
