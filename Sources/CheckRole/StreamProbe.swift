internal import EventLoop
internal import HealthCheck
internal import LinuxSystem
internal import NetworkTypes

/// Runs one stream conversation over one TCP connection: connects, carries bytes, keeps the time limits.
final class StreamProbe {
    private let environment: CheckEnvironment
    private let socket: FileDescriptor
    private var conversation: any StreamConversation
    private let finish: (Verdict) -> Void
    private var phase = Phase.connecting
    private var unsent: ArraySlice<UInt8> = []
    /// What the socket is watched for.
    private var interest = Readiness.writable
    private(set) var limits: ProbeTimeLimits

    private enum Phase {
        case connecting, talking
        /// The verdict is made; what was said last still goes out.
        case leaving(Verdict)
        case finished
    }

    /// At most this many reads in one round of the loop, so that a server that floods us costs others no time.
    private static let readsPerRound = 8
    /// Nor more time than this, about.
    private static let longestRound = Duration.milliseconds(4)

    /// - Parameters:
    ///   - limits: where the wait for the connection has just begun.
    ///   - finish: called once, never from inside this initialiser.
    init(
        _ environment: CheckEnvironment, _ definition: CheckDefinition, _ conversation: any StreamConversation, _ limits: ProbeTimeLimits,
        finish: @escaping (Verdict) -> Void
    ) throws(SystemError) {
        self.environment = environment
        self.conversation = conversation
        self.limits = limits
        self.finish = finish
        let socket = try FileDescriptor.streamSocket(definition.target.address.family)
        try ProbeOrigin(definition).apply(to: socket)
        // A connection that comes about at once is reported as writable like any other.
        _ = try socket.connect(to: definition.target)
        self.socket = socket
        try environment.loop.watch(self.socket.number, for: .writable) { [unowned self] _ in ready() }
    }

    deinit {
        environment.loop.forget(socket.number, closes: true)
    }

    /// To be called when `limits.waitsUntil` has come; that may have moved afterwards. What is there by now counts, although the loop hasn't come to
    /// it: others may have kept it.
    func expired() {
        let limit = limits.waitsUntil
        if socket.isReady(for: interest) { ready() }
        if limits.waitsUntil > limit { return }
        switch phase {
        case .finished: return
        case .connecting: end(.failure(limits.failure(whileConnecting: true, now: environment.loop.now)))
        case .talking: end(.failure(limits.failure(whileConnecting: false, now: environment.loop.now)))
        case .leaving(let verdict): end(verdict)
        }
    }

    private func ready() {
        switch phase {
        case .connecting:
            let code = socket.takeError()
            if code != 0 { return end(.failure(FailureReason(systemError: code))) }
            phase = .talking
            limits.waitAnew(from: environment.loop.now)
            act(conversation.connected())
            if case .talking = phase { watch() }
        case .talking:
            if !unsent.isEmpty { sendRest() }
            if case .talking = phase { receive() }
        case .leaving: sendRest()
        case .finished: break
        }
    }

    private func watch() {
        var wanted: Readiness = unsent.isEmpty ? .readable : [.readable, .writable]
        if case .leaving = phase { wanted = .writable }
        if wanted == interest { return }
        interest = wanted
        try? environment.loop.change(socket.number, to: wanted)
    }

    private func act(_ action: StreamAction) {
        switch action {
        case .send(let bytes):
            unsent += bytes
            sendRest()
        case .wait: break
        case .finished(let verdict): end(verdict)
        case .farewell(let bytes, let verdict):
            unsent += bytes
            phase = .leaving(verdict)
            sendRest()
        }
    }

    private func sendRest() {
        do throws(SystemError) {
            while !unsent.isEmpty, let count = try socket.send(unsent) { unsent = unsent.dropFirst(count) }
        } catch {
            if case .leaving(let verdict) = phase { return end(verdict) }
            return end(.failure(FailureReason(systemError: error.code)))
        }
        switch phase {
        case .talking: watch()
        case .leaving(let verdict):
            guard unsent.isEmpty else { return watch() }
            // A close with bytes that nobody has read would be a reset, which may overtake what was just sent (RFC 2525 section 2.17).
            for _ in 0..<Self.readsPerRound {
                guard let count = try? socket.receive(into: &environment.buffer), count > 0 else { break }
            }
            end(verdict)
        case .connecting, .finished: break
        }
    }

    private func receive() {
        var began: MonotonicInstant?
        for _ in 0..<Self.readsPerRound {
            let count: Int
            do throws(SystemError) {
                guard let received = try socket.receive(into: &environment.buffer) else { return }
                count = received
            } catch {
                return end(.failure(FailureReason(systemError: error.code)))
            }
            if count == 0 {
                act(conversation.closed())
                guard case .talking = phase else { return }
                return end(.failure(.closedEarly))
            }
            limits.waitAnew(from: environment.loop.now)
            let bytes = environment.buffer
            act(conversation.received(bytes.span.extracting(0..<count)))
            guard case .talking = phase else { return }
            if environment.loop.now >= limits.deadline { return end(.failure(.deadlineExceeded)) }
            // Where there is more, a search through it may have cost the others enough.
            if count == environment.buffer.count {
                let now = SystemClock.now()
                if now - (began ?? now) > Self.longestRound { return }
                began = began ?? now
            }
        }
    }

    private func end(_ verdict: Verdict) {
        if case .finished = phase { return }
        phase = .finished
        finish(verdict)
    }
}

extension FailureReason {
    /// - Parameter code: an errno value.
    init(systemError code: Int32) {
        switch code {
        case SystemError.connectionRefused: self = .connectionRefused
        case SystemError.connectionReset: self = .connectionReset
        case SystemError.networkUnreachable: self = .networkUnreachable
        case SystemError.hostUnreachable: self = .hostUnreachable
        case SystemError.timedOut: self = .connectTimeout
        default: self = .systemError(code)
        }
    }
}
