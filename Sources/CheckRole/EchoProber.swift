internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes
internal import PacketIO

/// All pings of one address family and one origin over one socket.
final class EchoProber {
    private let environment: CheckEnvironment
    private let socket: EchoSocket
    private var waiting: [UInt64: Waiting] = [:]
    private var sequence: UInt16 = 0
    private let identifier: UInt16

    private struct Waiting {
        var request: EchoMessage
        var target: IPAddress
        var finish: (Verdict) -> Void
    }

    /// A request that waits for its answer. Its number is drawn by chance, so that nobody off the path can forge the answer.
    struct Ticket {
        fileprivate var nonce: UInt64
    }

    private static let packetsPerRound = 256

    init(_ environment: CheckEnvironment, _ family: AddressFamily, _ origin: ProbeOrigin) throws(SystemError) {
        self.environment = environment
        identifier = UInt16.random(in: 1...UInt16.max, using: &environment.generator)
        socket = try EchoSocket(family)
        try origin.apply(to: socket.descriptor)
        try environment.loop.watch(socket.descriptor.number, for: .readable) { [unowned self] _ in receive() }
    }

    func send(to target: IPAddress, finish: @escaping (Verdict) -> Void) throws(SystemError) -> Ticket {
        sequence &+= 1
        let request = EchoMessage(identifier: identifier, sequence: sequence, nonce: environment.generator.next())
        try socket.send(request.encoded(for: target.family), to: target)
        waiting[request.nonce] = Waiting(request: request, target: target, finish: finish)
        return Ticket(nonce: request.nonce)
    }

    func forget(_ ticket: Ticket) {
        waiting[ticket.nonce] = nil
    }

    private func receive() {
        for _ in 0..<Self.packetsPerRound {
            guard let (count, sender) = try? socket.receive(into: &environment.buffer) else { return }
            let bytes = environment.buffer
            guard let reply = EchoMessage(decoding: bytes.span.extracting(0..<count), family: socket.family, startsWithIPHeader: socket.deliversIPv4Header),
                let pending = waiting[reply.nonce], pending.request.isAnswered(by: reply), sender?.address == pending.target
            else { continue }
            waiting[reply.nonce] = nil
            pending.finish(.success)
        }
    }
}
