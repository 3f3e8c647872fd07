internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes
internal import Processes

extension Supervisor {
    /// Runs `startup_script` or `shutdown_script` to its end: nothing else begins before, or ends after it. The loop goes round meanwhile: the
    /// service manager hears that the daemon lives, and an order to stop is heard.
    func runScript(at moment: LifecycleScript.Moment) {
        guard let number = configuration?.number, let child = LifecycleScripts.begin(moment, configuration: number, logger) else { return }
        script = child
        // At the shutdown the look after the roles goes on saying so.
        let interval = moment == .startup ? serviceManager.watchdogInterval : nil
        let beat = interval.map { Beat(loop, every: $0) { [unowned self] in serviceManager.tell(.watchdog) } }
        loop.run()
        beat?.stop()
        // Not before: what was asked for meanwhile waits for the roles' start.
        script = nil
    }

    /// - Returns: whether it was the child that waits for a script.
    func scriptEnded(_ process: Int32) -> Bool {
        guard process == script else { return false }
        loop.stop()
        return true
    }
}

/// Does something again and again.
private final class Beat {
    private let loop: EventLoop
    private var timer: EventLoop.Timer?

    init(_ loop: EventLoop, every interval: Duration, _ action: @escaping () -> Void) {
        self.loop = loop
        timer = EventLoop.Timer { [unowned self] in
            action()
            if let timer { loop.arm(timer, at: SystemClock.now() + interval) }
        }
        if let timer { loop.arm(timer, at: SystemClock.now() + interval) }
    }

    func stop() {
        if let timer { loop.disarm(timer) }
    }
}
