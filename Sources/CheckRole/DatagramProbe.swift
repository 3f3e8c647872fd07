internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes

/// Runs one datagram conversation over one UDP socket.
final class DatagramProbe {
    private let environment: CheckEnvironment
    private let socket: FileDescriptor
    private var conversation: any DatagramConversation
    private let finish: (Outcome) -> Void
    let limits: ProbeTimeLimits
    private var isFinished = false

    enum Outcome {
        case verdict(Verdict)
        /// The rest takes a connection.
        case connect(any StreamConversation)
    }

    /// At most this many reads in one round of the loop, so that a server that floods us costs others no time.
    private static let readsPerRound = 8

    /// Sends the question.
    ///
    /// - Parameter finish: called once, never from inside this initialiser.
    init(
        _ environment: CheckEnvironment, _ definition: CheckDefinition, _ conversation: any DatagramConversation, _ limits: ProbeTimeLimits,
        finish: @escaping (Outcome) -> Void
    ) throws(SystemError) {
        self.environment = environment
        self.limits = limits
        self.conversation = conversation
        self.finish = finish
        let socket = try FileDescriptor.datagramSocket(definition.target.address.family)
        try ProbeOrigin(definition).apply(to: socket)
        _ = try socket.connect(to: definition.target)
        // A full buffer loses the datagram as a full network would, and the answer fails to come.
        _ = try socket.send(conversation.request[...])
        self.socket = socket
        try environment.loop.watch(self.socket.number, for: .readable) { [unowned self] _ in receive() }
    }

    deinit {
        environment.loop.forget(socket.number, closes: true)
    }

    /// To be called when `limits.waitsUntil` has come. An answer that is there by now counts, although the loop hasn't come to it.
    func expired() {
        receive()
        end(.verdict(conversation.verdictOnSilence))
    }

    private func receive() {
        for _ in 0..<Self.readsPerRound where !isFinished {
            let count: Int
            do throws(SystemError) {
                guard let received = try socket.receive(into: &environment.buffer) else { return }
                count = received
            } catch {
                return end(.verdict(.failure(FailureReason(systemError: error.code))))
            }
            let bytes = environment.buffer
            switch conversation.received(bytes.span.extracting(0..<count)) {
            case .wait: break
            case .finished(let verdict): return end(.verdict(verdict))
            case .connect(let conversation): return end(.connect(conversation))
            }
        }
    }

    private func end(_ outcome: Outcome) {
        if isFinished { return }
        isFinished = true
        finish(outcome)
    }
}
