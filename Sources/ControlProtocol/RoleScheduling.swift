internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes

/// The name, the scheduling and the memory of a role's process, as the configuration wants them.
final class RoleScheduling {
    private var settings = ProcessSettings()
    private var automatic = AutomaticPriority(highest: nil, leastLateness: RoleProcesses.defaultAutomaticPriorityDelay)
    // As the process was started: what keywords that are gone have changed goes back to that.
    private let originalName = RoleScheduling.name
    private let originalNiceness = ProcessScheduling.niceness
    private lazy var originalProcessors = ProcessScheduling.processors
    private let logger: Logger
    private var hasMentionedSuspension = false

    private unowned let loop: EventLoop

    init(_ loop: EventLoop, _ logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    private static var name: String? {
        (try? Files.read("/proc/self/comm", limit: 64)).map { String(decoding: $0.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
    }

    /// To be called before capabilities are given up, and at each reload.
    func follow(_ processes: RoleProcesses, of part: Configuration.Part) {
        let new = processes[part]
        automatic.highest = processes.highestAutomaticPriority
        automatic.leastLateness = processes.automaticPriorityDelay
        if new == settings, automatic.priority == nil, automatic.highest == nil, loop.onWake == nil { return }
        let old = settings
        settings = new
        if new.name != old.name, let name = new.name ?? originalName { CurrentProcess.setName(name) }
        attempt("its processors") { () throws(SystemError) in
            // Asked for before they are changed the first time.
            let original = originalProcessors
            if new.processors != old.processors { try ProcessScheduling.setProcessors(new.processors.isEmpty ? original : new.processors) }
        }
        attempt("its memory") { () throws(SystemError) in
            if new.staysInMemory, !old.staysInMemory { try ProcessScheduling.lockMemory() }
            if !new.staysInMemory, old.staysInMemory { ProcessScheduling.unlockMemory() }
        }
        automatic.reset()
        hasMentionedSuspension = false
        applyScheduling()
        let isWatched = automatic.highest != nil || new.realTimePriority != nil
        loop.onWake = isWatched ? { [unowned self] in ran(late: $0) } : nil
    }

    private func applyScheduling() {
        attempt("its scheduling") { () throws(SystemError) in
            if let priority = automatic.priority ?? settings.realTimePriority {
                try ProcessScheduling.setRealTime(priority: priority, limit: settings.realTimeLimit)
            } else {
                try ProcessScheduling.setOrdinary(niceness: settings.niceness ?? originalNiceness)
            }
        }
    }

    /// What the machine doesn't let it have isn't worth the role's work.
    private func attempt(_ what: String, _ body: () throws(SystemError) -> Void) {
        do throws(SystemError) {
            try body()
        } catch {
            logger.warning("The process can't have \(what) as configured: \(error)")
        }
    }

    private var realTimePriority: Int? { automatic.priority ?? settings.realTimePriority }

    /// The process ran so long after the time at which it had wanted to.
    func ran(late: Duration) {
        if ProcessScheduling.wasSuspended, realTimePriority != nil {
            if !hasMentionedSuspension {
                logger.notice("The process has computed for longer than its real-time limit of \(settings.realTimeLimit.secondsText) s at a time; it went on with ordinary scheduling")
                hasMentionedSuspension = true
            }
            applyScheduling()
        }
        guard let priority = automatic.ran(late: late, present: realTimePriority) else { return }
        logger.notice("The process ran \(late.secondsText) s late: its real-time priority is \(priority) now")
        applyScheduling()
    }
}
