public import ConfigurationLanguage
public import EventLoop
public import LinuxSystem
internal import LogRecords
internal import NetworkTypes

/// A role's end of the channel to its supervisor: answers go out, orders come in. Beside it the loop writes a sign of life.
public final class RoleChannel {
    /// What the supervisor wants.
    public enum Order {
        /// To read a configuration and to say what is found; `answer` says it.
        case prepare(SealedText)
        /// To follow the configuration that was read last.
        case commit
        /// To forget it.
        case discard
        case stop
        /// To end, and to leave everything in the kernel as it is.
        case leave
        /// To write a file that a signal has asked for.
        case write(DataFile)
        /// Something that the other role follows for us has changed, or is so as we start.
        case peerReport(PeerReport)
        /// The supervisor is gone without a word: whoever starts the next one can't tell us anything any more.
        case abandon
    }

    /// A role's loop goes round at least this often.
    public static let longestRest = Duration.seconds(4)

    private let loop: EventLoop
    private var channel: MessageChannel?
    /// SIGTERM to the role alone is a clean end too; the supervisor then starts it again.
    private let signals: SignalDescriptor
    private let obey: (Order) -> Void
    /// Events that found no room on their way to the supervisor.
    private var lostEvents: UInt64 = 0

    /// Answers what clients of the daemon ask and order, from the loop and at once.
    public var answer: (ControlRequest) -> ControlReply = {
        .failed($0, .methodNotImplemented, "This part of lvsd can't do that.")
    }

    /// - Parameters:
    ///   - descriptor: the channel, which this object closes.
    ///   - obey: called for each order, from the loop.
    public init(_ loop: EventLoop, descriptor: Int32, obey: @escaping (Order) -> Void) throws(SystemError) {
        self.loop = loop
        let socket = FileDescriptor(owning: descriptor)
        try socket.setCloseOnExec(true)
        self.obey = obey
        signals = try SignalDescriptor([Signal.terminate])
        try loop.watch(signals.descriptor.number, for: .readable) { [unowned self] _ in
            if signals.next() != nil { self.obey(.stop) }
        }
        channel = try MessageChannel(
            loop, socket, received: { [unowned self] in receive(&$0) }, closed: { [unowned self] in self.obey(.abandon) })
        loop.rest(atMost: Self.longestRest)
    }

    /// The word waits where many events stand before it: a supervisor that missed it would wait for it.
    public func send(_ message: RoleMessage) {
        channel?.sendLater([message.rawValue])
    }

    /// Says what was found in the configuration to start with.
    public func tellBeginning(_ answer: PreparationAnswer) {
        channel?.sendLater(answer.message(.begun))
    }

    /// Says what was found in the configuration that was to be read.
    public func answer(_ answer: PreparationAnswer) {
        channel?.sendLater(answer.message(.prepared))
    }

    /// Tells the other role how something stands that it follows. At its start a role says it of all of them before it is ready.
    public func publish(_ report: PeerReport) {
        channel?.send(report)
    }

    /// Tells of something that has happened. Where the supervisor doesn't read fast enough, events are lost, and it is told how many.
    public func publish(_ event: RoleEvent) {
        guard let message = event.message else { return }
        if lostEvents > 0, let notice = RoleEvent({ $0.member("kind", "eventsLost"); $0.member("count", lostEvents) }).message,
            channel?.sendLater(notice, isDispensable: true) == true
        {
            lostEvents = 0
        }
        if channel?.sendLater(message, isDispensable: true) != true { lostEvents += 1 }
    }

    private func reply(to request: ControlRequest) {
        let reply = loop.part("answer") { answer(request) }
        guard let message = reply.message else {
            channel?.sendLater(ControlReply.failed(request, .failed, "The answer is too long for one page.").message ?? [])
            return
        }
        channel?.sendLater(message)
    }

    /// Says that the role is alive: for work that keeps the loop long, which otherwise says so in each round.
    public func beat() {
        loop.lifeSign?.write(SystemClock.now())
    }

    private func receive(_ message: inout PassedMessage) {
        switch message.bytes.first.flatMap(SupervisorMessage.init) {
        case .prepare:
            guard let file = message.takeDescriptor() else { return answer(PreparationAnswer(.isFaulty)) }
            obey(.prepare(SealedText(file)))
        case .commit: obey(.commit)
        case .discard: obey(.discard)
        case .stop: obey(.stop)
        case .leave: obey(.leave)
        case .logLevels:
            if let levels = LogLevels(String(decoding: message.bytes.dropFirst(), as: UTF8.self)) { DaemonLog.levels = levels }
        case nil:
            if message.bytes.count == 1, let file = message.bytes.first.flatMap(DataFile.init) { return obey(.write(file)) }
            if let report = PeerReport(message: message.bytes) {
                obey(.peerReport(report))
            } else if let request = ControlRequest(message: message.bytes) {
                reply(to: request)
            }
        }
    }
}

extension SourceSnapshot {
    /// The configuration that the supervisor sealed into a memory file; nil where it doesn't decode.
    public init?(sealed file: borrowing FileDescriptor) {
        guard let bytes = try? SealedMemoryFile.read(file, limit: SourceSnapshot.maximumEncodedSize),
            let snapshot = try? SourceSnapshot(decoding: bytes)
        else { return nil }
        self = snapshot
    }

    /// More than any configuration that could be read takes in its encoded form.
    public static let maximumEncodedSize = 1 << 30
}
