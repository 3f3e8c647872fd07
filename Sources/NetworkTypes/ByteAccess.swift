// Reading and writing integers in network order. Reads are checked: a field beyond the end is nil, never a trap,
// because every span may come from a hostile packet.

extension Span where Element == UInt8 {
    @inlinable
    public func byte(at offset: Int) -> UInt8? {
        offset >= 0 && offset < count ? self[offset] : nil
    }

    /// The 16-bit number in network order at `offset`, or nil where it doesn't fit.
    @inlinable
    public func bigEndianUInt16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// The 32-bit number in network order at `offset`, or nil where it doesn't fit.
    @inlinable
    public func bigEndianUInt32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset <= count - 4 else { return nil }
        return (offset..<offset + 4).reduce(0) { $0 << 8 | UInt32(self[$1]) }
    }

    /// The 64-bit number in network order at `offset`, or nil where it doesn't fit.
    @inlinable
    public func bigEndianUInt64(at offset: Int) -> UInt64? {
        guard offset >= 0, offset <= count - 8 else { return nil }
        return (offset..<offset + 8).reduce(0) { $0 << 8 | UInt64(self[$1]) }
    }

    /// A copy of the bytes in `range`, or nil where it reaches beyond the end.
    @inlinable
    public func array(_ range: Range<Int>) -> [UInt8]? {
        guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
        return range.map { self[$0] }
    }
}

extension [UInt8] {
    @inlinable
    public mutating func append(bigEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    @inlinable
    public mutating func append(bigEndian value: UInt32) {
        append(bigEndian: UInt16(truncatingIfNeeded: value >> 16))
        append(bigEndian: UInt16(truncatingIfNeeded: value))
    }

    @inlinable
    public mutating func append(bigEndian value: UInt64) {
        append(bigEndian: UInt32(truncatingIfNeeded: value >> 32))
        append(bigEndian: UInt32(truncatingIfNeeded: value))
    }

    /// Overwrites two bytes at `offset`, as when a checksum is filled in.
    ///
    /// - Precondition: both bytes exist.
    @inlinable
    public mutating func set(bigEndian value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }
}
