import NetworkTypes
import Testing

@Suite("Tracked file value")
struct TrackedFileValueTests {
    @Test(
        "The number at the beginning counts, and what is none is 0",
        arguments: [
            ("5\n", 5), (" \t\n-17 and more", -17), ("+3", 3), ("12abc", 12), ("0x10", 16), ("-0XfFz", -255), ("010", 8), ("08", 0), ("0x", 0), ("0xg", 0), ("0", 0), ("", 0), ("abc", 0), ("-", 0), ("2147483647", 2_147_483_647),
            ("-2147483648", -2_147_483_648), ("2147483648", 0), ("99999999999999999999999999999999999999", 0),
        ])
    func reads(text: String, value: Int) {
        #expect(TrackedFileValue.value(of: Array(text.utf8)) == value)
    }

    @Test("A missing file counts as 0, and bytes beyond the limit don't count")
    func bounds() {
        #expect(TrackedFileValue.value(of: nil) == 0)
        #expect(TrackedFileValue.value(of: Array(repeating: 0x20, count: 128) + Array("5".utf8)) == 0)
    }
}
