internal import NetworkTypes

extension ReceiveChecks {
    /// - Returns: whether it is right only in the form of keepalived up to 1.3.6, which then is answered in the same form.
    func checkChecksum(of view: AdvertisementView, _ packet: ReceivedPacket) throws(AdvertisementError) -> Bool {
        func isRight(_ coverage: ChecksumCoverage) -> Bool { view.isChecksumRight(coverage, from: packet.source, to: packet.destination) }
        if isRight(coverage) { return false }
        if parameters.usedVersion == .version3 {
            // Who follows RFC 9568 shall understand who follows RFC 5798.
            if coverage == .advertisement, isRight(.pseudoHeader) { return false }
            if let unicast = parameters.unicast, unicast.oldChecksum == .detected, coverage == .pseudoHeader,
                isRight(.pseudoHeaderToward(unicast.oldChecksumGroup)) {
                return true
            }
        }
        throw .checksum(version: view.version)
    }

    private var coverage: ChecksumCoverage { parameters.checksumCoverage(withOld: memory.usesOldChecksum) }
}
