import Glibc
import Testing

@testable import PacketIO

@Suite("Whether a packet is the same as one before")
struct LikenessTests {
    /// Datagrams between two ends of a pair, read as packets from a raw socket are.
    private final class Pair {
        private var ends: [Int32] = [-1, -1]
        let receiver: PacketReceiver

        init() throws {
            receiver = try PacketReceiver(longest: 64)
            try #require(socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, &ends) == 0)
        }

        deinit {
            for end in ends { close(end) }
        }

        /// Sends datagrams and reads them all at once.
        func read(_ datagrams: [UInt8]..., isIPv6: Bool = false) throws -> Int? {
            for datagram in datagrams { try #require(send(ends[0], datagram, datagram.count, 0) == datagram.count) }
            return try receiver.read(ends[1], isIPv6: isIPv6)
        }
    }

    /// An IPv4 datagram of 28 bytes; nothing looks at its content here.
    private static let datagram = [UInt8](0..<28)

    @Test("Only identification and header checksum of an IPv4 datagram may differ", arguments: 0..<28)
    func differs(at offset: Int) throws {
        let pair = try Pair()
        #expect(try pair.read(Self.datagram) == 1)
        let likeness = pair.receiver.likeness(of: 0, isIPv6: false)
        #expect(likeness == Self.datagram)
        var other = Self.datagram
        other[offset] ^= 0x10
        #expect(try pair.read(other, Self.datagram) == 2)
        #expect(pair.receiver.isLike(0, likeness, isIPv6: false) == [4, 5, 10, 11].contains(offset))
        #expect(pair.receiver.isLike(1, likeness, isIPv6: false))
    }

    @Test("One that is longer or shorter is another one, and what is shorter than a header is like nothing", arguments: [0, 1, 19, 20, 27, 29])
    func hasAnotherLength(_ length: Int) throws {
        let pair = try Pair()
        _ = try pair.read(Self.datagram)
        let likeness = pair.receiver.likeness(of: 0, isIPv6: false)
        let other = Array((Self.datagram + Self.datagram).prefix(length))
        #expect(try pair.read(other) == 1)
        #expect(!pair.receiver.isLike(0, likeness, isIPv6: false))
        #expect(pair.receiver.isLike(0, pair.receiver.likeness(of: 0, isIPv6: false), isIPv6: false) == (length >= 20))
    }

    @Test("Of IPv6 each byte counts, and what the header said", arguments: 0..<28)
    func differsOnIPv6(at offset: Int) throws {
        let pair = try Pair()
        _ = try pair.read(Self.datagram, isIPv6: true)
        let likeness = pair.receiver.likeness(of: 0, isIPv6: true)
        var other = Self.datagram
        other[offset] ^= 1
        _ = try pair.read(other, Self.datagram, isIPv6: true)
        #expect(!pair.receiver.isLike(0, likeness, isIPv6: true))
        #expect(pair.receiver.isLike(1, likeness, isIPv6: true))
        // The hop limit, which comes before the packet's own bytes.
        var told = likeness
        told[4] ^= 1
        #expect(!pair.receiver.isLike(1, told, isIPv6: true))
        #expect(!pair.receiver.isLike(1, [], isIPv6: true))
    }

    @Test("Bytes behind the end of a packet aren't read, though a longer one lay there before")
    func stale() throws {
        let pair = try Pair()
        _ = try pair.read(Self.datagram)
        #expect(pair.receiver.byte(27, of: 0) == 27)
        #expect(try pair.read([7]) == 1)
        #expect(pair.receiver.byte(0, of: 0) == 7)
        #expect(pair.receiver.byte(1, of: 0) == nil)
    }
}
