public import EventLoop
internal import LinuxSystem
internal import Logging
public import Mail
public import NetworkTypes

/// Sends messages to one mail server, without ever waiting for it.
public final class MailSender {
    private let loop: EventLoop
    private let logger = Logger(label: "mail")
    private var queue = MailQueue()
    private var timer: EventLoop.Timer?
    private var delivery: MailDelivery?

    public var envelope: MailEnvelope
    public var server: Endpoint
    /// How long the connection, and each answer, may take.
    public var timeout: Duration

    public init(_ loop: EventLoop, server: Endpoint, envelope: MailEnvelope, timeout: Duration) {
        self.loop = loop
        self.server = server
        self.envelope = envelope
        self.timeout = timeout
        timer = EventLoop.Timer { [unowned self] in perform(queue.handleTimeout(now: SystemClock.now())) }
    }

    deinit {
        if let timer { loop.disarm(timer) }
    }

    public func send(subject: String, body: String) {
        let message = MailMessage(subject: subject, body: body, date: SystemClock.mailDate())
        perform(queue.add(message, now: SystemClock.now()))
    }

    private func perform(_ effects: [MailQueue.Effect]) {
        for effect in effects {
            switch effect {
            case .log(let event): logger.log(level: event.isWarning ? .warning : .info, "\(event)", metadata: DaemonLog.fields(event: event.name))
            case .deliver(let message): deliver(message)
            }
        }
        guard let timer else { return }
        if let deadline = queue.deadline { loop.arm(timer, at: deadline) } else { loop.disarm(timer) }
    }

    private func deliver(_ message: MailMessage) {
        do throws(SystemError) {
            delivery = try MailDelivery(loop, server, MailConversation(message, envelope: envelope), timeout: timeout) { [unowned self] outcome in
                // From the loop: the delivery is still at work where it says this.
                loop.atEndOfRound { [weak self] in self?.finished(outcome) }
            }
        } catch {
            let reason = "\(error)"
            loop.atEndOfRound { [weak self] in self?.finished(.temporary(reason)) }
        }
    }

    private func finished(_ outcome: MailOutcome) {
        delivery = nil
        perform(queue.finished(outcome, now: SystemClock.now()))
    }
}

/// One connection to a mail server, for one message.
private final class MailDelivery {
    private let loop: EventLoop
    private let socket: FileDescriptor
    private let server: Endpoint
    private let timeout: Duration
    private var conversation: MailConversation
    private var unsent: ArraySlice<UInt8> = []
    private var isConnected = false
    private var isOver = false
    private var timer: EventLoop.Timer?
    private var buffer = [UInt8](repeating: 0, count: 1024)
    private let deadline: MonotonicInstant
    private let finish: (MailOutcome) -> Void

    init(
        _ loop: EventLoop, _ server: Endpoint, _ conversation: MailConversation, timeout: Duration, finish: @escaping (MailOutcome) -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.server = server
        self.conversation = conversation
        self.timeout = timeout
        self.finish = finish
        deadline = SystemClock.now() + timeout + timeout + timeout
        let socket = try FileDescriptor.streamSocket(server.address.family)
        _ = try socket.connect(to: server)
        self.socket = socket
        try loop.watch(self.socket.number, for: .writable) { [unowned self] _ in ready() }
        timer = EventLoop.Timer { [unowned self] in
            end(.temporary(isConnected ? "the mail server doesn't answer" : "connection to \(self.server) timed out"))
        }
        extendWait()
    }

    deinit {
        if let timer { loop.disarm(timer) }
        loop.forget(socket.number, closes: true)
    }

    private func extendWait() {
        if let timer { loop.arm(timer, at: min(SystemClock.now() + timeout, deadline)) }
    }

    private func ready() {
        if isOver { return }
        do throws(SystemError) {
            if !isConnected {
                let code = socket.takeError()
                if code != 0 { throw SystemError("connect to \(server)", code: code) }
                isConnected = true
                Logger(label: "mail").info("Remote SMTP server [\(server.address)]:\(server.port) connected.")
            }
            try sendRest()
            try receive()
            if !isOver { try loop.change(socket.number, to: unsent.isEmpty ? .readable : [.readable, .writable]) }
        } catch {
            end(.temporary("\(error)"))
        }
    }

    private func sendRest() throws(SystemError) {
        while !unsent.isEmpty, let count = try socket.send(unsent) { unsent = unsent.dropFirst(count) }
    }

    private func receive() throws(SystemError) {
        guard let count = try socket.receive(into: &buffer) else { return }
        extendWait()
        switch count == 0 ? conversation.closed() : conversation.received(buffer.span.extracting(0..<count)) {
        case .send(let bytes):
            unsent += bytes
            try sendRest()
        case .wait: break
        case .finished(let outcome): end(outcome)
        }
    }

    private func end(_ outcome: MailOutcome) {
        if isOver { return }
        isOver = true
        if let timer { loop.disarm(timer) }
        loop.forget(socket.number)
        finish(outcome)
    }
}
