internal import BFD
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import PacketIO

/// All sessions at work, and the sockets to which their packets come.
final class Sessions {
    let loop: EventLoop
    let logger = Logger(label: "bfd")
    private let record: SessionRecord
    private(set) var runners: [SessionRunner] = []
    private var byDiscriminator: [UInt32: SessionRunner] = [:]
    private var index = BFDSessionIndex()
    private var ports: [ReceiverPort.Key: ReceiverPort] = [:]
    private var portRetry: EventLoop.Timer?
    private var generator = SeededGenerator(seed: SystemClock.randomSeed())
    private var memories: [BFDSessionDefinition.Path: BFDSessionMemory] = [:]
    private var mustWriteRecord = false
    private var lastRecord: MonotonicInstant?
    private var recordTimer: EventLoop.Timer?
    /// Packets that no session wanted.
    private(set) var discarded: [BFDPacketError.Kind: UInt64] = [:]
    private var complaints: [BFDPacketError.Kind: MonotonicInstant] = [:]

    /// Tells other roles how a session stands.
    var report: (PeerReport) -> Void = { _ in }
    /// Tells the supervisor of something that has happened.
    var publish: (RoleEvent) -> Void = { _ in }

    init(_ loop: EventLoop, _ record: SessionRecord) {
        self.loop = loop
        self.record = record
        portRetry = EventLoop.Timer { [unowned self] in openPorts(for: runners.map(\.session.definition)) }
        recordTimer = EventLoop.Timer { [unowned self] in writeRecord() }
    }

    // MARK: Configuration

    /// - Parameter takingOver: the last process has died a moment ago, and its sessions may go on.
    func begin(_ definitions: [BFDSessionDefinition], takingOver: Bool) {
        if takingOver { memories = record.read() }
        openPorts(for: definitions)
        for definition in definitions { add(definition, silence: takingOver ? .zero : silence(definition)) }
        memories = [:]
        writeRecord()
    }

    /// Sessions with the same name and path keep all that they have.
    func follow(_ definitions: [BFDSessionDefinition]) {
        let wanted = Dictionary(definitions.map { (SessionIdentity($0), $0) }, uniquingKeysWith: { first, _ in first })
        for runner in runners where wanted[SessionIdentity(runner.session.definition)] == nil { remove(runner) }
        runners.removeAll { wanted[SessionIdentity($0.session.definition)] == nil }
        var present: [SessionIdentity: SessionRunner] = [:]
        for runner in runners { present[SessionIdentity(runner.session.definition)] = runner }
        openPorts(for: definitions)
        for definition in definitions {
            if let runner = present[SessionIdentity(definition)] {
                if runner.session.definition != definition { runner.reconfigure(to: definition) }
            } else {
                add(definition, silence: silence(definition))
            }
        }
        let order = Dictionary(definitions.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        runners.sort { (order[$0.name] ?? 0) < (order[$1.name] ?? 0) }
    }

    func stop() {
        for runner in runners { runner.stop() }
        if let recordTimer { loop.disarm(recordTimer) }
        mustWriteRecord = true
        record.write([:], logger)
    }

    func clearCounters() {
        for runner in runners { runner.clearCounters() }
    }

    /// Two ends need a few of their slow packets to find each other. Until then nobody is told that the session is down.
    private func silence(_ definition: BFDSessionDefinition) -> Duration {
        min(definition.idleInterval * 3, FollowedStates.longestSilence)
    }

    private func add(_ definition: BFDSessionDefinition, silence: Duration) {
        let memory = memories[definition.path].flatMap { index.isTaken($0.discriminator) ? nil : $0 }
        let session = BFDSession(definition, discriminator: memory?.discriminator ?? newDiscriminator(), generator: SeededGenerator(seed: generator.next()))
        let runner = SessionRunner(session, self)
        runners.append(runner)
        index.add(definition.path, discriminator: session.discriminator)
        byDiscriminator[session.discriminator] = runner
        runner.start(memory, silence: silence)
    }

    /// Nobody else can guess it, and no session of this process has it.
    private func newDiscriminator() -> UInt32 {
        while true {
            let number = UInt32.random(in: 1...UInt32.max, using: &generator)
            if !index.isTaken(number) { return number }
        }
    }

    private func remove(_ runner: SessionRunner) {
        runner.stop()
        index.remove(discriminator: runner.session.discriminator)
        byDiscriminator[runner.session.discriminator] = nil
        report(.session(named: runner.name, isUp: nil))
    }

    func newSender(_ definition: BFDSessionDefinition) throws(SystemError) -> BFDSender {
        try BFDSender(
            to: Endpoint(definition.neighbour, port: definition.port), from: definition.source, ports: BFDConstants.sourcePorts,
            hopLimit: definition.sentHopLimit, using: &generator)
    }

    // MARK: Receiving

    private static let portRetryInterval = Duration.seconds(5)

    /// Opens the sockets that sessions need, and closes those that none needs any more. To be called before a session sends its first packet:
    /// an answer that finds no socket is lost.
    private func openPorts(for definitions: [BFDSessionDefinition]) {
        let wanted = Set(definitions.map { ReceiverPort.Key($0) })
        ports = ports.filter { wanted.contains($0.key) }
        var hasFailed = false
        for key in wanted where ports[key] == nil {
            do throws(SystemError) {
                ports[key] = try ReceiverPort(loop, key) { [unowned self] in receive($0, $1, isMultihop: key.isMultihop) }
            } catch {
                hasFailed = true
                logger.error("Control packets can't be received: \(error); trying again every \(Self.portRetryInterval.secondsText) s")
            }
        }
        if hasFailed, let portRetry { loop.arm(portRetry, at: loop.now + Self.portRetryInterval) }
    }

    private func receive(_ bytes: Span<UInt8>, _ datagram: ReceivedDatagram, isMultihop: Bool) {
        do throws(BFDPacketError) {
            let packet = try BFDPacket(decoding: bytes)
            let source = datagram.sender.address
            let discriminator = try index.session(for: packet, from: source, to: datagram.destination ?? source, isMultihop: isMultihop)
            try byDiscriminator[discriminator]?.received(packet, hopLimit: datagram.hopLimit)
        } catch {
            discard(error, from: datagram.sender.address)
        }
    }

    private static let complaintInterval = Duration.seconds(60)

    /// Of each kind one is logged a minute: whoever sends them may send many.
    private func discard(_ error: BFDPacketError, from source: IPAddress) {
        discarded[error.kind, default: 0] &+= 1
        if let last = complaints[error.kind], loop.now - last < Self.complaintInterval { return }
        complaints[error.kind] = loop.now
        logger.warning("Discarding \(error.kind == .malformed ? "bogus " : "")packet from \(source) (\(error)); others like it are only counted for a minute")
    }

    // MARK: What outlives this process

    /// What many sessions change in this time, or a neighbour that says something else in each packet, makes one record.
    private static let shortestTimeBetweenRecords = Duration.milliseconds(200)

    /// Something has changed that the next process must know.
    func recordChanged() {
        if mustWriteRecord { return }
        mustWriteRecord = true
        if let lastRecord, let recordTimer, loop.now - lastRecord < Self.shortestTimeBetweenRecords {
            loop.arm(recordTimer, at: lastRecord + Self.shortestTimeBetweenRecords)
        } else {
            loop.atEndOfRound { [unowned self] in writeRecord() }
        }
    }

    private func writeRecord() {
        mustWriteRecord = false
        lastRecord = loop.now
        var memories: [BFDSessionDefinition.Path: BFDSessionMemory] = [:]
        for runner in runners { memories[runner.session.definition.path] = runner.session.memory }
        record.write(memories, logger)
    }
}

/// What makes two blocks of two configurations the same session.
private struct SessionIdentity: Hashable {
    var name: String
    var path: BFDSessionDefinition.Path

    init(_ definition: BFDSessionDefinition) {
        name = definition.name
        path = definition.path
    }
}
