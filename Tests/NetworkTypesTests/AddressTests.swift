import NetworkTypes
import Testing

@Suite("IPv4 address")
struct IPv4AddressTests {
    @Test("is read from four numbers with dots", arguments: [
        ("0.0.0.0", IPv4Address.any), ("255.255.255.255", .broadcast), ("172.17.1.160", IPv4Address(172, 17, 1, 160)),
    ])
    func read(text: String, expected: IPv4Address) {
        #expect(IPv4Address(text) == expected)
        #expect(expected.description == text)
    }

    @Test("isn't read from anything else", arguments: [
        "", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1", "1.2.3.999999999999999999999", "01.2.3.4",
        "1.2.3.00", " 1.2.3.4", "1.2.3.4 ", "1.2.3.x", "-1.2.3.4", "+1.2.3.4", "1.2.3.4/24", "1.2.3.٤", "0x1.2.3.4",
    ])
    func refused(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test("gives its bytes in network order, and sorts by them")
    func bytes() {
        #expect(IPv4Address(1, 2, 3, 4).bytes == [1, 2, 3, 4])
        #expect(IPv4Address(9, 255, 255, 255) < IPv4Address(10, 0, 0, 0))
        #expect(IPv4Address(192, 0, 2, 1).bits == 0xC000_0201)
    }

    @Test("knows multicast", arguments: [("223.255.255.255", false), ("224.0.0.18", true), ("239.1.2.3", true), ("240.0.0.0", false)])
    func multicast(text: String, expected: Bool) {
        #expect(IPv4Address(text)?.isMulticast == expected)
    }
}

@Suite("IPv6 address")
struct IPv6AddressTests {
    /// Text, canonical text (RFC 5952), and the two halves.
    @Test("is read from every form of RFC 4291 and written in the one of RFC 5952", arguments: [
        ("::", "::", UInt64(0), UInt64(0)),
        ("::1", "::1", 0, 1),
        ("1::", "1::", 0x0001_0000_0000_0000, 0),
        ("2001:DB8::0:1", "2001:db8::1", 0x2001_0DB8_0000_0000, 1),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", 0x2001_0DB8_0000_0000, 0x0001_0000_0000_0001),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1", 0x2001_0000_0000_0001, 1),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", 0x2001_0DB8_0000_0001, 0x0001_0001_0001_0001),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
        ("::ffff:192.0.2.1", "::ffff:c000:201", 0, 0x0000_FFFF_C000_0201),
        ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201", 0x0001_0002_0003_0004, 0x0005_0006_C000_0201),
        ("fe80::0204:61ff:fe9d:f156", "fe80::204:61ff:fe9d:f156", 0xFE80_0000_0000_0000, 0x0204_61FF_FE9D_F156),
    ])
    func read(text: String, canonical: String, high: UInt64, low: UInt64) {
        let address = IPv6Address(text)
        #expect(address == IPv6Address(high: high, low: low))
        #expect(address?.description == canonical)
        #expect(IPv6Address(canonical) == address)
    }

    @Test("isn't read from anything else", arguments: [
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "1.2.3.4", "::1.2.3", "::1.2.3.4.5", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::%eth0", " ::1", "::1 ", "1:::2",
        "2001:db8:2001:db8:2001:db8:2001:db8:2001:db8",
    ])
    func refused(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test("reads back whatever it writes")
    func roundTrip() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            // Masks make runs of zeros common.
            let mask = UInt64.random(in: 0...UInt64.max, using: &generator) & UInt64.random(in: 0...UInt64.max, using: &generator)
            let address = IPv6Address(
                high: UInt64.random(in: 0...UInt64.max, using: &generator) & (mask | 0xFFFF << 16),
                low: generator.next() & (mask & 0xFFFF_0000_0000_FFFF))
            #expect(IPv6Address(address.description) == address, "seed \(seed)")
        }
    }

    @Test("knows multicast and link-local addresses")
    func kinds() {
        #expect(IPv6Address("ff02::12")?.isMulticast == true)
        #expect(IPv6Address("fe80::1")?.isMulticast == false)
        #expect(IPv6Address("fe80::1")?.isLinkLocal == true)
        #expect(IPv6Address("febf::1")?.isLinkLocal == true)
        #expect(IPv6Address("fec0::1")?.isLinkLocal == false)
    }
}

@Suite("Addresses of either family")
struct IPAddressTests {
    @Test("are read by their form")
    func families() {
        #expect(IPAddress("192.0.2.1")?.family == .ipv4)
        #expect(IPAddress("2001:db8::1")?.family == .ipv6)
        #expect(IPAddress("localhost") == nil)
    }

    @Test("are read from 4 or 16 bytes in network order and from no other number", arguments: ["192.0.2.1", "2001:db8::ff00:1"])
    func bytes(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(IPAddress(bytes: address.bytes) == address)
        #expect(IPAddress(bytes: address.bytes.dropLast()) == nil)
        #expect(IPAddress(bytes: [UInt8]()) == nil)
    }

    @Test("sort with IPv4 first")
    func order() {
        let sorted = ["10.0.0.1", "10.0.0.10", "::", "::1", "1::"].compactMap { IPAddress($0) }
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("are written with port and prefix as ipvsadm and ip write them")
    func text() throws {
        let four = try #require(IPAddress("192.0.2.1"))
        let six = try #require(IPAddress("2001:db8::1"))
        #expect(Endpoint(four, port: 80).description == "192.0.2.1:80")
        #expect(Endpoint(six, port: 0).description == "[2001:db8::1]:0")
        #expect(IPPrefix(four, length: 20).description == "192.0.2.1/20")
        #expect(IPPrefix(six, length: 128).description == "2001:db8::1/128")
    }
}

@Suite("Ethernet address")
struct EthernetAddressTests {
    @Test("is written in six pairs of digits, and read from six bytes")
    func text() {
        let address = EthernetAddress(bytes: [0x00, 0x00, 0x5E, 0x00, 0x01, 0x33])
        #expect(address?.description == "00:00:5e:00:01:33")
        #expect(address?.bytes == [0x00, 0x00, 0x5E, 0x00, 0x01, 0x33])
        #expect(EthernetAddress(bytes: [1, 2, 3, 4, 5]) == nil)
        #expect(EthernetAddress.broadcast.description == "ff:ff:ff:ff:ff:ff")
        #expect(EthernetAddress(bits: .max) == .broadcast)
    }
}
