/// An IPv6 address without a zone.
public struct IPv6Address: Hashable, Comparable, Sendable {
    /// The first eight bytes, most significant first.
    public var high: UInt64
    /// The last eight bytes, most significant first.
    public var low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The text forms of RFC 4291 section 2.2, with `::` and a trailing dotted quad, as inet_pton(3) takes them.
    public init?(utf8 text: some Collection<UInt8>) {
        var groups: [UInt16] = []
        groups.reserveCapacity(8)
        var gap: Int?
        let bytes = Array(text)
        if bytes.count > 45 { return nil }
        var position = 0
        if bytes.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) {
            gap = 0
            position = 2
        } else if bytes.first == UInt8(ascii: ":") {
            return nil
        }
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            let part = bytes[position..<end]
            if part.contains(UInt8(ascii: ".")) {
                guard end == bytes.count, groups.count <= 6, let quad = IPv4Address(utf8: part) else { return nil }
                groups.append(UInt16(truncatingIfNeeded: quad.bits >> 16))
                groups.append(UInt16(truncatingIfNeeded: quad.bits))
                position = end
                break
            }
            guard !part.isEmpty, part.count <= 4, groups.count < 8, let group = Self.group(part) else { return nil }
            groups.append(group)
            position = end
            if end == bytes.count { break }
            position += 1
            if position == bytes.count { return nil }
            if bytes[position] == UInt8(ascii: ":") {
                if gap != nil { return nil }
                gap = groups.count
                position += 1
            }
        }
        if let gap {
            // RFC 4291 lets `::` stand for one or more groups of zeros.
            if groups.count > 7 { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        if groups.count != 8 { return nil }
        high = groups[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
        low = groups[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
    }

    private static func group(_ digits: ArraySlice<UInt8>) -> UInt16? {
        var value: UInt16 = 0
        for byte in digits {
            guard let digit = Hexadecimal.value(ofDigit: byte) else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    public init?(_ text: some StringProtocol) {
        self.init(utf8: text.utf8)
    }

    @inlinable
    public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    public static let any = IPv6Address(high: 0, low: 0)

    /// ff00::/8 (RFC 4291 section 2.7).
    public var isMulticast: Bool {
        high >> 56 == 0xFF
    }

    /// The link-local address that an interface makes of its hardware address (RFC 4291 appendix A: modified EUI-64).
    public static func linkLocal(of address: EthernetAddress) -> IPv6Address {
        let (upper, lower) = (address.bits >> 24 & 0xFF_FFFF, address.bits & 0xFF_FFFF)
        return IPv6Address(high: 0xFE80 << 48, low: (upper << 40 | 0xFF_FE00_0000 | lower) ^ 0x0200_0000_0000_0000)
    }

    /// fe80::/10 (RFC 4291 section 2.5.6).
    public var isLinkLocal: Bool {
        high >> 54 == 0x3FA
    }

    /// The bytes in network order.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) } + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
    }

    var groups: [UInt16] {
        (0..<4).map { UInt16(truncatingIfNeeded: high >> (48 - 16 * $0)) } + (0..<4).map { UInt16(truncatingIfNeeded: low >> (48 - 16 * $0)) }
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The canonical form of RFC 5952: lower case, the longest run of two or more zero groups as `::`.
    public var description: String {
        let groups = groups
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > best.count, end - start > 1 { best = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return joined(groups[...]) }
        return joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
    }
}
