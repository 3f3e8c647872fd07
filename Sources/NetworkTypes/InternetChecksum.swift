/// The checksum of RFC 1071: the one's complement of the one's complement sum of 16-bit words.
public struct InternetChecksum: Sendable {
    @usableFromInline var sum: UInt64 = 0
    @usableFromInline var pending: UInt8?

    @inlinable
    public init() {}

    /// Adds bytes. Parts may have odd lengths: the words run on across them.
    @inlinable
    public mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            if let first = pending {
                sum &+= UInt64(first) << 8 | UInt64(byte)
                pending = nil
            } else {
                pending = byte
            }
        }
    }

    /// The same, two bytes at a time.
    @inlinable
    public mutating func add(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        if let first = pending, index < bytes.endIndex {
            sum &+= UInt64(first) << 8 | UInt64(bytes[index])
            pending = nil
            index += 1
        }
        while index < bytes.endIndex - 1 {
            sum &+= UInt64(bytes[index]) << 8 | UInt64(bytes[index + 1])
            index += 2
        }
        if index < bytes.endIndex { pending = bytes[index] }
    }

    /// The value that goes into a packet's checksum field; 0 over a packet whose checksum field is right.
    @inlinable
    public var value: UInt16 {
        var total = sum
        if let pending { total &+= UInt64(pending) << 8 }
        while total > 0xFFFF { total = (total & 0xFFFF) + (total >> 16) }
        return ~UInt16(truncatingIfNeeded: total)
    }

    @inlinable
    public static func of(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        return checksum.value
    }
}
