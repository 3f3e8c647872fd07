internal import NetworkTypes

/// Why a received control packet is not listened to, in the order of RFC 5880 section 6.8.6.
public enum BFDPacketError: Error, Hashable, Sendable {
    /// Fewer bytes than the mandatory section has.
    case tooShort(length: Int)
    case version(UInt8)
    /// The length in the packet: less than its sections have, or more than came.
    case length(UInt8, received: Int)
    case zeroMultiplier
    case multipoint
    case zeroDiscriminator
    /// Without a discriminator of ours, a packet can only be about a session that is down (RFC 5880 section 6.8.6).
    case missingDiscriminator(BFDState)
    /// The sender authenticates what it sends, which no session here does.
    case authenticated
    /// A poll that is its own answer (RFC 5880 section 6.5).
    case pollAndFinal
    /// No session has this number, or it is another neighbour's.
    case unknownSession(discriminator: UInt32)
    /// No session has this neighbour.
    case unknownNeighbour
    /// It has come a longer way than is allowed.
    case hopLimit(UInt8, least: UInt8)
    /// The session is at its end.
    case sessionIsStopped

    /// The errors without their particulars: what is counted.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case malformed, authentication, unknownSession, hopLimit, stopped
    }

    public var kind: Kind {
        switch self {
        case .tooShort, .version, .length, .zeroMultiplier, .multipoint, .zeroDiscriminator, .missingDiscriminator, .pollAndFinal: .malformed
        case .authenticated: .authentication
        case .unknownSession, .unknownNeighbour: .unknownSession
        case .hopLimit: .hopLimit
        case .sessionIsStopped: .stopped
        }
    }
}

extension BFDPacketError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let length): "\(length) bytes are too short for a control packet"
        case .version(let version): "version \(version) isn't supported"
        case .length(let length, let received): "it says that it has \(length) bytes, of \(received) that came"
        case .zeroMultiplier: "its multiplier is 0"
        case .multipoint: "its multipoint bit is set"
        case .zeroDiscriminator: "its own discriminator is 0"
        case .missingDiscriminator(let state): "its state is \(state), but it doesn't say which session it means"
        case .authenticated: "it is authenticated, and no authentication is in use"
        case .pollAndFinal: "it is a poll and the answer to one"
        case .unknownSession(let discriminator): "session is not found - your discriminator field is 0x\(eightDigits(discriminator))"
        case .unknownNeighbour: "no bfd_instance has this neighbor_ip"
        case .hopLimit(let hopLimit, let least): "its TTL is \(hopLimit), less than \(least)"
        case .sessionIsStopped: "session is in AdminDown state"
        }
    }
}

/// In hexadecimal.
private func eightDigits(_ number: UInt32) -> String {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }.hexadecimal
}
