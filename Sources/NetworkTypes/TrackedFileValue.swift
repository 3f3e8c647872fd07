/// The number that a tracked file holds.
public enum TrackedFileValue {
    /// How much of a file is looked at, in bytes.
    public static let limit = 128

    /// A whole number at the beginning of the text, behind blanks and a sign, in decimal digits; what stands behind it has no meaning.
    /// As in keepalived, a file that is missing, empty or holds no number counts as 0, and so does a number beyond 32 bits.
    public static func value(of content: [UInt8]?) -> Int {
        guard let content else { return 0 }
        var rest = content.prefix(limit).drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var size = 0
        for byte in rest.prefix(while: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            size = size * 10 + Int(byte - UInt8(ascii: "0"))
            if size > Int(Int32.max) + 1 { return 0 }
        }
        let value = isNegative ? -size : size
        return Int(Int32(exactly: value) ?? 0)
    }
}
