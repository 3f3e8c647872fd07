import EventLoop
import HealthCheck
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

private let loopback = IPAddress.v4(IPv4Address(127, 0, 0, 1))

/// A probe over the loopback, and its verdict when the loop has run.
private func verdict(on target: Endpoint, _ conversation: any DatagramConversation, limit: Duration = .seconds(5)) throws -> Verdict? {
    let environment = try CheckEnvironment()
    let timing = CheckTiming(connectTimeout: limit, retries: 0, delayBeforeRetry: .zero, delayLoop: limit, warmup: .zero)
    let definition = CheckDefinition(probe: .tcp, target: target, timing: timing)
    var found: Verdict?
    let limits = ProbeTimeLimits(timing, startingAt: environment.loop.now)
    let probe = try DatagramProbe(environment, definition, conversation, limits) { outcome in
        if case .verdict(let verdict) = outcome { found = verdict }
        environment.loop.stop()
    }
    let timer = EventLoop.Timer { probe.expired() }
    environment.loop.arm(timer, at: environment.loop.now + limit)
    environment.loop.run()
    return found
}

@Suite("A probe by datagram over the loopback", .timeLimit(.minutes(1)))
struct DatagramProbeTests {
    @Test("learns at once that nobody listens")
    func refused() throws {
        // The discard port of old: nothing has served it for decades.
        let conversation = UDPConversation(UDPProbe(payload: [1]), randomByte: { 0 })
        #expect(try verdict(on: Endpoint(loopback, port: 9), conversation) == .failure(.connectionRefused))
    }

    @Test("takes silence for what the conversation says")
    func silence() throws {
        // Bound, but nobody reads from it.
        let socket = try FileDescriptor.datagramSocket(.ipv4)
        let port: UInt16 = 47_811
        try socket.bind(to: Endpoint(loopback, port: port))
        let target = Endpoint(loopback, port: port)
        let limit = Duration.milliseconds(50)
        #expect(try verdict(on: target, UDPConversation(UDPProbe(payload: [1]), randomByte: { 0 }), limit: limit) == .success)
        let strict = UDPConversation(UDPProbe(payload: [1], reply: ReplyPattern()), randomByte: { 0 })
        #expect(try verdict(on: target, strict, limit: limit) == .failure(.answerTimeout))
    }
}
