internal import EventLoop
internal import FileWatching
internal import HealthCheck
internal import IPVSTable
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Processes

/// One checker at work, for one real server or for all that ask the same: its schedule, and the probe that runs.
final class SharedChecker {
    private let environment: CheckEnvironment
    private var checker: Checker
    private var timer: EventLoop.Timer?
    private var flight = Flight.none
    /// The last run of a script, which may still be ending.
    private var scriptRun: ScriptRun?
    /// The file of a FILE_CHECK, followed as long as there are owners.
    private var file: FileWatch?
    /// The session of a BFD_CHECK, likewise.
    private var session: SessionWatch?
    /// Whose checker it is.
    private var owners: [CheckerRunner] = []
    /// What a script, an agent or a file reported last.
    private var weight: WeightReport?

    private enum Flight {
        case none
        case stream(StreamProbe)
        case datagram(DatagramProbe)
        case echo(EchoProber, EchoProber.Ticket)
        case script(ScriptRun)
        case file(FileProbe, FileWatch)
        /// And how the session was at the beginning.
        case session(SessionProbe, isUp: Bool)
    }

    init(_ environment: CheckEnvironment, _ definition: Shared<CheckDefinition>, isUp: Bool, isProven: Bool) {
        self.environment = environment
        checker = Checker(definition, isUp: isUp, isProven: isProven)
        timer = EventLoop.Timer { [unowned self] in timeHasCome() }
    }

    var definition: CheckDefinition { checker.definition }
    var sharedDefinition: Shared<CheckDefinition> { checker.sharedDefinition }

    var status: CheckStatus { checker.status(sharedBy: owners.count) }

    /// Makes the next probe at once; one that is under way is the answer already.
    func hurry() {
        if checker.hurry(now: environment.loop.now), case .none = flight { arm(at: environment.loop.now) }
    }

    /// Whether a real server that takes it for up, or for down, may join without a word: what is only assumed isn't passed on.
    func suits(isUp: Bool) -> Bool {
        checker.hasResult || checker.isUp == isUp
    }

    /// That it is up, or down, is known from probes, whoever's they were.
    var isFounded: Bool { checker.hasResult || checker.isProven }

    /// One of its owners was found up before. The retries are those of the question, which all of them ask of the same place: it has answered.
    func prove() {
        checker.prove()
    }

    // MARK: Owners

    var hasOwners: Bool { !owners.isEmpty }

    /// The first owner sets it going; a later one, and one that comes back, learns how things stand.
    func join(_ owner: CheckerRunner) {
        owner.place = owners.count
        owners.append(owner)
        if owners.count == 1 {
            let offset = environment.dispatcher.offset(within: definition.timing.warmup)
            perform(checker.start(now: environment.loop.now, after: offset))
            // Until it is taken the weight is wrong.
            if definition.probe.isLook { arm(at: environment.loop.now) }
        } else {
            owner.take(.log(.activated))
        }
        // What is only assumed isn't passed on: it would count as a result.
        if !checker.hasResult { return }
        owner.take(checker.isUp ? .becameUp : .becameDown)
        if let weight { owner.take(.weighed(weight)) }
        owner.take(.checked)
    }

    /// With the last owner it ends.
    func leave(_ owner: CheckerRunner) {
        if owners.indices.contains(owner.place), owners[owner.place] === owner {
            owners.swapAt(owner.place, owners.count - 1)
            owners[owner.place].place = owner.place
            owners.removeLast()
        }
        guard owners.isEmpty else { return }
        checker.stop()
        endFlight()
        file = nil
        session = nil
        environment.dispatcher.withdraw(self)
        environment.registry.forget(self)
        if let timer { environment.loop.disarm(timer) }
    }

    // MARK: Probing

    private func timeHasCome() {
        switch flight {
        case .none: if definition.probe.isLook { environment.dispatcher.look(self) } else { environment.dispatcher.begin(self) }
        case .stream(let probe):
            // Each answer moved the end of the wait; the timer follows only when it has run out.
            if environment.loop.now >= probe.limits.waitsUntil { probe.expired() }
            if case .stream = flight, environment.loop.now < probe.limits.waitsUntil { arm(at: probe.limits.waitsUntil) }
        case .datagram(let probe): probe.expired()
        case .echo: finished(.failure(.answerTimeout))
        // Its own timer ends it.
        case .script: break
        case .session(let probe, let wasUp): finished(probe.verdict(isUp: environment.sessions.isUp(probe.name) ?? wasUp))
        case .file(let probe, let watch): finished(probe.verdict(onNumber: TrackedFileValue.value(of: try? watch.content.get())))
        }
    }

    /// To be called by the dispatcher, which has counted the probe.
    func beginProbe() {
        let now = environment.loop.now
        let due = checker.deadline
        let conversation: Conversation
        do throws(MissingTool) {
            conversation = try checker.makeConversation(environment, using: &environment.generator)
        } catch {
            environment.dispatcher.ended()
            return putOff(error)
        }
        do throws(SystemError) {
            if let pause = try launch(conversation) {
                environment.dispatcher.ended()
                return arm(at: now + pause)
            }
            checker.probeStarted(now: now)
            if let due { environment.dispatcher.began(due: due) }
        } catch {
            environment.dispatcher.ended()
            if error.isLocalShortage {
                environment.complainOfShortage(error)
                return arm(at: now + Self.shortPause)
            }
            if checker.definition.probe.isLocal { return putOff(error) }
            checker.probeStarted(now: now)
            finished(.failure(FailureReason(systemError: error.code)))
        }
    }

    /// This machine's own shortage must not cost a healthy server its traffic: nothing was learnt, so the probe is made a little later.
    private static let shortPause = Duration.seconds(1)
    /// Where a word is awaited that is told when it comes.
    private static let longPause = Duration.seconds(60)

    /// Nothing was learnt about the real server here either; keepalived leaves such a check out.
    private func putOff(_ error: some Error) {
        environment.logger.error("\(error): what it checks stays as it is")
        arm(at: environment.loop.now + checker.definition.timing.delayLoop)
    }

    /// - Returns: when to try again, where the probe can't begin yet.
    private func launch(_ conversation: Conversation) throws(SystemError) -> Duration? {
        let definition = checker.definition
        let limits = ProbeTimeLimits(definition.timing, startingAt: environment.loop.now)
        switch conversation {
        case .stream(let conversation): try connect(conversation, limits)
        case .datagram(let conversation):
            let probe = try DatagramProbe(environment, definition, conversation, limits) { [unowned self] outcome in datagramProbeEnded(outcome) }
            flight = .datagram(probe)
            arm(at: limits.waitsUntil)
        case .echo:
            guard let prober = try echoProber() else { return Self.shortPause }
            flight = .echo(prober, try prober.send(to: definition.target.address) { [unowned self] verdict in finished(verdict) })
            arm(at: limits.waitsUntil)
        case .script(let probe):
            // One that timed out may need a while to end; a script never runs twice at once.
            if scriptRun?.isRunning == true { return Self.shortPause }
            let run = try environment.scripts.start(probe.command, timeout: probe.timeout) { [weak self] outcome in
                self?.finished(probe.verdict(on: outcome))
            }
            scriptRun = run
            flight = .script(run)
        case .file(let probe):
            flight = .file(probe, try follow(probe))
            arm(at: environment.loop.now)
        case .session(let probe):
            if session == nil { session = environment.sessions.watch(probe.name) { [weak self] in self?.lookAgain() } }
            // A session of which nothing is known says nothing about its real server.
            guard let isUp = environment.sessions.isUp(probe.name) else {
                if environment.lacksSessions { environment.complainOfMissingSession(probe.name) }
                return Self.longPause
            }
            flight = .session(probe, isUp: isUp)
            arm(at: environment.loop.now)
        }
        return nil
    }

    /// What is followed has changed.
    private func lookAgain() {
        guard case .none = flight, checker.deadline != nil else { return }
        arm(at: environment.loop.now)
    }

    /// Another content is looked at when it comes; `delay_loop` only counts the looks without need.
    private func follow(_ probe: FileProbe) throws(SystemError) -> FileWatch {
        if let file { return file }
        let watch = try environment.fileWatcher().watch(probe.path, limit: TrackedFileValue.limit) { [weak self] _ in self?.lookAgain() }
        file = watch
        return watch
    }

    /// Nil where nobody lets us ping, for which the real server can't be blamed.
    private func echoProber() throws(SystemError) -> EchoProber? {
        do throws(SystemError) {
            return try environment.echoProber(definition)
        } catch {
            guard error.isLackOfPermission else { throw error }
            environment.complainOfShortage(error)
            return nil
        }
    }

    private func connect(_ conversation: any StreamConversation, _ limits: ProbeTimeLimits) throws(SystemError) {
        let probe = try StreamProbe(environment, definition, conversation, limits) { [unowned self] verdict in finished(verdict) }
        flight = .stream(probe)
        arm(at: limits.waitsUntil)
    }

    private func datagramProbeEnded(_ outcome: DatagramProbe.Outcome) {
        switch outcome {
        case .verdict(let verdict): finished(verdict)
        case .connect(let conversation):
            guard case .datagram(let probe) = flight else { return }
            var limits = probe.limits
            limits.waitAnew(from: environment.loop.now)
            do throws(SystemError) {
                try connect(conversation, limits)
            } catch {
                finished(.failure(FailureReason(systemError: error.code)))
            }
        }
    }

    private func finished(_ verdict: Verdict) {
        endFlight()
        environment.probeLogger.trace("\(checker.definition.probe.keyword) of \(checker.definition.target): \(verdict)")
        let isFirst = !checker.hasResult
        perform(checker.finished(verdict, now: environment.loop.now))
        if let record = checker.lastProbe { environment.probeCounts.count(definition.probe.keyword, record) }
        if isFirst, checker.hasResult { environment.tell(owners, .checked) }
    }

    private func endFlight() {
        switch flight {
        case .none: return
        case .stream, .datagram: break
        case .echo(let prober, let ticket): prober.forget(ticket)
        case .script(let run): run.cancel()
        case .file, .session: break
        }
        flight = .none
        environment.dispatcher.ended()
    }

    private func perform(_ effects: [CheckEffect]) {
        for effect in effects {
            switch effect {
            case .becameDown: weight = nil
            case .weighed(let reported): weight = reported
            case .becameUp, .checked, .log: break
            }
            environment.tell(owners, effect)
        }
        if let deadline = checker.deadline { arm(at: deadline) }
    }

    private func arm(at deadline: MonotonicInstant) {
        if let timer { environment.loop.arm(timer, at: deadline) }
    }
}

extension ScriptProbe {
    fileprivate func verdict(on outcome: ScriptRunner.Outcome) -> Verdict {
        switch outcome {
        case .ended(.exited(let status)): verdict(onStatus: status)
        case .ended(.killed(let signal)): .failure(.scriptSignal(signal))
        case .timedOut: .failure(.scriptTimeout)
        }
    }
}

extension Probe {
    /// What is checked is known to this machine, and its changes are told.
    fileprivate var isLook: Bool {
        switch self {
        case .file, .session: true
        default: false
        }
    }

    /// Nothing is asked over the network: where it can't be made, the real server is not to blame.
    fileprivate var isLocal: Bool {
        switch self {
        case .script, .file, .session: true
        default: false
        }
    }
}
