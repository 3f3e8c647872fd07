internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes
internal import VRRP

/// The tracked processes at work.
final class ProcessTrackers {
    private let loop: EventLoop
    private let logger = Logger(label: "tracking")
    /// There while something is tracked: it wakes the role for each process that begins on this machine.
    private var watcher: ProcessWatcher?
    private var trackers: [String: ProcessTracker] = [:]
    private var timers: [String: EventLoop.Timer] = [:]
    private var hasMentionedCounting = false
    /// Called when enough processes are there, or too few.
    var changed: (_ name: String, _ isUp: Bool) -> Void = { _, _ in }

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    /// Brings the trackers in line with these definitions; one that is equal goes on as it was.
    func follow(_ definitions: [TrackedProcessDefinition]) {
        let former = trackers
        trackers = [:]
        let new = definitions.filter { former[$0.name]?.definition != $0 }
        for definition in definitions { trackers[definition.name] = former[definition.name] }
        for (name, timer) in timers where trackers[name] == nil {
            loop.disarm(timer)
            timers[name] = nil
        }
        if definitions.isEmpty {
            watcher = nil
        } else if watcher == nil {
            // Before the processes are counted, so that none slips through in between.
            watcher = ProcessWatcher(loop) { [unowned self] event in hear(event) }
            watcher?.keep(buffer)
        }
        if new.isEmpty { return }
        let found = matching(new)
        for definition in new {
            trackers[definition.name] = ProcessTracker(definition, processes: found[definition.name] ?? [])
            timers[definition.name] = timers[definition.name] ?? timer(definition.name)
        }
    }

    var isTracking: Bool { watcher != nil }

    private var buffer = ReceiveBufferSize()

    /// What the kernel keeps of its reports until they are read.
    func keep(_ size: ReceiveBufferSize) {
        if size == buffer { return }
        buffer = size
        watcher?.keep(size)
    }

    /// Whether enough processes are there; nil where none is tracked by this name.
    func isUp(_ name: String) -> Bool? {
        trackers[name]?.isUp
    }

    /// How many processes match.
    func count(_ name: String) -> Int? {
        trackers[name]?.count
    }

    /// By name.
    var listing: [ProcessTracker] { trackers.values.sorted { $0.definition.name < $1.definition.name } }

    // MARK: What happens

    private func hear(_ event: ProcessEvents.Event) {
        switch event {
        case .forked(let parent, let child):
            // Until it executes something else, it is what its parent is.
            for (name, tracker) in trackers where tracker.contains(parent) { change(name) { $0.appeared(child, now: $1) } }
        case .changed(let process):
            let look = ProcessLook(process)
            for (name, tracker) in trackers {
                let matches = look.matches(tracker.definition.pattern)
                if matches != tracker.contains(process) {
                    change(name) { matches ? $0.appeared(process, now: $1) : $0.disappeared(process, now: $1) }
                }
            }
        case .ended(let process):
            for (name, tracker) in trackers where tracker.contains(process) { change(name) { $0.disappeared(process, now: $1) } }
        case .lost:
            if !hasMentionedCounting, watcher?.hearsAtOnce == false {
                hasMentionedCounting = true
                logger.info("The kernel doesn't report processes here: they are counted every \(ProcessWatcher.countingInterval.secondsText) s")
            }
            let found = matching(trackers.values.map(\.definition))
            for name in trackers.keys { change(name) { $0.counted(found[name] ?? [], now: $1) } }
        }
    }

    private func change(_ name: String, _ body: (inout ProcessTracker, MonotonicInstant) -> [ProcessTracker.Effect]) {
        guard var tracker = trackers[name] else { return }
        let effects = body(&tracker, SystemClock.now())
        trackers[name] = tracker
        if let timer = timers[name] {
            if let deadline = tracker.deadline { loop.arm(timer, at: deadline) } else { loop.disarm(timer) }
        }
        for effect in effects {
            switch effect {
            case .log(let line): logger.info("\(line)", metadata: DaemonLog.fields(tracker: name))
            case .changed(let isUp): changed(name, isUp)
            }
        }
    }

    private func timer(_ name: String) -> EventLoop.Timer {
        EventLoop.Timer { [unowned self] in change(name) { $0.handleTimeout(now: $1) } }
    }

    private func matching(_ definitions: [TrackedProcessDefinition]) -> [String: Set<Int32>] {
        var found: [String: Set<Int32>] = [:]
        for process in ProcessTable.all() {
            let look = ProcessLook(process)
            for definition in definitions where look.matches(definition.pattern) { found[definition.name, default: []].insert(process) }
        }
        return found
    }
}

/// What /proc shows of one process, each thing looked up at most once.
private final class ProcessLook {
    private let process: Int32
    private lazy var name = ProcessTable.name(of: process)
    private lazy var commandLine = ProcessTable.commandLine(of: process)

    init(_ process: Int32) {
        self.process = process
    }

    func matches(_ pattern: ProcessPattern) -> Bool {
        if pattern.usesCommandLine { return pattern.matches(name: "") { commandLine } }
        return name.map { pattern.matches(name: $0) { [] } } ?? false
    }
}
