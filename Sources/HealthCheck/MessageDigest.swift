/// A digest that is fed piece by piece, such as MD5.
///
/// The cores have no cryptography of their own: whoever runs a conversation hands one in.
public protocol MessageDigest: Sendable {
    mutating func update(_ bytes: Span<UInt8>)
    /// The digest over all that was fed. Called once, last.
    mutating func finish() -> [UInt8]
}
