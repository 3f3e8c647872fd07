internal import NetworkTypes

// How a virtual router protects what it says.

extension VirtualRouter {
    /// Tells the time of day, which the trailers of `auth_hmac` carry; to be called before other inputs where there is such a block.
    ///
    /// - Parameter sinceEpoch: the time since 1970 in UTC.
    public mutating func readWallClock(_ sinceEpoch: Duration) {
        let (seconds, attoseconds) = sinceEpoch.components
        let nanoseconds = UInt64(max(attoseconds, 0)) / 1_000_000_000
        clock = UInt64(UInt32(truncatingIfNeeded: seconds)) << 32 | (nanoseconds << 16) / 1_000_000_000 << 16
    }

    /// Whether `readWallClock` is wanted.
    public var needsWallClock: Bool { parameters.messageAuthentication != nil }

    /// An advertisement as it is sent: with the next sequence number, and with the checksum that our peers understand.
    mutating func sealed(_ advertisement: Advertisement) -> Advertisement {
        var advertisement = advertisement
        advertisement.checksum = parameters.checksumCoverage(withOld: memory.usesOldChecksum)
        if case .header(let key) = parameters.authentication, advertisement.version == .version2 {
            sentSequenceNumber = max(sentSequenceNumber, memory.headers.highest) &+ 1
            advertisement.seal = .header(key: key, sequenceNumber: sentSequenceNumber)
        }
        if let own = parameters.messageAuthentication, own.mode != .receiveOnly, let key = own.keys[own.activeKey] {
            let sequence = memory.trailers.next(clock: clock, window: own.window)
            advertisement.seal = .trailer(AuthenticationTrailer.Stamp(keyID: own.activeKey, sequence: sequence), key: key)
        }
        return advertisement
    }
}
