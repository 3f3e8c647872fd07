public import NetworkTypes

/// The header of a received IPv4 packet (RFC 791 section 3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version|  IHL  |Type of Service|          Total Length         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |         Identification        |Flags|      Fragment Offset    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Time to Live |    Protocol   |         Header Checksum       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       Source Address                          |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Destination Address                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Options                    |    Padding    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct IPv4Header: Hashable, Sendable {
    public let timeToLive: UInt8
    public let protocolNumber: UInt8
    public let source: IPv4Address
    public let destination: IPv4Address
    /// Where the payload stands in the datagram: after header and options, up to the total length. Bytes behind it are
    /// the padding of a short Ethernet frame.
    public let payload: Range<Int>

    static let minimumLength = 20
    static let typeOfServiceOffset = 1
    static let identificationOffset = 4
    /// Of the flags and the fragment offset.
    static let fragmentOffset = 6
    static let timeToLiveOffset = 8
    static let checksumOffset = 10

    /// Reads the header at the start of `datagram`. The header checksum isn't looked at: the kernel drops what fails it
    /// before a raw socket sees it (ip_rcv_core in net/ipv4/ip_input.c).
    ///
    /// - Throws: where the header is cut, says that it is longer than the datagram, or is that of a fragment.
    public init(decoding datagram: Span<UInt8>) throws(IPv4HeaderError) {
        guard datagram.count >= Self.minimumLength else { throw .tooShort(datagram.count) }
        guard datagram[0] >> 4 == 4 else { throw .version(datagram[0] >> 4) }
        let headerLength = Int(datagram[0] & 0xF) * 4
        guard headerLength >= Self.minimumLength else { throw .headerLength(headerLength) }
        guard let totalLength = datagram.bigEndianUInt16(at: 2), let fragment = datagram.bigEndianUInt16(at: 6),
            let source = datagram.bigEndianUInt32(at: 12), let destination = datagram.bigEndianUInt32(at: 16)
        else { throw .tooShort(datagram.count) }
        guard Int(totalLength) >= headerLength, Int(totalLength) <= datagram.count else {
            throw .totalLength(Int(totalLength), received: datagram.count)
        }
        // More fragments, or a fragment offset: a raw socket only ever gives whole packets.
        guard fragment & 0x3FFF == 0 else { throw .fragment }
        timeToLive = datagram[8]
        protocolNumber = datagram[9]
        self.source = IPv4Address(bits: source)
        self.destination = IPv4Address(bits: destination)
        payload = headerLength..<Int(totalLength)
    }
}

/// Why a received IPv4 packet can't be read.
public enum IPv4HeaderError: Error, Hashable, Sendable {
    /// Fewer bytes than the shortest header: how many came.
    case tooShort(Int)
    case version(UInt8)
    case headerLength(Int)
    /// Shorter than its own header, or longer than what came.
    case totalLength(Int, received: Int)
    case fragment
    case protocolNumber(UInt8)
    /// The authentication header before the advertisement is cut, of another kind, or before something else.
    case authenticationHeader
}
