internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes

/// Runs one datagram conversation over one UDP socket.
final class DatagramProbe {
    private let environment: CheckEnvironment
    private let socket: FileDescriptor
    private var conversation: any DatagramConversation
    private let finish: (Verdict) -> Void
    private var isFinished = false

    /// At most this many reads in one round of the loop, so that a server that floods us costs others no time.
    private static let readsPerRound = 8

    /// Sends the question.
    ///
    /// - Parameter finish: called once, never from inside this initialiser.
    init(
        _ environment: CheckEnvironment, _ definition: CheckDefinition, _ conversation: any DatagramConversation,
        finish: @escaping (Verdict) -> Void
    ) throws(SystemError) {
        self.environment = environment
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

    /// To be called when the answer should have come.
    func expired() {
        end(conversation.verdictOnSilence)
    }

    private func receive() {
        for _ in 0..<Self.readsPerRound where !isFinished {
            let count: Int
            do throws(SystemError) {
                guard let received = try socket.receive(into: &environment.buffer) else { return }
                count = received
            } catch {
                return end(.failure(FailureReason(systemError: error.code)))
            }
            let bytes = environment.buffer
            if let verdict = conversation.received(bytes.span.extracting(0..<count)) { return end(verdict) }
        }
    }

    private func end(_ verdict: Verdict) {
        if isFinished { return }
        isFinished = true
        finish(verdict)
    }
}
