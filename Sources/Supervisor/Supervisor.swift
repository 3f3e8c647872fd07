internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Processes

/// The parent process: seals the configuration, which it never reads itself, keeps the roles running, and passes on what signals and
/// clients ask for.
public final class Supervisor {
    let options: SupervisorOptions
    let places: DaemonPlaces
    let loop: EventLoop
    let logger = Logger(label: "daemon")
    private let signals: SignalDescriptor
    let serviceManager = ServiceManager()
    /// Held as long as the daemon runs.
    let lock: FileDescriptor
    /// The running configuration, sealed.
    var configuration: FileDescriptor?
    /// The reload under way.
    var reloading: ReloadTransaction?
    /// Children that read configurations for this process.
    let readers = ReadingChildren()
    /// One of them reads the configuration of a reload, or says what is wrong with it.
    var isReading = false
    /// Its configuration, sealed.
    var candidate: FileDescriptor?
    /// A reload was asked for while another one was under way.
    var reloadsAgain = false
    /// What is known of the running configuration, of the candidate, and of the one before.
    var facts = ConfigurationFacts(readAt: .zero)
    var candidateFacts = ConfigurationFacts(readAt: .zero)
    var previousFacts = ConfigurationFacts(readAt: .zero)
    /// The configuration that was in force before the last reload, sealed.
    var previous: FileDescriptor?
    var history = ReloadHistory()
    /// Those who want to hear of the reload under way, and of the one after it.
    var waiters: [ReloadWaiter] = []
    var waitersForNext: [ReloadWaiter] = []
    /// The last reload is taken back then.
    var confirmUntil: MonotonicInstant?
    var confirmationTimer: EventLoop.Timer?
    var control: ControlService?
    /// Since 1970.
    let startedAt: Duration
    /// Where the IPVS table is kept, if not where the daemon works; a descriptor for the roles.
    var tableNamespace: FileDescriptor?
    /// Whether the configuration that this process has begun with was only read now.
    private var isFresh = false
    var schedule: ReloadSchedule?
    /// Of the roles that this daemon may run, in the order in which they stop.
    var handles: [RoleHandle] = []
    var board = ReportBoard()
    /// The roles are replaced one after the other by new processes.
    var isReplacingRoles = false
    /// The program as which this process goes on when the loop's round ends, and one that was asked for while that wasn't possible.
    var nextProgram: String?
    var laterProgram: String?
    /// What the program before this one has left; until `start`.
    private var handover: Handover?
    private var lifeCheck: EventLoop.Timer?
    /// The child that waits for `startup_script` or `shutdown_script`.
    var script: Int32?
    /// When `lifeCheck` runs; nil while there is nothing to look after.
    private var nextLifeCheck: MonotonicInstant?
    /// The roles whose word is awaited before the service manager hears that start or reload is done.
    private var awaited: Set<Role> = []
    private var awaitedSince: MonotonicInstant
    /// What roles have found in a configuration that nobody had read before them.
    var unreadStart: UnreadStart?
    var lastLookAtFiles: LookAtFiles?
    private var onAllReady: (() -> Void)?
    var isStopping = false

    /// Reads the configuration, goes where it has the daemon work, and takes the runtime directory for this process.
    public init(_ options: SupervisorOptions) throws(StartFailure) {
        self.options = options
        awaitedSince = SystemClock.now()
        let left = try options.handover.map { number throws(StartFailure) in try Handover.receive(number) }
        let start: Start
        if let left { start = Start(after: left) } else { start = try Start(options, logger) }
        places = DaemonPlaces(options, start.facts.settings.daemon)
        if let distinction = start.facts.settings.daemon.distinction {
            if left == nil { logger.info("Changing syslog ident to lvsd_\(distinction)") }
            DaemonLog.distinguish(by: distinction)
        }
        if let left { lock = FileDescriptor(owning: left.lock) } else { lock = try RuntimeLock.take(places.runtimeDirectory) }
        startedAt = left?.startedAt ?? SystemClock.sinceEpoch()
        facts = start.facts
        isFresh = left == nil
        unreadStart = start.unread
        configuration = start.configuration.take()
        tableNamespace = start.tableNamespace.take()
        handover = left
        do throws(SystemError) {
            let loop = try EventLoop()
            let signals = try SignalDescriptor([Signal.hangup, Signal.terminate, Signal.interrupt, Signal.child, Signal.upgrade] + Self.dataSignals.keys)
            self.loop = loop
            self.signals = signals
        } catch {
            throw .system(error)
        }
    }

    // MARK: Starting

    /// Starts the roles that the configuration gives work to.
    public func start() throws(StartFailure) {
        do throws(SystemError) {
            if let directory = places.pidDirectory { try Files.makeDirectory(directory) }
            try PIDFile.write(places.pidFile, process: CurrentProcess.identifier)
            try loop.watch(signals.descriptor.number, for: .readable) { [unowned self] _ in receiveSignals() }
        } catch {
            throw .system(error)
        }
        // A program that goes on where another one stopped doesn't start.
        if isFresh { runScript(at: .startup) }
        if isStopping { return loop.stop() }
        followDefinitions()
        openControl()
        makeRoles()
        if let handover = handover.take() { takeOver(handover) }
        if isFresh {
            awaitRoles(bring(facts.busyRoles.union(rolesWithLeftovers))) { [unowned self] in
                serviceManager.tell(.ready, status: "Running")
                explainStart()
                Memory.giveBack()
            }
        }
        lifeCheck = EventLoop.Timer { [unowned self] in checkForLife() }
        loop.beforeWait = { [unowned self] in if needsLooking { look(within: Self.lifeCheckInterval) } }
        checkForLife()
        RolePrivileges.enterSupervisor()
    }

    /// What the configuration says about this process, as far as a reload may change it.
    func followDefinitions() {
        let definitions = facts.settings.daemon
        CurrentProcess.setName(definitions.processName ?? "lvsd")
        CurrentProcess.setFileModeMask(options.fileModeMask ?? definitions.fileModeMask ?? SupervisorOptions.defaultFileModeMask)
        if schedule == nil, definitions.reloadTimeFile == nil { return }
        let schedule = schedule ?? ReloadSchedule(loop, logger) { [unowned self] in reload() }
        self.schedule = schedule
        schedule.follow(definitions)
    }

    /// Without its control socket a daemon still does its work.
    private func openControl() {
        do throws(SystemError) {
            control = try ControlService(self, loop, unreadStart == nil ? facts.settings : nil, logger: logger)
        } catch {
            logger.error("Control socket: \(error); lvsctl can't reach this daemon")
        }
    }

    /// Where a crash has left something of the VRRP role in the kernel, the role clears it away whatever the configuration is.
    private var rolesWithLeftovers: Set<Role> {
        options.runsVRRP && VRRPRecord.allCases.contains { Files.exists($0.path(in: places.runtimeDirectory)) } ? [.vrrp] : []
    }

    private func makeRoles() {
        handles = Role.allCases.filter { !options.absentRoles.contains($0) }.map { makeRole($0, pidFile: places.pidFile(of: $0)) }
    }

    private func makeRole(_ role: Role, pidFile: String) -> RoleHandle {
        var log = options.log
        log.distinction = facts.settings.daemon.distinction
        var arguments = RoleArguments(
            role: role, runtimeDirectory: places.runtimeDirectory, log: log, absentRoles: options.absentRoles,
            hasTableNamespace: tableNamespace?.number != nil)
        arguments.logsAddresses = options.logsAddresses
        let handle = RoleHandle(loop, arguments: arguments, pidFile: pidFile, logger: logger)
        handle.configuration = { [unowned self] in configuration?.number }
        handle.lock = lock.number
        handle.isRespawned = !options.endsWithRoles
        handle.tableNamespace = tableNamespace?.number
        handle.onMessage = { [unowned self] message in
            if message == .ready { pass(board.processIsReady(role), from: role) }
            if message == .ready || message == .reloaded { heard(from: role) }
            if message == .makesWay { replace(role) }
        }
        handle.onBegun = { [unowned self] answer in begun(answer, from: role) }
        handle.onPrepared = { [unowned self] answer in heard(answer, from: role) }
        handle.onEvent = { [unowned self] event in control?.publish(from: role.rawValue, event.json) }
        handle.onProcessEvent = { [unowned self] event in control?.publish(from: "supervisor", event.json) }
        handle.onEnded = { [unowned self] in lost(role) }
        handle.onDeath = { [unowned self] in stop() }
        handle.onAlarm = { [unowned self] in checkForLife() }
        handle.onReport = { [unowned self] report in
            board.note(report, from: role)
            pass([report], from: role)
        }
        handle.onStart = { [unowned self, unowned handle] in
            board.processBegan(role)
            for report in board.reports(for: role) { handle.pass(report) }
        }
        return handle
    }

    /// Starts the roles that the configuration gives work to, tells those that run to follow it, and stops those that have none left.
    ///
    /// - Parameter busy: the roles with work.
    /// - Returns: the roles that will say when they have followed.
    func bring(_ busy: Set<Role>) -> Set<Role> {
        var following: Set<Role> = []
        for handle in handles {
            if !busy.contains(handle.role) {
                if handle.process != nil { handle.stop() }
                pass(board.roleEnded(handle.role), from: handle.role)
                continue
            }
            handle.wantAgain()
            following.insert(handle.role)
            if handle.process == nil {
                handle.start()
            } else if !handle.order(.commit) {
                logger.error("\(handle.role.title) child process can't be told of the reload")
                following.remove(handle.role)
            }
        }
        return following
    }

    /// Another process takes over from one that can't follow; whoever waits for the role hears of that one.
    private func replace(_ role: Role) {
        logger.notice("\(role.title) child process: the configuration needs rights that it has given up: another process takes over from it")
        handle(of: role)?.replace()
    }

    var isAwaitingRoles: Bool { onAllReady != nil }

    func awaitRoles(_ roles: Set<Role>, then action: @escaping () -> Void) {
        awaited = roles
        awaitedSince = SystemClock.now()
        onAllReady = action
        if roles.isEmpty { heardFromAll() }
    }

    /// A role that can't start must not have the service manager end the other one.
    static let longestWait = ReloadTransaction.patience

    func heard(from role: Role) {
        awaited.remove(role)
        if awaited.isEmpty { heardFromAll() }
    }

    private func heardFromAll() {
        let action = onAllReady
        onAllReady = nil
        action?()
        reloadAgainIfAsked()
    }

    /// Tells the other roles what this one has reported.
    func pass(_ reports: [PeerReport], from role: Role) {
        for handle in handles where handle.role != role {
            for report in reports { handle.pass(report) }
        }
    }

    func handle(of role: Role) -> RoleHandle? {
        handles.first { $0.role == role }
    }

    // MARK: Running

    /// While something is under way that may fail by taking too long, it is looked after as often.
    private static let lifeCheckInterval = Duration.seconds(4)

    /// Something is under way that has to be looked after. Else this process sleeps until somebody wants something of it, or a role's alarm goes off.
    private var needsLooking: Bool {
        isAwaitingRoles || reloading != nil || isReading || reloadsAgain || readers.count > 0 || control.map { $0.readers.count > 0 } == true
            || handles.contains(where: \.wantsLooks) || DaemonLog.isWaiting
    }

    private func look(within time: Duration) {
        look(at: SystemClock.now() + time)
    }

    private func look(at instant: MonotonicInstant) {
        guard let lifeCheck, nextLifeCheck.map({ instant < $0 }) ?? true else { return }
        nextLifeCheck = instant
        loop.arm(lifeCheck, at: instant)
    }

    /// Runs until the daemon is told to stop.
    public func run() {
        loop.run()
        runScript(at: .shutdown)
        control?.close()
        PIDFile.remove(places.pidFile)
        logger.info("Stopped lvsd")
    }

    private func receiveSignals() {
        while let signal = signals.next() {
            switch signal {
            case Signal.hangup: reload()
            case Signal.terminate, Signal.interrupt: if !abandonScript() { stop() }
            case Signal.child: collectChildren()
            case Signal.upgrade: upgrade()
            default:
                guard let file = Self.dataSignals[signal] else { break }
                if file == .data { writeData() }
                for handle in handles { handle.write(file) }
            }
        }
    }

    /// The signals by which keepalived's files are asked for.
    private static let dataSignals: [Int32: DataFile] = [
        Signal.user1: .data, Signal.user2: .statistics, Signal.json: .json, Signal.clearStatistics: .statisticsAndClear,
    ]

    func collectChildren() {
        while let (process, end) = Children.collect() {
            if scriptEnded(process) || control?.readers.ended(process, end) == true || readers.ended(process, end) { continue }
            for handle in handles where handle.process == process { handle.ended(end) }
        }
        upgradeLaterIfAsked()
    }

    private func checkForLife() {
        let now = SystemClock.now()
        nextLifeCheck = nil
        for handle in handles {
            if let next = handle.checkForLife(now: now) { look(at: next) }
        }
        if now - awaitedSince > Self.longestWait { heardFromAll() }
        abandonStuckReload(now: now)
        readers.checkForLife(now: now)
        control?.checkForLife(now: now)
        guard let interval = serviceManager.watchdogInterval else { return }
        serviceManager.tell(.watchdog)
        look(at: now + interval)
    }

    // MARK: Stop

    /// An order to stop ends the wait for a script, and what comes behind it finds that the daemon stops.
    ///
    /// - Returns: whether there was one.
    private func abandonScript() -> Bool {
        guard let script else { return false }
        logger.warning("Told to stop: the script is ended")
        CurrentProcess.kill(script, signal: Signal.terminate)
        isStopping = true
        return true
    }

    /// VRRP first: once another director has the addresses, nobody asks this one's IPVS table any more. BFD last: nobody is to take the end
    /// of the sessions for a failure.
    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        reloading = nil
        endReadingFiles()
        logger.info("Stopping")
        serviceManager.tell(.stopping)
        stop(handles[...])
    }

    private func stop(_ rest: ArraySlice<RoleHandle>) {
        guard let handle = rest.first else { return loop.stop() }
        handle.onStopped = { [unowned self] in stop(rest.dropFirst()) }
        handle.stop(within: facts.settings.daemon.longestStop, leavingEverything: options.leavesEverything(of: handle.role))
    }
}
