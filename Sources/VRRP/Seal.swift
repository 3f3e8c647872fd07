internal import NetworkTypes

/// What protects an advertisement as a whole: computed when it is known where the packet goes.
public enum Seal: Hashable, Sendable {
    case none
    /// An authentication header (`auth_type AH`) with this sequence number.
    case header(key: [UInt8], sequenceNumber: UInt32)
    /// The trailer of `auth_hmac`.
    case trailer(AuthenticationTrailer.Stamp, key: [UInt8])
}

/// The trailer of keepalived's `auth_hmac`, which makes an advertisement 28 bytes longer. The field of the VRRP checksum counts as zero in
/// the code, since IPv6's is computed after it; the IP header is no part of it.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |    Type 1     |    Key ID     |           Reserved            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                 Seconds since 1970 (UTC)                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   1/65536 of a second         |           Counter             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Code: the first 16 bytes of the HMAC-SHA-256                |
///     |                                                               |
///     |                                                               |
///     |                                                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum AuthenticationTrailer {
    /// All of it but the code.
    public struct Stamp: Hashable, Sendable {
        /// 1 to 255.
        public var keyID: UInt8
        /// Seconds in the upper half, then their fraction, then the counter; it grows from one advertisement to the next.
        public var sequence: UInt64

        public init(keyID: UInt8, sequence: UInt64) {
            self.keyID = keyID
            self.sequence = sequence
        }
    }

    static let length = 28
    static let codeLength = 16
    /// HMAC-SHA-256 cut to 128 bits: the only type there is.
    static let type: UInt8 = 1

    static func encodeStamp(_ stamp: Stamp) -> [UInt8] {
        var bytes: [UInt8] = [type, stamp.keyID, 0, 0]
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: stamp.sequence >> 32))
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: stamp.sequence))
        return bytes
    }

    /// The code of an advertisement: over a header made up of what ties it to its virtual router and sender, the advertisement, and the
    /// trailer with a code of zeros.
    static func code(
        of advertisement: ArraySlice<UInt8>, stamp: ArraySlice<UInt8>, from source: IPAddress, key: [UInt8], _ authenticator: any MessageAuthenticator
    ) -> [UInt8] {
        let start = advertisement.startIndex
        guard advertisement.count >= AdvertisementLayout.headerLength else { return [] }
        var bytes: [UInt8] = [source.family.rawValue, advertisement[start] >> 4, advertisement[start + 1], 0]
        bytes += source.bytes + [UInt8](repeating: 0, count: 16 - source.bytes.count)
        let checksum = bytes.count + AdvertisementLayout.checksumOffset
        bytes += advertisement
        bytes.set(bigEndian: 0, at: checksum)
        bytes += stamp
        bytes += [UInt8](repeating: 0, count: codeLength)
        return Array(authenticator.hmacSHA256(of: bytes, key: key).prefix(codeLength))
    }
}
