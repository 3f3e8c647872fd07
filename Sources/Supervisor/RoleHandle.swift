internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Processes

/// One role as the supervisor sees it: its process, its channel, its restarts.
final class RoleHandle {
    let role: Role
    private let loop: EventLoop
    private let logger: Logger
    private var arguments: RoleArguments
    private let pidFile: String
    private var supervision = RoleSupervision()
    private var restart: EventLoop.Timer?
    private var channel: MessageChannel?
    private var lifeSign: LifeSign?
    /// Its memory, for a program that takes this one's place.
    private var lifeSignFile: FileDescriptor?
    /// Goes off when the role is silent; nil where a program before this one has started it, and the role has to be looked after.
    private var alarm: FileDescriptor?
    private var alarmedAt: MonotonicInstant?
    private var isStopping = false
    /// The role has work, whether or not it has a process.
    private(set) var isWanted = false
    /// When the last process was last known to work; what it left in the kernel is in use for a moment after.
    private var lastSignOfLife: MonotonicInstant?
    private var isBeingKilled = false
    private var isBeingReplaced = false
    private var questions = RoleQuestions()
    /// How often the role was started again because it had died.
    private(set) var restarts: UInt64 = 0

    /// It has a process that was told to stop.
    var isLeaving: Bool { isStopping && process != nil }
    /// The process number, while the role runs.
    private(set) var process: Int32?
    /// Whether the role has said that it is at work.
    private(set) var isReady = false
    /// Called when the role says something that is no answer, report or event.
    var onMessage: (RoleMessage) -> Void = { _ in }
    /// Called when the role has read the configuration to start with.
    var onBegun: (PreparationAnswer) -> Void = { _ in }
    /// Called when the role has read a new configuration.
    var onPrepared: (PreparationAnswer) -> Void = { _ in }
    /// Called when its process has ended.
    var onEnded: () -> Void = {}
    /// Called when its process has died and no other one is started (`-R`).
    var onDeath: () -> Void = {}
    /// Whether another process is started for one that has died.
    var isRespawned = true
    /// Called when the role says something that the other role follows, and when a new process of it begins.
    var onReport: (PeerReport) -> Void = { _ in }
    var onStart: () -> Void = {}
    /// Called when something has happened in the role, as it tells itself, and when something has happened to its process.
    var onEvent: (RoleEvent) -> Void = { _ in }
    var onProcessEvent: (RoleEvent) -> Void = { _ in }
    /// Called when the role has been silent for a while: `checkForLife` says more.
    var onAlarm: () -> Void = {}
    /// Called when its process has ended that was told to stop, at once where it had none.
    var onStopped: () -> Void = {}
    /// The sealed configuration to start with.
    var configuration: () -> Int32? = { nil }
    /// The runtime directory's lock, of which the role keeps a share.
    var lock: Int32 = -1
    /// Where the IPVS table is kept, if not where the daemon works.
    var tableNamespace: Int32?
    private var stopTimer: EventLoop.Timer?

    /// A role restarted this soon after its last sign of life finds its addresses still unclaimed: less than the shortest master-down time
    /// of version 2, three advertisements of one second.
    private static let takeoverWindow = Duration.seconds(3)

    init(_ loop: EventLoop, arguments: RoleArguments, pidFile: String, logger: Logger) {
        role = arguments.role
        self.loop = loop
        self.logger = logger
        self.arguments = arguments
        self.pidFile = pidFile
        restart = EventLoop.Timer { [unowned self] in start() }
    }

    // MARK: Starting

    func start() {
        isWanted = !isStopping
        guard process == nil, !isStopping, let number = configuration() else { return }
        let now = SystemClock.now()
        var arguments = arguments
        arguments.takesOver = lastSignOfLife.map { now - $0 < Self.takeoverWindow } ?? false
        do throws(SystemError) {
            let pair = try FileDescriptor.messagePair()
            let file = try FileDescriptor.duplicate(of: number)
            let memory = try LifeSign.file()
            lifeSign = try LifeSign(mapping: memory)
            let alarm = try LifeSign.makeAlarm(at: now + LifeSign.patience)
            let child = try RoleProcess.start(
                arguments: ["lvsd"] + arguments.commandLine,
                descriptors: RoleDescriptors(
                    channel: pair.theirs.number, configuration: file.number, lock: lock, lifeSign: memory.number, alarm: alarm.number,
                    tableNamespace: tableNamespace
                ).inOrder)
            process = child
            lifeSignFile = consume memory
            try watch(consume alarm)
            isReady = false
            supervision.started(at: now)
            logger.info("Starting \(role.title) child process, pid=\(child)")
            tell("roleStarted", child, "started")
            try adopt(pair)
            try PIDFile.write(pidFile, process: child)
        } catch {
            logger.error("\(role.title) child process: \(error)")
            if process == nil { scheduleRestart() }
        }
    }

    private func watch(_ new: consuming FileDescriptor) throws(SystemError) {
        alarmedAt = nil
        let number = new.number
        alarm = consume new
        try loop.watch(number, for: .readable) { [unowned self] _ in
            LifeSign.silence(number)
            alarmedAt = SystemClock.now()
            onAlarm()
        }
    }

    private func adopt(_ pair: consuming MessagePair) throws(SystemError) {
        channel = try MessageChannel(
            loop, try FileDescriptor.duplicate(of: pair.ours.number), received: { [unowned self] in receive($0.bytes) }, closed: {})
        onStart()
    }

    private func scheduleRestart() {
        let wait = supervision.died(at: SystemClock.now())
        if let restart { loop.arm(restart, at: SystemClock.now() + wait) }
    }

    // MARK: Upgrades

    /// The running process, as a program that takes this one's place has to know it.
    var running: Handover.RunningRole? {
        guard let process, let channel, let lifeSign = lifeSignFile?.number, !isStopping else { return nil }
        return Handover.RunningRole(role: role, process: process, channel: channel.descriptor, lifeSign: lifeSign, isReady: isReady)
    }

    /// Takes over a process that the program before this one has started.
    ///
    /// - Parameter reports: what the other roles have said; some of it may not have reached this one.
    func adopt(_ running: Handover.RunningRole, telling reports: [PeerReport]) {
        process = running.process
        isReady = running.isReady
        isWanted = true
        supervision.started(at: SystemClock.now())
        let memory = FileDescriptor(owning: running.lifeSign)
        try? memory.setCloseOnExec(true)
        lifeSign = try? LifeSign(mapping: memory)
        lifeSignFile = consume memory
        let socket = FileDescriptor(owning: running.channel)
        try? socket.setCloseOnExec(true)
        do throws(SystemError) {
            channel = try MessageChannel(loop, socket, received: { [unowned self] in receive($0.bytes) }, closed: {})
        } catch {
            logger.error("\(role.title) child process(\(running.process)): \(error)")
        }
        for report in reports { pass(report) }
    }

    /// Ends the role's process without a word, so that it undoes nothing, and starts another one that takes over what stands in the kernel.
    func replace() {
        guard process != nil, !isStopping else { return }
        isBeingReplaced = true
        kill()
    }

    // MARK: Talking

    /// - Parameter number: the descriptor of the sealed configuration, for `prepare`.
    /// - Returns: whether the role got the order.
    @discardableResult
    func order(_ message: SupervisorMessage, configuration number: Int32? = nil) -> Bool {
        channel?.send([message.rawValue], passing: number) ?? false
    }

    /// Has the role, and those started after it, log other lines.
    func follow(_ levels: LogLevels) {
        arguments.log.levels = levels
        channel?.send([SupervisorMessage.logLevels.rawValue] + "\(levels)".utf8)
    }

    /// Has the role write a file.
    func write(_ file: DataFile) {
        channel?.send([file.rawValue])
    }

    /// Tells the role what the other one has reported.
    func pass(_ report: PeerReport) {
        channel?.send(report)
    }

    /// Asks the role on behalf of a client.
    ///
    /// - Parameter answer: is called once, whatever becomes of the role.
    func ask(_ request: ControlRequest, then answer: @escaping (ControlReply) -> Void) {
        guard process != nil else { return answer(unavailable(request)) }
        questions.add(request, answer: answer)
        askNext()
    }

    private func askNext() {
        while let request = questions.next(now: SystemClock.now()) {
            if let message = request.message, channel?.sendLater(message) == true { return }
            questions.dropOpen()?.answer(.failed(request, .invalidArgument, "The arguments are too long."))
        }
    }

    private func answered(_ reply: ControlReply) {
        let answer = questions.answered(reply)
        askNext()
        answer?(reply)
    }

    private func unavailable(_ request: ControlRequest) -> ControlReply {
        .failed(request, .roleUnavailable, "The \(role.title) process isn't there at the moment; it is started again. Try once more in a few seconds.")
    }

    private func receive(_ message: [UInt8]) {
        supervision.heard(at: SystemClock.now())
        if let report = PeerReport(message: message) { return onReport(report) }
        if let reply = ControlReply(message: message) { return answered(reply) }
        if let event = RoleEvent(message: message) { return onEvent(event) }
        guard let kind = message.first.flatMap(RoleMessage.init) else { return }
        if kind == .ready { isReady = true }
        if let answer = PreparationAnswer(message: message, .prepared) { return onPrepared(answer) }
        if let answer = PreparationAnswer(message: message, .begun) { return onBegun(answer) }
        onMessage(kind)
    }

    // MARK: Ending

    /// Asks the role to undo its work and exit. `onStopped` is called when it has, at once where it doesn't run.
    ///
    /// - Parameters:
    ///   - time: then it is killed; nil: it has as long as it shows that it works.
    ///   - leavesEverything: what it has set in the kernel stays there.
    func stop(within time: Duration? = nil, leavingEverything leavesEverything: Bool = false) {
        isStopping = true
        isWanted = false
        if let restart { loop.disarm(restart) }
        guard process != nil else { return onStopped() }
        if !order(leavesEverything ? .leave : .stop) { return kill() }
        guard let time else { return }
        let timer = EventLoop.Timer { [unowned self] in
            guard let process, isStopping else { return }
            logger.error("\(role.title) child process(\(process)) hasn't stopped within \(time.secondsText) s (child_wait_time): killing it")
            kill()
        }
        stopTimer = timer
        loop.arm(timer, at: SystemClock.now() + time)
    }

    /// Takes a stop back, where a reload wants the role again.
    func wantAgain() {
        isStopping = false
    }

    private func kill() {
        if let process { CurrentProcess.kill(process, signal: Signal.kill) }
    }

    /// Whether the role has to be looked after every few seconds.
    var wantsLooks: Bool { process != nil && (alarm == nil || questions.count > 0) }

    /// A role that hangs is killed, and so started again.
    ///
    /// - Returns: when it has to be looked at again.
    func checkForLife(now: MonotonicInstant) -> MonotonicInstant? {
        readLifeSign()
        if let question = questions.expired(now: now) {
            question.answer(.failed(question.request, .failed, "The \(role.title) process gives no answer. Its log may say why."))
            askNext()
        }
        guard let process, !isBeingKilled else { return nil }
        switch supervision.look(at: now, alarmedAt: alarmedAt) {
        case .works:
            alarmedAt = nil
            return nil
        case .isQuiet(let end): return end
        case .hangs: break
        }
        logger.error("\(role.title) child process(\(process)) has been silent for \(RoleSupervision.silenceLimit.secondsText) seconds: killing it")
        isBeingKilled = true
        tell("roleHung", process, "hangs", cause: "it has been silent for \(RoleSupervision.silenceLimit.secondsText) s")
        kill()
        return nil
    }

    private func readLifeSign() {
        if let last = lifeSign?.last { supervision.heard(at: last) }
    }

    /// The role's process has ended.
    func ended(_ end: ProcessEnd) {
        guard let process else { return }
        // What it said last may still lie in the channel.
        channel?.receiveAll()
        channel = nil
        readLifeSign()
        lifeSign = nil
        lifeSignFile = nil
        if let number = alarm?.number { loop.forget(number) }
        alarm = nil
        self.process = nil
        isReady = false
        isBeingKilled = false
        PIDFile.remove(pidFile)
        for question in questions.dropAll() { question.answer(unavailable(question.request)) }
        if isStopping {
            if let stopTimer { loop.disarm(stopTimer) }
            stopTimer = nil
            logger.info("\(role.title) child process(\(process)) stopped")
            tell("roleStopped", process, "stopped")
            onEnded()
            return onStopped()
        }
        lastSignOfLife = supervision.lastSignOfLife(at: SystemClock.now())
        if isBeingReplaced {
            isBeingReplaced = false
            start()
            return onEnded()
        }
        logger.error("\(role.title) child process(\(process)) \(end)")
        logger.error("\(role.title) child process(\(process)) died: \(isRespawned ? "Respawning" : "Exiting")")
        tell("roleDied", process, "died", cause: "it \(end)")
        guard isRespawned else { return onDeath() }
        restarts += 1
        scheduleRestart()
        // Last, since a reload under way may start the next process at once.
        onEnded()
    }

    private func tell(_ kind: String, _ process: Int32, _ verb: String, cause: String? = nil) {
        onProcessEvent(
            RoleEvent {
                $0.member("kind", kind)
                $0.member("object", role.rawValue)
                $0.member("processID", process)
                $0.member("cause", cause)
                $0.member("text", "\(role.title) child process(\(process)) \(verb)" + (cause.map { ": \($0)" } ?? ""))
            })
    }
}
