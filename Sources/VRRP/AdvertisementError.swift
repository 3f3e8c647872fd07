public import NetworkTypes

/// Why a received advertisement is not listened to.
public enum AdvertisementError: Error, Hashable, Sendable {
    /// Fewer bytes than the header, or than the header announces.
    case tooShort(length: Int, expected: Int)
    /// For another virtual router.
    case virtualRouterID(UInt8, expected: UInt8?)
    /// A multicast packet that a router forwarded (RFC 3768 section 7.1: must be 255), or a peer's outside of its bounds.
    case timeToLive(UInt8, expected: ClosedRange<UInt8>)
    /// Another version than that of the virtual router, which has one only (nil: than any).
    case version(UInt8, expected: UInt8? = nil)
    /// A type that no RFC knows.
    case unknownAuthenticationType(UInt8)
    /// A known type, but not ours.
    case authenticationTypeMismatch(UInt8, expected: UInt8)
    case wrongPassword
    /// An authentication header where there should be none, or none where there should be one.
    case authenticationHeaderPresence(expected: Bool)
    /// The code in the authentication header: another password, or a packet that was changed on the way.
    case wrongHeaderCode
    /// keepalived sends the source address as the index, and takes nothing else.
    case securityParametersIndex(UInt32)
    /// A sequence number that isn't greater than the last.
    case replayedHeader(UInt32, last: UInt32)
    /// `auth_hmac` has mode `enforce`, and there is no trailer.
    case missingTrailer
    case malformedTrailer
    case unknownKey(UInt8)
    case wrongTrailerCode
    /// The sender's clock, or the packet, is too old or too new; positive: old.
    case staleTrailer(seconds: Int32, window: Int64)
    case replayedTrailer
    /// Version 2 wants the same interval on all routers (RFC 3768 section 7.1); none may be zero.
    case interval(centiseconds: UInt16, expected: UInt16?)
    case type(UInt8)
    /// The IP packet is longer than the advertisement in it.
    case totalLength(length: Int, expected: Int)
    case checksum(version: UInt8)
    /// Sent to one host, while this router listens to the group.
    case notMulticast(IPAddress)
    /// Sent to a group, while this router listens to its peers.
    case notUnicast(IPAddress)
    /// Its source is none of the peers, and that is checked.
    case notFromPeer
    /// An owner with `owner_ignore_adverts` listens to nobody.
    case ignoredByOwner
    /// Sent from our own address with our own priority: by a network that loops, or by a host that has the same address.
    case ownAddress

    /// The errors without their particulars: what is counted, and what is logged only once.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case length, virtualRouterID, timeToLive, version, unknownAuthenticationType, authenticationTypeMismatch
        case wrongPassword, missingTrailer, malformedTrailer, unknownKey, wrongTrailerCode, staleTrailer, replayedTrailer
        case interval, type, checksum, destination, notFromPeer, ignoredByOwner, ownAddress
    }

    public var kind: Kind {
        switch self {
        case .tooShort, .totalLength: .length
        case .virtualRouterID: .virtualRouterID
        case .timeToLive: .timeToLive
        case .version: .version
        case .unknownAuthenticationType: .unknownAuthenticationType
        case .authenticationTypeMismatch, .authenticationHeaderPresence: .authenticationTypeMismatch
        case .wrongPassword, .wrongHeaderCode, .securityParametersIndex, .replayedHeader: .wrongPassword
        case .missingTrailer: .missingTrailer
        case .malformedTrailer: .malformedTrailer
        case .unknownKey: .unknownKey
        case .wrongTrailerCode: .wrongTrailerCode
        case .staleTrailer: .staleTrailer
        case .replayedTrailer: .replayedTrailer
        case .interval: .interval
        case .type: .type
        case .checksum: .checksum
        case .notMulticast, .notUnicast: .destination
        case .notFromPeer: .notFromPeer
        case .ignoredByOwner: .ignoredByOwner
        case .ownAddress: .ownAddress
        }
    }
}

extension AdvertisementError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooShort(let length, let expected):
            "advertisement of \(length) bytes is too short, \(expected) expected"
        case .virtualRouterID(let received, let expected):
            "VRID \(received) is wrong" + (expected.map { ", \($0) expected" } ?? "")
        case .timeToLive(let received, let expected):
            expected.count == 1
                ? "TTL \(received) is wrong, \(expected.lowerBound) expected"
                : "TTL \(received) is wrong, \(expected.lowerBound) to \(expected.upperBound) expected"
        case .version(let received, let expected):
            "VRRP version \(received) is wrong" + (expected.map { ", \($0) expected" } ?? "")
        case .unknownAuthenticationType(let received):
            "authentication type \(received) is unknown"
        case .authenticationTypeMismatch(let received, let expected):
            "authentication type \(received) is wrong, \(expected) expected"
        case .wrongPassword:
            "the password is wrong"
        case .authenticationHeaderPresence(let expected):
            expected ? "it has no authentication header (`auth_type AH`)" : "it has an authentication header, and `auth_type` is not AH"
        case .wrongHeaderCode:
            "the code in its authentication header is wrong: another password, or a packet changed on the way"
        case .securityParametersIndex(let index):
            "its security parameters index is \(IPv4Address(bits: index)), the source address is expected"
        case .replayedHeader(let number, let last):
            "sequence number \(number) already processed, the last was \(last)"
        case .missingTrailer:
            "missing authentication trailer"
        case .malformedTrailer:
            "malformed authentication trailer"
        case .unknownKey(let id):
            "unknown authentication key id \(id)"
        case .wrongTrailerCode:
            "invalid authentication HMAC"
        case .staleTrailer(let seconds, let window):
            "stale authentication trailer, clock skew \(seconds) sec exceeds window \(window) sec"
        case .replayedTrailer:
            "replayed authentication trailer"
        case .interval(let received, let expected):
            "advertisement interval of \(Self.seconds(received)) s is wrong" + (expected.map { ", ours is \(Self.seconds($0)) s" } ?? "")
        case .type(let received):
            "packet type \(received) is wrong, 1 expected"
        case .totalLength(let length, let expected):
            "IP packet carries \(length) bytes, the advertisement has \(expected)"
        case .checksum(let version):
            "the VRRPv\(version) checksum is wrong"
        case .notMulticast(let destination):
            "it was sent to \(destination), a multicast group is expected"
        case .notUnicast(let destination):
            "it was sent to \(destination), our own address is expected"
        case .notFromPeer:
            "its source is not in `unicast_peer`"
        case .ignoredByOwner:
            "we are the address owner"
        case .ownAddress:
            "it has our own address and priority"
        }
    }

    private static func seconds(_ centiseconds: UInt16) -> String {
        Duration.milliseconds(Int64(centiseconds) * 10).secondsText
    }
}
