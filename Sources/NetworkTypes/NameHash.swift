/// FNV-1a of 64 bits: the same in each run and on each machine, unlike Swift's own hashing. Not for what a stranger may choose so that
/// much has the same hash.
@frozen
public struct NameHash: Sendable {
    public var value: UInt64

    /// - Parameter distinction: makes another hash of the same bytes.
    @inlinable
    public init(_ distinction: UInt64 = 0) {
        value = 0xCBF2_9CE4_8422_2325 ^ distinction
    }

    @inlinable
    public init(_ bytes: some Sequence<UInt8>, _ distinction: UInt64 = 0) {
        self.init(distinction)
        for byte in bytes { add(byte) }
    }

    @inlinable
    public mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// For tables: the upper half has its say in the lower bits.
    @inlinable
    public var folded: UInt64 { value ^ value >> 32 }
}
