internal import NetworkTypes
public import VRRP

/// Codes that depend on every byte and on the key, and protect nothing: a simulation sends millions.
public struct SimulatedAuthenticator: MessageAuthenticator {
    public init() {}

    public func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { code(bytes, key, length: 16) }
    public func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { code(bytes, key, length: 32) }

    /// A hash, drawn out.
    private func code(_ bytes: [UInt8], _ key: [UInt8], length: Int) -> [UInt8] {
        var hash = NameHash(key)
        for byte in bytes { hash.add(byte) }
        return (0..<length).map { index in
            hash.add(UInt8(truncatingIfNeeded: index))
            return UInt8(truncatingIfNeeded: hash.value >> 32)
        }
    }
}
