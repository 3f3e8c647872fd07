extension FixedWidthInteger {
    /// A number without a sign, in decimal or as 0x..., as iproute2 reads it; nil where it is something else or too large.
    public init?(numeral: some StringProtocol) {
        let isHexadecimal = numeral.hasPrefix("0x")
        let digits = numeral.dropFirst(isHexadecimal ? 2 : 0)
        if digits.utf8.first == UInt8(ascii: "+") || digits.utf8.first == UInt8(ascii: "-") { return nil }
        self.init(digits, radix: isHexadecimal ? 16 : 10)
    }
}
