internal import NetworkTypes

extension ReceiveChecks {
    /// The two protocols have sockets of their own, but nothing keeps a sender from using the wrong one.
    func checkPresenceOfHeader(_ packet: ReceivedPacket) throws(AdvertisementError) {
        let wantsHeader = parameters.usesAuthenticationHeader
        if wantsHeader != (packet.authenticationHeader != nil) { throw .authenticationHeaderPresence(expected: wantsHeader) }
    }

    /// Version 2's authentication type, password and header (RFC 2338 section 5.3.6).
    func checkAuthentication(
        of view: AdvertisementView, _ packet: ReceivedPacket, _ authenticator: any MessageAuthenticator
    ) throws(AdvertisementError) {
        let received = view.authenticationType
        guard received <= AuthenticationField.header.wireType else { throw .unknownAuthenticationType(received) }
        let ours = parameters.authentication.field
        guard received == ours.wireType else { throw .authenticationTypeMismatch(received, expected: ours.wireType) }
        switch parameters.authentication {
        case .none: break
        case .simpleText(let password):
            let expected = Authentication.eightBytes(password)
            guard isSameCode(expected, view.authenticationData, length: expected.count) else { throw .wrongPassword }
        case .header(let key): try checkHeader(of: packet, key, authenticator)
        }
    }

    private func checkHeader(of packet: ReceivedPacket, _ key: [UInt8], _ authenticator: any MessageAuthenticator) throws(AdvertisementError) {
        guard let header = packet.authenticationHeader, case .v4(let source) = packet.source,
            header.isCodeRight(key: key, coversTimeToLive: parameters.unicast == nil, authenticator)
        else { throw .wrongHeaderCode }
        guard header.securityParametersIndex == source.bits else { throw .securityParametersIndex(header.securityParametersIndex) }
        if let last = memory.headers.last(from: packet.source), header.sequenceNumber <= last { throw .replayedHeader(header.sequenceNumber, last: last) }
    }

    /// The trailer behind an advertisement, where trailers are known at all.
    ///
    /// - Throws: where there is something else behind it.
    func trailer(of view: AdvertisementView) throws(AdvertisementError) -> ArraySlice<UInt8>? {
        let surplus = view.receivedLength - view.expectedLength
        if surplus == 0 { return nil }
        guard surplus == AuthenticationTrailer.length, parameters.messageAuthentication != nil else {
            throw .totalLength(length: view.receivedLength, expected: view.expectedLength)
        }
        return view.surplus
    }

    /// - Returns: how far the sender's clock is from ours, in seconds, where that is more than half of what is tolerated.
    mutating func checkTrailer(
        _ trailer: ArraySlice<UInt8>?, _ view: AdvertisementView, _ packet: ReceivedPacket, _ own: MessageAuthentication,
        _ authenticator: any MessageAuthenticator
    ) throws(AdvertisementError) -> Int32? {
        guard let trailer, let received = ReceivedTrailer(trailer) else {
            if own.mode == .enforce { throw .missingTrailer }
            return nil
        }
        if let unicast = parameters.unicast, unicast.peer(packet.source) == nil { throw .notFromPeer }
        guard received.isWellFormed else { throw .malformedTrailer }
        let difference = AuthenticationTrailer.seconds(clock) &- AuthenticationTrailer.seconds(received.stamp.sequence)
        if let window = own.window, !AuthenticationTrailer.isWithin(window, difference) {
            throw .staleTrailer(seconds: difference, window: window.components.seconds)
        }
        guard let key = own.keys[received.stamp.keyID] else { throw .unknownKey(received.stamp.keyID) }
        let code = AuthenticationTrailer.code(of: view.announced, stamp: received.stampBytes, from: packet.source, key: key, authenticator)
        guard isSameCode(code, received.code, length: AuthenticationTrailer.codeLength) else { throw .wrongTrailerCode }
        guard memory.trailers.note(received.stamp.sequence, from: packet.source, clock: clock, window: own.window) else { throw .replayedTrailer }
        guard let window = own.window, !AuthenticationTrailer.isWithin(window / 2, difference) else { return nil }
        return difference
    }
}
