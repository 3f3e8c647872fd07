public import NetworkTypes

/// What the checksum of an advertisement covers.
public enum ChecksumCoverage: Hashable, Sendable {
    /// The advertisement alone: version 2 (RFC 3768 section 5.3.8), and version 3 on IPv4 by RFC 9568 section 5.2.8
    /// (`v3_checksum_as_v2`).
    case advertisement
    /// A pseudo header in front of it (RFC 5798 section 5.2.8), with the packet's addresses.
    case pseudoHeader
    /// The same, but with this address as the destination: what keepalived up to 1.3.6 sent to unicast peers.
    case pseudoHeaderToward(IPAddress)

    init(of version: ProtocolVersion) {
        self = version == .version2 ? .advertisement : .pseudoHeader
    }

    /// The checksum of an advertisement whose own field is zero; zero for one whose field is right.
    func value(over advertisement: ArraySlice<UInt8>, from source: IPAddress, to destination: IPAddress) -> UInt16 {
        var sum = InternetChecksum()
        switch self {
        case .advertisement: break
        case .pseudoHeader: sum.addPseudoHeader(source, destination, length: advertisement.count)
        case .pseudoHeaderToward(let other): sum.addPseudoHeader(source, other, length: advertisement.count)
        }
        sum.add(advertisement)
        return sum.value
    }
}

extension InternetChecksum {
    /// The addresses, the length and the protocol number. IPv4's form (RFC 793 section 3.1) and IPv6's (RFC 8200 section 8.1) differ
    /// in the widths of the last two, which makes no difference to the sum of numbers below 65,536.
    mutating func addPseudoHeader(_ source: IPAddress, _ destination: IPAddress, length: Int, protocolNumber: UInt8 = ProtocolConstants.protocolNumber) {
        add(source.bytes)
        add(destination.bytes)
        add([0, protocolNumber, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)])
    }
}
