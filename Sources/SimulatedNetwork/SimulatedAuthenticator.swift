public import VRRP

/// Codes that depend on every byte and on the key, and protect nothing: a simulation sends millions.
public struct SimulatedAuthenticator: MessageAuthenticator {
    public init() {}

    public func hmacMD5(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { code(bytes, key, length: 16) }
    public func hmacSHA256(of bytes: [UInt8], key: [UInt8]) -> [UInt8] { code(bytes, key, length: 32) }

    /// FNV-1a, drawn out.
    private func code(_ bytes: [UInt8], _ key: [UInt8], length: Int) -> [UInt8] {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<length).map { index in
            sum = (sum ^ UInt64(index)) &* 0x100_0000_01B3
            return UInt8(truncatingIfNeeded: sum >> 32)
        }
    }
}
