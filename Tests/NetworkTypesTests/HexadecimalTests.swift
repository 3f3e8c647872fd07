import NetworkTypes
import Testing

@Suite("Hexadecimal digits")
struct HexadecimalTests {
    @Test("each byte has two lower-case digits, which read back as it", arguments: UInt8.min ... .max)
    func everyByte(byte: UInt8) {
        let text = [byte].hexadecimal
        #expect(text.utf8.count == 2 && text == text.lowercased())
        #expect([UInt8](hexadecimal: text.utf8) == [byte])
        #expect([UInt8](hexadecimal: text.uppercased().utf8) == [byte])
    }

    @Test("what isn't pairs of digits is nothing", arguments: ["0", "000", "0g", "g0", " 0", "0x", "+1", "é", "１１"])
    func refused(text: String) {
        #expect([UInt8](hexadecimal: text.utf8) == nil)
    }

    @Test("no digits are no bytes, and bytes keep their order")
    func order() {
        #expect([UInt8](hexadecimal: "".utf8) == [])
        #expect([UInt8]().hexadecimal == "")
        #expect(([0xDE, 0xAD, 0x0F] as [UInt8]).hexadecimal == "dead0f")
        #expect([UInt8](hexadecimal: "DeaD0f".utf8) == [0xDE, 0xAD, 0x0F])
    }
}
