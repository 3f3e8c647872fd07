internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import VRRP

/// All tracking scripts at work, each at its own beat.
final class ScriptTrackers {
    private let loop: EventLoop
    private let runner: ScriptRunner
    private let logger = Logger(label: "tracking")
    private var scripts: [String: TrackedScript] = [:]
    /// Called when a script has come up or gone down.
    var changed: (_ name: String, _ isUp: Bool) -> Void = { _, _ in }

    init(_ loop: EventLoop, _ runner: ScriptRunner) {
        self.loop = loop
        self.runner = runner
    }

    /// Brings the scripts that run in line with these definitions; what is known of a script that stays isn't forgotten.
    func follow(_ definitions: [ScriptDefinition]) {
        let names = Set(definitions.map(\.name))
        for (name, script) in scripts where !names.contains(name) {
            script.end()
            scripts[name] = nil
        }
        for definition in definitions {
            if let script = scripts[definition.name] {
                if script.definition != definition { script.reconfigure(to: definition) }
            } else {
                let script = TrackedScript(definition, loop, runner, logger) { [unowned self] isUp in changed(definition.name, isUp) }
                scripts[definition.name] = script
                script.start()
            }
        }
    }

    /// What is known of a script; nil before its first result.
    func isUp(_ name: String) -> Bool? {
        scripts[name]?.isUp
    }

    /// What came of a script's last run, and when; nil before its first end.
    func lastResult(_ name: String) -> (result: ScriptResult, time: MonotonicInstant)? {
        scripts[name]?.lastResult
    }

    func end() {
        for script in scripts.values { script.end() }
        scripts = [:]
    }
}

/// One tracking script at work.
private final class TrackedScript {
    private var tracker: ScriptTracker
    private var run: ScriptRun?
    private(set) var lastResult: (result: ScriptResult, time: MonotonicInstant)?
    private var timer: EventLoop.Timer?
    private let loop: EventLoop
    private let runner: ScriptRunner
    private let logger: Logger
    private let changed: (Bool) -> Void

    init(_ definition: ScriptDefinition, _ loop: EventLoop, _ runner: ScriptRunner, _ logger: Logger, changed: @escaping (Bool) -> Void) {
        self.loop = loop
        self.runner = runner
        self.logger = logger
        self.changed = changed
        tracker = ScriptTracker(definition, now: SystemClock.now())
        timer = EventLoop.Timer { [unowned self] in
            perform(tracker.handleTimeout(now: SystemClock.now(), isStillRunning: run?.isRunning ?? false))
            arm()
        }
    }

    var definition: ScriptDefinition { tracker.definition }
    var isUp: Bool? { tracker.isUp }

    func start() {
        arm()
    }

    func reconfigure(to definition: ScriptDefinition) {
        tracker.reconfigure(to: definition, now: SystemClock.now())
        arm()
    }

    func end() {
        if let timer { loop.disarm(timer) }
        run?.cancel()
    }

    private func arm() {
        if let timer { loop.arm(timer, at: tracker.deadline) }
    }

    private func perform(_ effects: [ScriptTracker.Effect]) {
        for effect in effects {
            switch effect {
            case .start(let timeout): start(timeout: timeout)
            case .changed(let isUp): changed(isUp)
            case .log(let event): logger.log(level: event.isWarning ? .warning : .info, "\(event)", metadata: DaemonLog.fields(tracker: tracker.definition.name, event: event.kind.name))
            }
        }
    }

    private func start(timeout: Duration) {
        do throws(SystemError) {
            run = try runner.start(definition.command, timeout: timeout) { [weak self] outcome in
                guard let self else { return }
                finished(ScriptResult(outcome))
            }
        } catch {
            finished(.notStarted("\(error)"))
        }
    }

    private func finished(_ result: ScriptResult) {
        lastResult = (result, SystemClock.now())
        perform(tracker.finished(result))
    }
}

extension ScriptResult {
    fileprivate init(_ outcome: ScriptRunner.Outcome) {
        switch outcome {
        case .ended(.exited(let status)): self = .exited(status)
        case .ended(.killed(let signal)): self = .killed(signal: signal)
        case .timedOut: self = .timedOut
        }
    }
}
