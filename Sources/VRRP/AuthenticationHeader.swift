internal import NetworkTypes

/// The IP authentication header (RFC 2402 section 2) with HMAC-MD5-96 (RFC 2403), as RFC 2338 section 5.3.6.3 put it before a version 2
/// advertisement.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     | Next Header   |  Payload Len  |          RESERVED             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Security Parameters Index: the source address                |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Sequence Number Field                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Integrity check value: 12 bytes of the HMAC-MD5           |
///     |                                                               |
///     |                                                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
struct AuthenticationHeader {
    static let length = 24
    static let codeLength = 12
    static let codeOffset = 12
    /// IP protocol 51.
    static let protocolNumber: UInt8 = 51
    /// The header's length in words of 32 bits, less two (RFC 2402 section 2.2).
    static let payloadLength = UInt8(length / 4 - 2)

    let sequenceNumber: UInt32
    /// keepalived's choice, since nobody can agree on one in a group: the sender's address.
    let securityParametersIndex: UInt32

    /// Puts the header before an advertisement.
    func encode(before payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length + payload.count)
        bytes += [ProtocolConstants.protocolNumber, Self.payloadLength, 0, 0]
        bytes.append(bigEndian: securityParametersIndex)
        bytes.append(bigEndian: sequenceNumber)
        bytes += [UInt8](repeating: 0, count: Self.codeLength)
        return bytes + payload
    }

    /// The bytes that the code covers: the whole packet, with zeros for the code itself and for what routers on the way may change
    /// (RFC 2402 section 3.3.3.1.1).
    ///
    /// - Parameter coversTimeToLive: keepalived leaves the time to live in where it must be 255 on arrival, that is in a group.
    static func covered(of datagram: [UInt8], headerLength: Int, coversTimeToLive: Bool) -> [UInt8] {
        var bytes = datagram
        guard bytes.count >= headerLength + length else { return [] }
        bytes[IPv4Header.typeOfServiceOffset] = 0
        bytes.set(bigEndian: 0, at: IPv4Header.fragmentOffset)
        bytes.set(bigEndian: 0, at: IPv4Header.checksumOffset)
        if !coversTimeToLive { bytes[IPv4Header.timeToLiveOffset] = 0 }
        let code = headerLength + codeOffset
        bytes.replaceSubrange(code..<code + codeLength, with: repeatElement(0, count: codeLength))
        return bytes
    }
}

/// What came in an authentication header, unchecked.
public struct ReceivedAuthenticationHeader: Hashable, Sendable {
    public var securityParametersIndex: UInt32
    public var sequenceNumber: UInt32
    /// Twelve bytes.
    public var code: [UInt8]
    /// The whole packet, of which the code is made.
    var datagram: [UInt8]
    var ipHeaderLength: Int

    /// Reads the header behind an IPv4 header.
    ///
    /// - Returns: nil where it is cut, of another length than HMAC-MD5-96 makes it, or before something else than an advertisement.
    init?(in datagram: Span<UInt8>, behind header: IPv4Header) {
        let start = header.payload.lowerBound
        guard header.payload.count >= AuthenticationHeader.length, datagram.byte(at: start) == ProtocolConstants.protocolNumber,
            datagram.byte(at: start + 1) == AuthenticationHeader.payloadLength, let index = datagram.bigEndianUInt32(at: start + 4),
            let sequenceNumber = datagram.bigEndianUInt32(at: start + 8),
            let code = datagram.array(start + AuthenticationHeader.codeOffset..<start + AuthenticationHeader.length),
            let whole = datagram.array(0..<header.payload.upperBound)
        else { return nil }
        securityParametersIndex = index
        self.sequenceNumber = sequenceNumber
        self.code = code
        self.datagram = whole
        ipHeaderLength = start
    }

    func isCodeRight(key: [UInt8], coversTimeToLive: Bool, _ authenticator: any MessageAuthenticator) -> Bool {
        let covered = AuthenticationHeader.covered(of: datagram, headerLength: ipHeaderLength, coversTimeToLive: coversTimeToLive)
        let digest = authenticator.hmacMD5(of: covered, key: key)
        return isSameCode(digest.prefix(AuthenticationHeader.codeLength), code, length: AuthenticationHeader.codeLength)
    }
}

/// The sequence numbers of the authentication headers that were listened to.
///
/// keepalived has one number for all senders, so what is sent must be greater than all that was heard; here each sender is asked to be
/// ahead of itself only, or after a split brain the one whose count is behind would not be heard.
struct HeaderMarks: Sendable {
    private var marks = SenderMarks<UInt32>()
    /// The greatest of all.
    private(set) var highest: UInt32 = 0

    func last(from sender: IPAddress) -> UInt32? { marks[sender] }

    mutating func note(_ sequenceNumber: UInt32, from sender: IPAddress) {
        marks.note(sequenceNumber, from: sender)
        highest = max(highest, sequenceNumber)
    }
}
