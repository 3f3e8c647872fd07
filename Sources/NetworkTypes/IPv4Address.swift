/// An IPv4 address.
public struct IPv4Address: Hashable, Comparable, Sendable {
    /// The 32 bits, most significant byte first: 192.0.2.1 is 0xC000_0201.
    public var bits: UInt32

    @inlinable
    public init(bits: UInt32) {
        self.bits = bits
    }

    @inlinable
    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    /// Four decimal numbers of 0 to 255 with dots between them and nothing else, as inet_pton(3) takes it.
    @inlinable
    public init?(utf8 text: some Collection<UInt8>) {
        var bits: UInt32 = 0
        var parts = 0
        var value: UInt32 = 0
        var digits = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // A leading zero would be read as octal by some tools: refused, as inet_pton does.
                if digits > 0, value == 0 { return nil }
                value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                if value > 255 { return nil }
            case UInt8(ascii: "."):
                if digits == 0 || parts == 3 { return nil }
                bits = bits << 8 | value
                parts += 1
                value = 0
                digits = 0
            default:
                return nil
            }
        }
        if digits == 0 || parts != 3 { return nil }
        self.bits = bits << 8 | value
    }

    public init?(_ text: some StringProtocol) {
        self.init(utf8: text.utf8)
    }

    @inlinable
    public static func < (left: IPv4Address, right: IPv4Address) -> Bool {
        left.bits < right.bits
    }

    public static let any = IPv4Address(bits: 0)
    public static let broadcast = IPv4Address(bits: .max)

    /// 224.0.0.0/4 (RFC 5771).
    public var isMulticast: Bool {
        bits >> 28 == 0xE
    }

    /// The bytes in network order.
    public var bytes: [UInt8] {
        [UInt8(truncatingIfNeeded: bits >> 24), UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
    }
}

extension IPv4Address: CustomStringConvertible {
    public var description: String {
        "\(bits >> 24).\(bits >> 16 & 0xFF).\(bits >> 8 & 0xFF).\(bits & 0xFF)"
    }
}
