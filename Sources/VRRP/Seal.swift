internal import NetworkTypes

/// What protects an advertisement as a whole: computed when it is known where the packet goes.
public enum Seal: Hashable, Sendable {
    case none
    /// An authentication header (`auth_type AH`) with this sequence number.
    case header(key: [UInt8], sequenceNumber: UInt32)
    /// The trailer of `auth_hmac`.
    case trailer(AuthenticationTrailer.Stamp, key: [UInt8])
}
