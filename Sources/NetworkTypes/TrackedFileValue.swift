/// The number that a tracked file holds.
public enum TrackedFileValue {
    /// How much of a file is looked at, in bytes.
    public static let limit = 128

    /// A whole number at the beginning of the text, behind blanks and a sign, as strtol(3) reads it with base 0: decimal, hexadecimal
    /// behind `0x`, octal behind `0`. What stands behind it has no meaning. As in keepalived, a file that is missing, empty or
    /// holds no number counts as 0, and so does a number beyond 32 bits.
    public static func value(of content: [UInt8]?) -> Int {
        guard let content else { return 0 }
        var rest = content.prefix(limit).drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var base = 10
        if rest.first == UInt8(ascii: "0") {
            let isHexadecimal = rest.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x") && digit(rest.dropFirst(2).first, base: 16) != nil
            base = isHexadecimal ? 16 : 8
            if isHexadecimal { rest = rest.dropFirst(2) }
        }
        var size = 0
        for byte in rest {
            guard let digit = digit(byte, base: base) else { break }
            size = size * base + digit
            if size > Int(Int32.max) + 1 { return 0 }
        }
        return Int(Int32(exactly: isNegative ? -size : size) ?? 0)
    }

    private static func digit(_ byte: UInt8?, base: Int) -> Int? {
        guard let value = byte.flatMap(Hexadecimal.value(ofDigit:)), Int(value) < base else { return nil }
        return Int(value)
    }
}
