internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import VRRP

/// Runs the notify scripts of one instance or sync group, one after the other.
final class ScriptNotifier {
    /// A script that takes longer isn't waited for; it may go on.
    static let patience = Duration.seconds(30)

    private let subject: NotificationSubject
    private let loop: EventLoop
    private let runner: ScriptRunner
    private let logger = Logger(label: "notification")
    private var queue = NotificationQueue()
    private var timer: EventLoop.Timer?
    /// Tells the present run from those that aren't waited for any longer.
    private var runNumber: UInt64 = 0
    private var present: ScriptCommand?
    /// Called when nothing runs and nothing waits any more.
    var becameIdle: () -> Void = {}

    init(_ subject: NotificationSubject, _ loop: EventLoop, _ runner: ScriptRunner) {
        self.subject = subject
        self.loop = loop
        self.runner = runner
        timer = EventLoop.Timer { [unowned self] in
            logger.warning("(\(subject.name)) notify script \(present?.words.first ?? "") is still running after \(Self.patience.secondsText) seconds: it is waited for no longer", metadata: fields)
            proceed()
        }
    }

    private var fields: Logger.Metadata? {
        switch subject {
        case .instance(let name): DaemonLog.fields(instance: name)
        case .group(let name): DaemonLog.fields(group: name)
        }
    }

    var isIdle: Bool { queue.isIdle }

    func notify(_ commands: [ScriptCommand]) {
        let dropped = queue.droppedCount
        start(queue.add(commands))
        if dropped == 0, queue.droppedCount > 0 {
            logger.warning("(\(subject.name)) notify scripts are slower than its transitions: the oldest are left out", metadata: fields)
        }
    }

    /// Starts everything that waits, where there is no time left.
    func flush() {
        for command in queue.takeAll() { _ = try? runner.start(command, endsWithDaemon: false) { _ in } }
    }

    private func start(_ command: ScriptCommand?) {
        guard let command else { return }
        present = command
        runNumber &+= 1
        let number = runNumber
        do throws(SystemError) {
            try runner.start(command, endsWithDaemon: false) { [weak self] outcome in
                guard let self, runNumber == number else { return }
                if outcome != .ended(.exited(0)), case .ended(let end) = outcome {
                    logger.info("(\(subject.name)) notify script \(command.words.first ?? "") \(end)", metadata: fields)
                }
                proceed()
            }
            if let timer { loop.arm(timer, at: SystemClock.now() + Self.patience) }
        } catch {
            logger.error("(\(subject.name)) notify script: \(error)", metadata: fields)
            // From the loop, or many that fail would pile up on the stack.
            loop.atEndOfRound { [weak self] in
                guard let self, runNumber == number else { return }
                proceed()
            }
        }
    }

    private func proceed() {
        if let timer { loop.disarm(timer) }
        runNumber &+= 1
        start(queue.finished())
        if queue.isIdle { becameIdle() }
    }
}
