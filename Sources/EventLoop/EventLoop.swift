internal import HeapModule
public import LinuxSystem
public import NetworkTypes

/// One thread's waiting place: descriptors, timers and work that is due at the end of a round.
///
/// A callback runs to completion before the next starts, so no state changes under it. Nothing here is for use from a second thread.
public final class EventLoop {
    // What each round needs isn't checked for overlapping accesses when it runs: that would cost more than the round. No access is under way while a
    // callback runs; each of them ends with the statement that makes it.
    private let poller: Poller
    @exclusivity(unchecked) private var handlers: [Handler?] = []
    @exclusivity(unchecked) private var timers = Heap<TimerEntry>()
    @exclusivity(unchecked) private var deferred: [() -> Void] = []
    @exclusivity(unchecked) private var sequence: UInt64 = 0
    @exclusivity(unchecked) private var isStopping = false
    /// Told of each round, for whoever watches over this process.
    @exclusivity(unchecked) public var lifeSign: LifeSign?
    /// Called before each wait: timers may be set.
    @exclusivity(unchecked) public var beforeWait: (() -> Void)?
    /// Told how long after its time the loop came to run, whenever a wait has ended by its time limit.
    @exclusivity(unchecked) public var onWake: ((Duration) -> Void)?
    /// The loop goes round at least this often, whether something is due or not, in nanoseconds; nil: as long as nothing is.
    @exclusivity(unchecked) private var longestRest: Int64?

    /// The time at which the present round of callbacks began.
    @exclusivity(unchecked) public private(set) var now: MonotonicInstant

    private struct Handler {
        var generation: UInt32
        var action: (Readiness) -> Void
    }

    /// - Parameter isPrecise: timers run within microseconds after their deadlines, however long they have waited.
    public init(isPrecise: Bool = false) throws(SystemError) {
        poller = try Poller(isPrecise: isPrecise)
        now = SystemClock.now()
    }

    /// Has the loop go round at least this often, whether something is due or not.
    public func rest(atMost duration: Duration) {
        longestRest = duration.wholeNanoseconds
    }

    // MARK: Descriptors

    /// Calls `action` whenever the descriptor is ready, until `forget` is called. The caller keeps it open till then.
    public func watch(_ descriptor: Int32, for interest: Readiness, _ action: @escaping (Readiness) -> Void) throws(SystemError) {
        let index = Int(descriptor)
        while handlers.count <= index { handlers.append(nil) }
        sequence &+= 1
        let generation = UInt32(truncatingIfNeeded: sequence)
        try poller.add(descriptor, interest: interest, generation: generation)
        let former = handlers[index]
        handlers[index] = Handler(generation: generation, action: action)
        withExtendedLifetime(former) {}
    }

    /// Changes what a watched descriptor is watched for.
    public func change(_ descriptor: Int32, to interest: Readiness) throws(SystemError) {
        guard handlers.indices.contains(Int(descriptor)), let handler = handlers[Int(descriptor)] else { return }
        try poller.change(descriptor, interest: interest, generation: handler.generation)
    }

    /// Ends the watch. Events of this round that were already collected for it are dropped.
    ///
    /// - Parameter closes: the caller closes the descriptor at once, which ends the kernel's part of the watch by itself.
    public func forget(_ descriptor: Int32, closes: Bool = false) {
        let index = Int(descriptor)
        guard handlers.indices.contains(index), let handler = handlers[index] else { return }
        handlers[index] = nil
        // What the action holds ends here and not within the line before: its end may forget descriptors too.
        withExtendedLifetime(handler) {}
        if !closes { poller.remove(descriptor) }
    }

    // MARK: Timers

    /// Sets the timer to run once at `deadline`, whatever it was set to before.
    ///
    /// Setting it to a later time costs next to nothing: its entry stays where it is and is looked at when that time is near.
    public func arm(_ timer: Timer, at deadline: MonotonicInstant) {
        timer.deadline = deadline
        if !timer.isArmed { armed += 1 }
        timer.isArmed = true
        if timer.entry != 0, timer.entryDeadline <= deadline { return }
        timers.insert(newEntry(of: timer))
        // Entries of timers that were set to earlier times stay behind; once they outnumber the live ones they are cleared.
        if timers.count > 64, timers.count > 4 * armed { dropStaleEntries() }
    }

    public func disarm(_ timer: Timer) {
        if timer.isArmed { armed -= 1 }
        timer.isArmed = false
    }

    /// How many timers are armed.
    @exclusivity(unchecked) private var armed = 0

    private func newEntry(of timer: Timer) -> TimerEntry {
        sequence &+= 1
        timer.entry = sequence
        timer.entryDeadline = timer.deadline
        return TimerEntry(deadline: timer.deadline, sequence: sequence, timer: timer)
    }

    private func dropStaleEntries() {
        timers = Heap(
            timers.unordered.filter { entry in
                guard entry.timer.entry == entry.sequence else { return false }
                if !entry.timer.isArmed { entry.timer.entry = 0 }
                return entry.timer.isArmed
            })
    }

    /// When work that could go on for long is to make way.
    ///
    /// - Parameter length: for how long it may keep the loop, if nothing else has kept it in this round.
    public func endOfSlice(_ length: Duration) -> MonotonicInstant {
        let begin = SystemClock.now()
        return min(begin + length, max(now + Self.roundLength, begin + Self.shortestSlice))
    }

    /// What a round should take at most. Work that comes last in a longer one goes on all the same, a little at a time.
    private static let roundLength = Duration.milliseconds(6)
    private static let shortestSlice = Duration.microseconds(250)

    /// Runs `action` after the callbacks of this round, before the loop waits again.
    public func atEndOfRound(_ action: @escaping () -> Void) {
        deferred.append(action)
    }

    // MARK: Running

    /// Runs until `stop` is called.
    public func run() {
        now = SystemClock.now()
        while !isStopping { runRound() }
        isStopping = false
    }

    /// Ends `run` after the callback that calls it; the next `run` where none is under way.
    public func stop() {
        isStopping = true
    }

    /// How long the callbacks of each round have taken.
    @exclusivity(unchecked) public private(set) var rounds = DurationHistogram()

    /// The longest time that one round of callbacks has taken since `takeLongestRound`, in nanoseconds.
    @exclusivity(unchecked) private var longestRound: Int64 = 0

    /// How long the parts of rounds take; nil where nobody wants to know, since it costs looks at the clock.
    @exclusivity(unchecked) var parts: LoopParts?

    /// How long callbacks have kept the loop at most, since this was asked last.
    public func takeLongestRound() -> Duration {
        defer { longestRound = 0 }
        return .nanoseconds(longestRound)
    }

    /// Entries of timers that were set to later times are looked at when their own are this near: by then most timers of backups have been
    /// set anew several times, and neither heap nor kernel has heard of it.
    private static let foresight: Int64 = 1_000_000_000

    private func runRound() {
        part("log") { DaemonLog.flush() }
        let end = SystemClock.now()
        let taken = end.nanoseconds - now.nanoseconds
        longestRound = max(longestRound, taken)
        rounds.count(nanoseconds: taken)
        parts?.roundEnds()
        beforeWait?()
        let deadline = deferred.isEmpty ? nextWakeUp(after: end) : end
        let ready = poller.wait(until: deadline, now: end)
        now = SystemClock.now()
        parts?.roundBegins()
        lifeSign?.write(now)
        if let onWake, let deadline, now >= max(deadline, end) { onWake(now - max(deadline, end)) }
        if ready > 0 { part("descriptors") { runReadyHandlers(ready) } }
        part("timers") { runDueTimers(behind: ready) }
        if deferred.isEmpty { return }
        let work = deferred
        deferred = []
        part("deferred work") {
            for index in work.indices {
                // Whoever runs the loop once more finds what wasn't come to.
                if isStopping { return deferred.insert(contentsOf: work[index...], at: 0) }
                work[index]()
            }
        }
    }

    /// Where the next round begins among those that are ready.
    @exclusivity(unchecked) private var firstHandler = 0

    /// What isn't come to in one slice, the next wait brings again, in the same order as long as all stay ready: so the next round begins where
    /// this one has ended.
    private func runReadyHandlers(_ count: Int) {
        let first = firstHandler % count
        firstHandler = 0
        for turn in 0..<count where !isStopping {
            if turn % Self.handlersBetweenLooks == Self.handlersBetweenLooks - 1, sliceIsOver(SystemClock.now()) {
                firstHandler = first + turn
                return
            }
            let index = (first + turn) % count
            let (number, generation, readiness) = poller.event(at: index)
            guard Int(number) < handlers.count, let handler = handlers[Int(number)], handler.generation == generation else { continue }
            handler.action(readiness)
        }
    }

    private func nextWakeUp(after end: MonotonicInstant) -> MonotonicInstant? {
        let next = nextDeadline(settlingUntil: MonotonicInstant(nanoseconds: end.nanoseconds &+ Self.foresight))
        guard let longestRest else { return next }
        let limit = MonotonicInstant(nanoseconds: end.nanoseconds &+ longestRest)
        return next.map { min($0, limit) } ?? limit
    }

    /// The earliest deadline, or an earlier time.
    ///
    /// - Parameter limit: it is the deadline itself if it isn't later than that.
    private func nextDeadline(settlingUntil limit: MonotonicInstant) -> MonotonicInstant? {
        while let entry = timers.min {
            let timer = entry.timer
            if timer.entry != entry.sequence {
                timers.removeMin()
            } else if !timer.isArmed {
                timers.removeMin()
                timer.entry = 0
            } else if timer.deadline == entry.deadline || entry.deadline > limit {
                return entry.deadline
            } else {
                timers.replaceMin(with: newEntry(of: timer))
            }
        }
        return nil
    }

    /// Descriptors, and then timers that are due, run for so long in one round, in nanoseconds: behind a backlog everything gets its turn.
    private static let slice: Int64 = 3_000_000
    /// The clock is looked at after so many: each may begin or end a probe, which is some system calls.
    private static let timersBetweenLooks = 8
    private static let handlersBetweenLooks = 8

    private func sliceIsOver(_ time: MonotonicInstant) -> Bool {
        time.nanoseconds - now.nanoseconds > Self.slice
    }

    /// - Parameter ready: how many descriptors have had their turn since `now`.
    private func runDueTimers(behind ready: Int) {
        var reached = now
        var count = 0
        while !isStopping, let deadline = nextDeadline(settlingUntil: reached) {
            count += 1
            // Where none was due and hardly any time has gone by, the next wait is over at once for one that has come due meanwhile.
            if deadline > reached, count == 1, ready < Self.handlersBetweenLooks { return }
            // Timers that came due meanwhile run too: those of many instances stand microseconds apart, and each would take a wait of its own.
            if deadline > reached || count % Self.timersBetweenLooks == 0 {
                reached = SystemClock.now()
                if deadline > reached || sliceIsOver(reached) { return }
            }
            // Between two looks at the clock an entry that was moved may have come up.
            guard let timer = timers.min?.timer, timer.deadline == deadline else { continue }
            timers.removeMin()
            timer.entry = 0
            disarm(timer)
            timer.action()
        }
    }
}

extension EventLoop {
    /// A timer that can be armed again and again without a new allocation of its action.
    public final class Timer {
        fileprivate var isArmed = false
        fileprivate var deadline = MonotonicInstant(nanoseconds: 0)
        /// Of its entry among the loop's timers; 0: it has none. The entry may be for an earlier time.
        fileprivate var entry: UInt64 = 0
        fileprivate var entryDeadline = MonotonicInstant(nanoseconds: 0)
        fileprivate let action: () -> Void

        public init(_ action: @escaping () -> Void) {
            self.action = action
        }
    }
}

private struct TimerEntry: Comparable {
    var deadline: MonotonicInstant
    var sequence: UInt64
    var timer: EventLoop.Timer

    static func == (left: TimerEntry, right: TimerEntry) -> Bool {
        left.sequence == right.sequence
    }

    static func < (left: TimerEntry, right: TimerEntry) -> Bool {
        (left.deadline, left.sequence) < (right.deadline, right.sequence)
    }
}
