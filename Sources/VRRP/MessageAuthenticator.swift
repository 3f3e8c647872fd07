/// Keyed digests (RFC 2104), which the core asks for and a library computes.
public protocol MessageAuthenticator: Sendable {
    /// HMAC-MD5: 16 bytes. Empty where the library can't.
    func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8]
    /// HMAC-SHA-256: 32 bytes. Empty where the library can't.
    func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8]
}

/// For routers without keys: nothing that it is asked for is ever right.
public struct NoAuthenticator: MessageAuthenticator {
    public init() {}

    public func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { [] }
    public func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { [] }
}

/// Compares codes in a time that doesn't tell how much of them was right. Codes of another length, such as none at all, differ.
func isSameCode(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>, length: Int) -> Bool {
    guard left.count == length, right.count == length else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
