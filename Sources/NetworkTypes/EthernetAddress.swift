/// A 48-bit hardware address.
public struct EthernetAddress: Hashable, Sendable {
    /// Six bytes in the order of the wire, in the low 48 bits.
    public var bits: UInt64

    /// - Parameter bits: the address in the low 48 bits; higher bits are dropped.
    public init(bits: UInt64) {
        self.bits = bits & 0xFFFF_FFFF_FFFF
    }

    /// - Parameter bytes: six bytes in the order of the wire; any other count gives nil.
    public init?(bytes: some Collection<UInt8>) {
        if bytes.count != 6 { return nil }
        bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    public static let broadcast = EthernetAddress(bits: .max)

    public var bytes: [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: bits >> (40 - 8 * $0)) }
    }
}

extension EthernetAddress: CustomStringConvertible {
    public var description: String {
        bytes.map { [$0].hexadecimal }.joined(separator: ":")
    }
}
