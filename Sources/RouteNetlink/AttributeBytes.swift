internal import NetworkTypes

/// Attributes of netlink(7) as bytes, where they stand within something that isn't a message.
struct AttributeBytes {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ type: Int, _ content: [UInt8]) {
        bytes += Self.native(UInt16(truncatingIfNeeded: 4 + content.count))
        bytes += Self.native(UInt16(truncatingIfNeeded: type))
        bytes += content
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// In the machine's order, as most of the kernel's numbers are.
    static func native<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] { native(number.bigEndian) }
}
