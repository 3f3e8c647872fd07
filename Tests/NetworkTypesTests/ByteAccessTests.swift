import NetworkTypes
import Testing

@Suite("Bytes in network order")
struct ByteAccessTests {
    private let bytes: [UInt8] = [1, 2, 3, 4, 5]

    @Test("are read where they exist")
    func reads() {
        #expect(bytes.span.byte(at: 4) == 5)
        #expect(bytes.span.bigEndianUInt16(at: 3) == 0x0405)
        #expect(bytes.span.bigEndianUInt32(at: 1) == 0x0203_0405)
        #expect(bytes.span.array(1..<3) == [2, 3])
        #expect(bytes.span.array(5..<5) == [])
    }

    @Test("are nil where they don't", arguments: [-1, 5, Int.min, Int.max])
    func beyond(offset: Int) {
        #expect(bytes.span.byte(at: offset) == nil)
        #expect(bytes.span.bigEndianUInt16(at: offset) == nil)
        #expect(bytes.span.bigEndianUInt32(at: offset) == nil)
    }

    @Test("are nil where they begin inside and end outside")
    func across() {
        #expect(bytes.span.bigEndianUInt16(at: 4) == nil)
        #expect(bytes.span.bigEndianUInt32(at: 2) == nil)
        #expect(bytes.span.array(3..<6) == nil)
        #expect(bytes.span.array(-1..<2) == nil)
        #expect([UInt8]().span.bigEndianUInt16(at: 0) == nil)
    }

    @Test("are written most significant first")
    func writes() {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt16(0x0102))
        bytes.append(bigEndian: UInt32(0x0304_0506))
        #expect(bytes == [1, 2, 3, 4, 5, 6])
        bytes.set(bigEndian: 0xAABB, at: 2)
        #expect(bytes == [1, 2, 0xAA, 0xBB, 5, 6])
    }
}

@Suite("Internet checksum")
struct InternetChecksumTests {
    @Test("is that of RFC 1071 section 3's example")
    func example() {
        #expect(InternetChecksum.of([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]) == ~0xDDF2)
    }

    @Test("of nothing, and of zeros, is all ones")
    func empty() {
        #expect(InternetChecksum.of([]) == 0xFFFF)
        #expect(InternetChecksum.of([0, 0, 0]) == 0xFFFF)
    }

    @Test("pads an odd number of bytes with zero at the end only")
    func odd() {
        #expect(InternetChecksum.of([1, 2, 3]) == InternetChecksum.of([1, 2, 3, 0]))
        var parts = InternetChecksum()
        parts.add([1])
        parts.add([2, 3])
        parts.add([4])
        #expect(parts.value == InternetChecksum.of([1, 2, 3, 4]))
    }

    @Test("carries all the way, over more bytes than any packet has")
    func carries() {
        #expect(InternetChecksum.of(repeatElement(0xFF, count: 200_000)) == 0)
    }

    @Test("over data with its checksum filled in is 0")
    func verifies() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = (0..<2 * Int.random(in: 1...100, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            bytes.set(bigEndian: 0, at: 0)
            bytes.set(bigEndian: InternetChecksum.of(bytes), at: 0)
            #expect(InternetChecksum.of(bytes) == 0, "seed \(seed)")
        }
    }
}
