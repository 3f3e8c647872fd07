import NetworkTypes
import Testing

@Suite("Numbers as iproute2 writes them")
struct NumeralTests {
    @Test("decimal or hexadecimal, as large as the type", arguments: [("0", 0), ("254", 254), ("0x1f", 31), ("0xFFFFFFFF", UInt32.max), ("4294967295", .max)])
    func numbers(text: String, number: UInt32) {
        #expect(UInt32(numeral: text) == number)
    }

    @Test("nothing else", arguments: ["", "0x", "+5", "-0", "0x-1", "0x+1", "4294967296", "0x100000000", "1 ", "main", "0X10"])
    func others(text: String) {
        #expect(UInt32(numeral: text) == nil)
    }
}
