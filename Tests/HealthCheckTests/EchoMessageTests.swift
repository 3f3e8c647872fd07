import HealthCheck
import NetworkTypes
import Testing

@Suite("Echo messages")
struct EchoMessageTests {
    private let request = EchoMessage(identifier: 0x1234, sequence: 7, nonce: 0x0102_0304_0506_0708)

    private func reply(to request: EchoMessage) -> EchoMessage {
        var reply = request
        reply.kind = .reply
        return reply
    }

    @Test("are laid out as RFC 792 and RFC 4443 say", arguments: AddressFamily.allCases)
    func layout(family: AddressFamily) {
        let bytes = request.encoded(for: family)
        #expect(bytes.count == 136)
        #expect(bytes[0] == (family == .ipv4 ? 8 : 128) && bytes[1] == 0)
        #expect(bytes[4...15] == [0x12, 0x34, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8])
        #expect(bytes[16...].allSatisfy { $0 == 0 })
        #expect(family == .ipv6 || InternetChecksum.of(bytes) == 0)
    }

    @Test("come back from their bytes", arguments: AddressFamily.allCases)
    func roundTrip(family: AddressFamily) {
        for message in [request, reply(to: request)] {
            let bytes = message.encoded(for: family)
            #expect(EchoMessage(decoding: bytes.span, family: family, startsWithIPHeader: false) == message)
        }
    }

    @Test("come back from behind an IPv4 header with options, as a raw socket gives it")
    func behindIPHeader() {
        let header: [UInt8] = [0x46, 0, 0, 160, 0, 0, 0, 0, 64, 1, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0, 0, 0, 0]
        let packet = header + reply(to: request).encoded(for: .ipv4)
        #expect(EchoMessage(decoding: packet.span, family: .ipv4, startsWithIPHeader: true) == reply(to: request))
        for count in 0..<packet.count {
            #expect(EchoMessage(decoding: Array(packet[..<count]).span, family: .ipv4, startsWithIPHeader: true) == nil)
        }
    }

    @Test("answer only the request whose nonce and sequence they repeat, whatever identifier the kernel gave them")
    func answers() {
        var answer = reply(to: request)
        answer.identifier = 99
        #expect(request.isAnswered(by: answer))
        #expect(!request.isAnswered(by: request))
        answer.sequence = 8
        #expect(!request.isAnswered(by: answer))
        answer = reply(to: request)
        answer.nonce = 1
        #expect(!request.isAnswered(by: answer))
    }

    @Test("are refused with a wrong type, code or length", arguments: AddressFamily.allCases)
    func refused(family: AddressFamily) {
        func decoded(_ change: (inout [UInt8]) -> Void) -> EchoMessage? {
            var bytes = reply(to: request).encoded(for: family)
            change(&bytes)
            if family == .ipv4 {
                bytes.set(bigEndian: 0, at: 2)
                bytes.set(bigEndian: InternetChecksum.of(bytes), at: 2)
            }
            return EchoMessage(decoding: bytes.span, family: family, startsWithIPHeader: false)
        }
        #expect(decoded { _ in } != nil)
        #expect(decoded { $0[0] = 3 } == nil)
        #expect(decoded { $0[1] = 1 } == nil)
        #expect(decoded { $0.removeLast() } == nil)
        #expect(decoded { $0.append(0) } == nil)
    }

    @Test("of the other family are refused")
    func otherFamily() {
        let bytes = reply(to: request).encoded(for: .ipv4)
        #expect(EchoMessage(decoding: bytes.span, family: .ipv6, startsWithIPHeader: false) == nil)
    }

    @Test("are refused over IPv4 with a wrong checksum")
    func checksum() {
        var bytes = reply(to: request).encoded(for: .ipv4)
        bytes[20] = 1
        #expect(EchoMessage(decoding: bytes.span, family: .ipv4, startsWithIPHeader: false) == nil)
    }

    @Test("random packets of any length are refused or decoded, never trapped on", arguments: 0..<20 as Range<UInt64>)
    func hostile(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes: [UInt8] = []
            if Bool.random(using: &generator) {
                bytes = reply(to: request).encoded(for: .ipv4)
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                bytes = Array(bytes.prefix(Int.random(in: 0...160, using: &generator)))
            } else {
                for _ in 0..<Int.random(in: 0...200, using: &generator) { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
                if !bytes.isEmpty, Bool.random(using: &generator) { bytes[0] = 0x45 }
            }
            for family in AddressFamily.allCases {
                for raw in [false, true] {
                    let message = EchoMessage(decoding: bytes.span, family: family, startsWithIPHeader: raw)
                    #expect(message == nil || bytes.count >= EchoMessage.encodedLength, "seed \(seed)")
                }
            }
        }
    }
}
