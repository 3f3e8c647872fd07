import EventLoop
import Glibc
import HealthCheck
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

/// Says goodbye as soon as it is connected.
private struct Farewell: StreamConversation {
    var bytes: [UInt8]

    mutating func connected() -> StreamAction { .farewell(bytes, .success) }
    mutating func received(_ bytes: Span<UInt8>) -> StreamAction { .finished(.success) }
    mutating func closed() -> StreamAction { .finished(.success) }
}

/// A listening socket on the loopback.
private final class Listener {
    let socket: FileDescriptor
    let target: Endpoint

    /// - Parameter buffer: bytes that the peer may send before we read; 0: the kernel's own.
    init(port: UInt16, buffer: Int32 = 0) throws {
        target = Endpoint(.v4(IPv4Address(127, 0, 0, 1)), port: port)
        let socket = try FileDescriptor.streamSocket(.ipv4)
        try socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
        if buffer > 0 { try socket.setOption(SOL_SOCKET, SO_RCVBUF, buffer) }
        try socket.bind(to: target)
        #expect(listen(socket.number, 4) == 0)
        self.socket = socket
    }
}

@Suite("A probe by stream over the loopback", .timeLimit(.minutes(1)))
struct StreamProbeTests {
    /// Plays a probe; `act` is called every 20 ms beside it.
    private func play(_ target: Endpoint, _ conversation: any StreamConversation, limit: Duration = .seconds(5), act: @escaping () -> Void) throws -> Verdict? {
        let environment = try CheckEnvironment()
        let timing = CheckTiming(connectTimeout: limit, retries: 0, delayBeforeRetry: .zero, delayLoop: limit, warmup: .zero)
        let definition = CheckDefinition(probe: .tcp, target: target, timing: timing)
        var found: Verdict?
        let probe = try StreamProbe(environment, definition, conversation, ProbeTimeLimits(timing, startingAt: environment.loop.now)) { verdict in
            found = verdict
            environment.loop.stop()
        }
        let expiry = EventLoop.Timer { probe.expired() }
        environment.loop.arm(expiry, at: environment.loop.now + limit)
        var again: (() -> Void)?
        let beside = EventLoop.Timer { again?() }
        again = {
            act()
            environment.loop.arm(beside, at: SystemClock.now() + .milliseconds(20))
        }
        again?()
        environment.loop.run()
        environment.loop.disarm(beside)
        again = nil
        return found
    }

    @Test("what is said last goes out as a whole, though the peer is slow to read and talks meanwhile")
    func wholeFarewell() throws {
        let listener = try Listener(port: 47_831, buffer: 4096)
        let last = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var peer: Int32 = -1
        var read: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 50_000)
        func readSome() {
            let count = recv(peer, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { read += buffer[..<count] }
        }
        let descriptor = listener.socket.number
        let verdict = try play(listener.target, Farewell(bytes: last)) {
            if peer < 0 {
                peer = accept(descriptor, nil, nil)
                // Unread words of the peer would turn the close into a reset.
                if peer >= 0 { _ = send(peer, "hello", 5, Int32(MSG_NOSIGNAL)) }
            } else {
                readSome()
            }
        }
        #expect(verdict == .success)
        var quiet = 0
        while quiet < 50 {
            let before = read.count
            readSome()
            quiet = read.count == before ? quiet + 1 : 0
            usleep(2000)
        }
        #expect(read == last)
        close(peer)
    }

    @Test("a peer that never reads has its time, and then the verdict stands")
    func neverReads() throws {
        let listener = try Listener(port: 47_832, buffer: 4096)
        let verdict = try play(listener.target, Farewell(bytes: [UInt8](repeating: 1, count: 20_000_000)), limit: .milliseconds(300)) {}
        #expect(verdict == .success)
    }
}
