import BFD
import NetworkTypes
import Testing

@testable import BFDRole

@Suite("The record of sessions")
struct SessionRecordTests {
    static let memory = BFDSessionMemory(
        discriminator: 7, remoteDiscriminator: 9, remoteTransmitInterval: .milliseconds(50), remoteReceiveInterval: .zero, remoteMultiplier: 3)

    static let paths = [
        BFDSessionDefinition.Path(neighbour: IPAddress(10, 0, 0, 2), source: nil, isMultihop: false),
        BFDSessionDefinition.Path(neighbour: IPAddress(10, 0, 0, 2), source: IPAddress(10, 0, 0, 1), isMultihop: true),
        BFDSessionDefinition.Path(neighbour: .v6(IPv6Address(high: 0x2001_0DB8 << 32, low: 2)), source: nil, isMultihop: false),
    ]

    @Test("what is written is what is read", arguments: paths)
    func roundTrip(_ path: BFDSessionDefinition.Path) throws {
        let line = SessionRecord.line(path, Self.memory)
        let entry = try #require(SessionRecord.entry(String(line.dropLast())))
        #expect(entry.0 == path && entry.1 == Self.memory)
    }

    @Test(
        "a line that doesn't read is passed over",
        arguments: ["", "10.0.0.2", "10.0.0.2 - hop", "10.0.0.2 - hop 0 9 1 1 3", "10.0.0.2 x hop 7 9 1 1 3", "10.0.0.2 - far 7 9 1 1 3", "here - hop 7 9 1 1 3"])
    func refuses(_ line: String) {
        #expect(SessionRecord.entry(line) == nil)
    }
}
