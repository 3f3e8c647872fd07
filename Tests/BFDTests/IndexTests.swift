import BFD
import NetworkTypes
import Testing

@Suite("Which BFD session a packet is for")
struct IndexTests {
    let own = IPAddress(10, 9, 0, 1)
    let other = IPAddress(10, 9, 0, 5)
    let router = IPAddress(10, 9, 0, 2)

    private func packet(_ yours: UInt32) throws -> BFDPacket {
        try #require(
            BFDPacket(state: .down, multiplier: 3, myDiscriminator: 99, yourDiscriminator: yours, desiredTransmitInterval: 1, requiredReceiveInterval: 1))
    }

    private var index: BFDSessionIndex {
        var index = BFDSessionIndex()
        index.add(BFDSessionDefinition.Path(neighbour: router, source: nil, isMultihop: false), discriminator: 1)
        index.add(BFDSessionDefinition.Path(neighbour: router, source: other, isMultihop: false), discriminator: 2)
        index.add(BFDSessionDefinition.Path(neighbour: router, source: nil, isMultihop: true), discriminator: 3)
        return index
    }

    @Test("without a discriminator, the neighbour, our address and the port tell")
    func byPath() throws {
        #expect(try index.session(for: packet(0), from: router, to: own, isMultihop: false) == 1)
        #expect(try index.session(for: packet(0), from: router, to: other, isMultihop: false) == 2)
        #expect(try index.session(for: packet(0), from: router, to: other, isMultihop: true) == 3)
        #expect(throws: BFDPacketError.unknownNeighbour) { try index.session(for: packet(0), from: own, to: router, isMultihop: false) }
    }

    @Test("a discriminator counts on its own path only")
    func byDiscriminator() throws {
        #expect(try index.session(for: packet(2), from: router, to: other, isMultihop: false) == 2)
        for (yours, source, destination, isMultihop) in [(UInt32(1), other, own, false), (1, router, own, true), (2, router, own, false), (7, router, own, false)] {
            #expect(throws: BFDPacketError.unknownSession(discriminator: yours)) {
                try index.session(for: packet(yours), from: source, to: destination, isMultihop: isMultihop)
            }
        }
    }

    @Test("a session that is gone is nobody's")
    func removed() {
        var index = index
        index.remove(discriminator: 1)
        #expect(!index.isTaken(1) && index.isTaken(2) && index.isTaken(0))
        #expect(throws: BFDPacketError.unknownNeighbour) { try index.session(for: packet(0), from: router, to: own, isMultihop: false) }
    }
}
