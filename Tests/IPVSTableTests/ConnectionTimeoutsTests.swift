import IPVSTable
import NetworkTypes
import Testing

@Suite("Timeouts of connections")
struct ConnectionTimeoutsTests {
    @Test("what is written down reads back")
    func roundTrip() {
        let timeouts = ConnectionTimeouts(tcp: 900, tcpFinished: 120, udp: 300)
        #expect(ConnectionTimeouts("\(timeouts)\n") == timeouts)
    }

    @Test("what isn't a record is none", arguments: ["", "900 120 300", "tcp 1 tcpfin 2 udp -3", "tcp 1 tcpfin 2 udp 4294967296", "tcp 1 tcpfin 2 udp 3 x"])
    func refuses(_ text: String) {
        #expect(ConnectionTimeouts(text) == nil)
    }

    @Test("random bytes never trap", arguments: 0..<50 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array("tcp 900 tcpfin 120 udp 300".utf8)
        for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
        _ = ConnectionTimeouts(String(decoding: bytes, as: UTF8.self))
    }

    @Test("where nothing is asked for stays what was there")
    func completed() {
        let original = ConnectionTimeouts(tcp: 900, tcpFinished: 120, udp: 300)
        #expect(ConnectionTimeouts(tcpFinished: 5).completed(from: original) == ConnectionTimeouts(tcp: 900, tcpFinished: 5, udp: 300))
    }
}
