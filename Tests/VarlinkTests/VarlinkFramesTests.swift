import NetworkTypes
import Testing
import Varlink

@Suite("Messages in a stream")
struct VarlinkFramesTests {
    private func messages(_ frames: inout VarlinkFrames) throws -> [String] {
        var messages: [String] = []
        while let message = try frames.next() { messages.append(String(decoding: message, as: UTF8.self)) }
        return messages
    }

    @Test("However the bytes arrive, the same messages come out")
    func anySplit() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let sent = (0..<20).map { _ in String(repeating: "x", count: Int.random(in: 0...100, using: &generator)) }
            var stream = sent.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }[...]
            var frames = VarlinkFrames(longest: 100)
            var received: [String] = []
            while !stream.isEmpty {
                let count = Int.random(in: 1...64, using: &generator)
                frames.append(stream.prefix(count))
                stream = stream.dropFirst(count)
                received += try messages(&frames)
            }
            #expect(received == sent, "seed \(seed)")
            #expect(!frames.isPartial)
        }
    }

    @Test("A message that goes on for too long is refused, whether its end has come or not")
    func bounds() {
        var endless = VarlinkFrames(longest: 10)
        endless.append(Array(repeating: 65, count: 11))
        #expect(throws: VarlinkFrames.TooLong.self) { _ = try endless.next() }
        var ended = VarlinkFrames(longest: 10)
        ended.append(Array(repeating: 65, count: 11) + [0])
        #expect(throws: VarlinkFrames.TooLong.self) { _ = try ended.next() }
        var exact = VarlinkFrames(longest: 10)
        exact.append(Array(repeating: 65, count: 10) + [0])
        #expect(throws: Never.self) { _ = try exact.next() }
    }

    @Test("What has begun and not ended is known")
    func partial() throws {
        var frames = VarlinkFrames(longest: 10)
        frames.append([65, 0, 66])
        let first = try frames.next()
        #expect(first == [65] && frames.isPartial)
        let early = try frames.next()
        #expect(early == nil)
        frames.append([0])
        let second = try frames.next()
        #expect(second == [66])
        #expect(!frames.isPartial)
    }
}
