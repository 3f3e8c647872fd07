internal import NetworkTypes

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

    static func isWithin(_ window: Duration, _ difference: Int32) -> Bool {
        let bound = Int32(clamping: window.components.seconds)
        return difference <= bound && difference >= -bound
    }

    /// The seconds since 1970 in a sequence.
    static func seconds(_ sequence: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: sequence >> 32)
    }
}

/// A trailer as it came in.
struct ReceivedTrailer {
    let stamp: AuthenticationTrailer.Stamp
    let stampBytes: ArraySlice<UInt8>
    let code: ArraySlice<UInt8>
    /// The type is the one there is, and what is reserved is zero.
    let isWellFormed: Bool

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == AuthenticationTrailer.length else { return nil }
        stampBytes = bytes.prefix(AuthenticationTrailer.length - AuthenticationTrailer.codeLength)
        code = bytes.suffix(AuthenticationTrailer.codeLength)
        let start = bytes.startIndex
        isWellFormed = bytes[start] == AuthenticationTrailer.type && bytes[start + 2] == 0 && bytes[start + 3] == 0
        let sequence = bytes[start + 4..<start + 12].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        stamp = AuthenticationTrailer.Stamp(keyID: bytes[start + 1], sequence: sequence)
    }
}

/// What a router knows of the trailers it has sent and heard.
struct TrailerMarks {
    private var sent: UInt64 = 0
    private var heard = SenderMarks<UInt64>()

    /// The number of the next trailer: the clock, or one more than the last where the clock hasn't moved. When the clock was set back
    /// by more than the others tolerate, it is followed; where clocks aren't compared it can't be.
    mutating func next(clock: UInt64, window: Duration?) -> UInt64 {
        if Self.isAfter(clock, sent) {
            sent = clock
        } else if let window, AuthenticationTrailer.seconds(sent) &- AuthenticationTrailer.seconds(clock) > Int32(clamping: window.components.seconds) {
            sent = clock
        } else {
            sent &+= 1
        }
        return sent
    }

    /// Notes a trailer whose code is right.
    ///
    /// - Returns: false where the sender has said something newer already.
    mutating func note(_ sequence: UInt64, from sender: IPAddress, clock: UInt64, window: Duration?) -> Bool {
        if let last = heard[sender] {
            // A mark outside of the window orders only what the window refuses anyway.
            let isStale = window.map { !AuthenticationTrailer.isWithin($0, AuthenticationTrailer.seconds(clock) &- AuthenticationTrailer.seconds(last)) } ?? false
            guard isStale || Self.isAfter(sequence, last) else {
                heard.note(last, from: sender)
                return false
            }
        }
        heard.note(sequence, from: sender)
        return true
    }

    /// Serial number arithmetic (RFC 1982): right across a wrap of the seconds.
    private static func isAfter(_ left: UInt64, _ right: UInt64) -> Bool {
        Int64(bitPattern: left &- right) > 0
    }
}
