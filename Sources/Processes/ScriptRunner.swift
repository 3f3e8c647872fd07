public import EventLoop
public import LinuxSystem
public import NetworkTypes

/// Runs the operator's scripts without ever waiting for one: ends and timeouts come through the event loop.
public final class ScriptRunner {
    /// What became of a run.
    public enum Outcome: Hashable, Sendable {
        case ended(ProcessEnd)
        /// It took longer than it may, and is being ended: see `ScriptEnding`.
        case timedOut
    }

    /// What the configuration says of all scripts.
    public var policy = ScriptPolicy()
    private let loop: EventLoop
    /// By process number; those that are being ended included.
    private var runs: [Int32: ScriptRun] = [:]

    private let leash: String?

    /// - Parameter leash: the path of a program that does as `LeashedProgram` where it is told to; nil where none is at hand.
    public init(_ loop: EventLoop, leash: String? = nil) {
        self.loop = loop
        self.leash = leash
    }

    /// How many processes haven't been collected yet.
    public var runningCount: Int { runs.count }

    /// Starts a script in a process group of its own, with /dev/null for input and output and the environment cleaned.
    ///
    /// - Parameters:
    ///   - timeout: how long it may run; nil: as long as it likes.
    ///   - endsWithDaemon: it gets SIGTERM when this process ends.
    ///   - whenDone: called once from the loop, unless the run is cancelled.
    /// - Returns: the run, which goes on whether or not somebody holds it.
    /// - Throws: why the program can't be executed; `whenDone` isn't called then.
    @discardableResult
    public func start(
        _ command: ScriptCommand, timeout: Duration? = nil, endsWithDaemon: Bool = true, whenDone: @escaping (Outcome) -> Void
    ) throws(SystemError) -> ScriptRun {
        // What has a time limit ends by itself, and the leash costs an execve(2).
        let process = try ScriptProcess(command, policy, endsWithDaemon: endsWithDaemon, leash: timeout == nil ? leash : nil)
        let number = process.number
        let run = ScriptRun(process, loop, timeout: timeout, whenDone: whenDone) { [weak self] in self?.runs[number] = nil }
        runs[number] = run
        do throws(SystemError) {
            try run.watch()
        } catch {
            run.abandon()
            throw error
        }
        return run
    }

    /// Why the command can't be started now: no such program, no leave to execute it, no such user, or others than root could change
    /// it. Nil where nothing speaks
    /// against it.
    public func obstacle(to command: ScriptCommand) -> String? {
        ScriptProcess.obstacle(to: command, policy)
    }
}

/// One run of a script.
public final class ScriptRun {
    private enum Phase {
        case running
        /// SIGTERM is sent, SIGKILL follows. The program's number is kept till then, so that it can't become another group's.
        case ending(programHasEnded: Bool)
        /// SIGKILL is sent, and again as long as the program is there: one that hangs in the kernel, say on a dead file server, hears it late.
        case killed
        case over
    }

    public let processNumber: Int32
    private let loop: EventLoop
    private var process: ScriptProcess?
    private var phase = Phase.running
    private var ending = ScriptEnding()
    private var timer: EventLoop.Timer?
    private var whenDone: ((ScriptRunner.Outcome) -> Void)?
    private let forget: () -> Void

    init(
        _ process: consuming ScriptProcess, _ loop: EventLoop, timeout: Duration?, whenDone: @escaping (ScriptRunner.Outcome) -> Void,
        forget: @escaping () -> Void
    ) {
        processNumber = process.number
        self.process = consume process
        self.loop = loop
        self.whenDone = whenDone
        self.forget = forget
        timer = EventLoop.Timer { [unowned self] in timerExpired() }
        if let timeout, let timer { loop.arm(timer, at: SystemClock.now() + timeout) }
    }

    /// Whether the program is still there, be it that it is being ended.
    public var isRunning: Bool {
        switch phase {
        case .running, .ending(programHasEnded: false), .killed: true
        case .ending(programHasEnded: true), .over: false
        }
    }

    /// Ends the script with all that it started, and reports nothing.
    public func cancel() {
        whenDone = nil
        if case .running = phase { end() }
    }

    // MARK: For the runner

    func watch() throws(SystemError) {
        guard let number = process?.descriptor.number else { return }
        try loop.watch(number, for: .readable) { [unowned self] _ in programEnded() }
    }

    func abandon() {
        whenDone = nil
        process?.signalGroup(Signal.kill)
        finish()
    }

    // MARK: What happens

    private func programEnded() {
        guard process?.hasEnded == true else { return }
        stopWatching()
        switch phase {
        case .running, .killed: finish()
        case .ending: phase = .ending(programHasEnded: true)
        case .over: break
        }
    }

    private func timerExpired() {
        switch phase {
        case .running:
            end()
            report(.timedOut)
        case .ending(let programHasEnded):
            signalNext()
            phase = .killed
            if programHasEnded { finish() }
        case .killed: signalNext()
        case .over: break
        }
    }

    private func end() {
        phase = .ending(programHasEnded: false)
        signalNext()
    }

    private func signalNext() {
        let step = ending.next()
        process?.signalGroup(step.signal)
        if let timer { loop.arm(timer, at: SystemClock.now() + step.wait) }
    }

    private func finish() {
        stopWatching()
        phase = .over
        if let timer { loop.disarm(timer) }
        timer = nil
        guard let end = process.take()?.collect() else { return }
        let keepsSelf = self
        forget()
        keepsSelf.report(.ended(end))
    }

    private func stopWatching() {
        if let number = process?.descriptor.number { loop.forget(number) }
    }

    private func report(_ outcome: ScriptRunner.Outcome) {
        let whenDone = whenDone
        self.whenDone = nil
        whenDone?(outcome)
    }
}
