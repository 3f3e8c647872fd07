public import EventLoop
public import LinuxSystem

/// One end of the channel between supervisor and role: whole messages both ways, and no waiting for the other end.
public final class MessageChannel {
    private let loop: EventLoop
    private let socket: FileDescriptor
    private let received: (inout PassedMessage) -> Void
    private let closed: () -> Void
    private var isClosed = false
    /// Reports that the other end has no room for yet, in their order, the last one about each subject.
    private var waiting: [PeerReport.Subject] = []
    private var waitingReports: [PeerReport.Subject: PeerReport] = [:]
    /// Other messages that wait, in their order.
    private var waitingMessages: [[UInt8]] = []
    /// So many wait before dispensable ones are lost.
    static let mostWaiting = 1000

    /// - Parameters:
    ///   - socket: a SOCK_SEQPACKET socket that doesn't block.
    ///   - received: called for each message, from the loop.
    ///   - closed: called once when the other end is gone.
    public init(
        _ loop: EventLoop, _ socket: consuming FileDescriptor, received: @escaping (inout PassedMessage) -> Void, closed: @escaping () -> Void
    ) throws(SystemError) {
        self.loop = loop
        self.socket = socket
        self.received = received
        self.closed = closed
        try loop.watch(self.socket.number, for: .readable) { [unowned self] readiness in
            if readiness.contains(.writable) { sendWaiting() }
            receiveSome()
        }
    }

    /// The socket's number, for a program that takes this one's place.
    public var descriptor: Int32 { socket.number }

    deinit {
        close()
    }

    /// Sends a message now or not at all.
    ///
    /// - Parameter descriptor: the number of a descriptor of which the other end gets a copy.
    /// - Returns: whether it was sent.
    @discardableResult
    public func send(_ message: [UInt8], passing descriptor: Int32? = nil) -> Bool {
        !isClosed && (try? socket.sendMessage(message, passing: descriptor)) != nil
    }

    /// Sends a report as soon as the other end has room for it; one about the same subject that still waits is replaced.
    public func send(_ report: PeerReport) {
        guard !isClosed, let message = report.message else { return }
        if waiting.isEmpty, send(message) { return }
        if waitingReports.updateValue(report, forKey: report.subject) == nil { waiting.append(report.subject) }
        try? loop.change(socket.number, to: [.readable, .writable])
    }

    /// Sends a message as soon as the other end has room for it.
    ///
    /// - Parameter isDispensable: it is lost where too many wait already.
    /// - Returns: false where it is lost.
    @discardableResult
    public func sendLater(_ message: [UInt8], isDispensable: Bool = false) -> Bool {
        guard !isClosed, !isDispensable || waitingMessages.count < Self.mostWaiting else { return false }
        if waitingMessages.isEmpty, waiting.isEmpty, send(message) { return true }
        waitingMessages.append(message)
        try? loop.change(socket.number, to: [.readable, .writable])
        return true
    }

    private func sendWaiting() {
        sendWaitingReports()
        if waiting.isEmpty { waitingMessages.removeFirst(waitingMessages.prefix { send($0) }.count) }
        if waiting.isEmpty, waitingMessages.isEmpty { try? loop.change(socket.number, to: .readable) }
    }

    private func sendWaitingReports() {
        var sent = 0
        for subject in waiting {
            guard let message = waitingReports[subject]?.message, send(message) else { break }
            waitingReports[subject] = nil
            sent += 1
        }
        waiting.removeFirst(sent)
    }

    /// Messages that were answered at once may be followed by others at once, without end: other work has its turn between them.
    private static let slice = Duration.milliseconds(2)

    /// What isn't come to stays in the socket, and the next wait brings it again.
    private func receiveSome() {
        let end = loop.endOfSlice(Self.slice)
        while receiveNext(), SystemClock.now() < end {}
    }

    /// Takes in all that has come: for what was said last, once the other end is gone.
    public func receiveAll() {
        while receiveNext() {}
    }

    /// - Returns: whether there was a message.
    private func receiveNext() -> Bool {
        guard !isClosed, var message = try? socket.receiveMessage() else { return false }
        if message.bytes.isEmpty {
            close()
            closed()
            return false
        }
        received(&message)
        return true
    }

    /// Ends the talk from this side; nothing is called any more.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        loop.forget(socket.number)
    }
}
