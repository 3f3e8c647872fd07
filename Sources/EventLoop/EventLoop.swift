internal import HeapModule
public import LinuxSystem
public import NetworkTypes

/// One thread's waiting place: descriptors, timers and work that is due at the end of a round.
///
/// A callback runs to completion before the next starts, so no state changes under it. Nothing here is for use from a second thread.
public final class EventLoop {
    private let poller: Poller
    private var handlers: [Handler?] = []
    private var timers = Heap<TimerEntry>()
    private var deferred: [() -> Void] = []
    private var sequence: UInt64 = 0
    private var isStopping = false
    /// Told of each round, for whoever watches over this process.
    public var lifeSign: LifeSign?
    /// The loop goes round at least this often, whether something is due or not; nil: as long as nothing is.
    public var longestRest: Duration?

    /// The time at which the present round of callbacks began.
    public private(set) var now: MonotonicInstant

    private struct Handler {
        var generation: UInt32
        var action: (Readiness) -> Void
    }

    /// - Parameter isPrecise: timers run within microseconds after their deadlines, however long they have waited.
    public init(isPrecise: Bool = false) throws(SystemError) {
        poller = try Poller(isPrecise: isPrecise)
        now = SystemClock.now()
    }

    // MARK: Descriptors

    /// Calls `action` whenever the descriptor is ready, until `forget` is called. The caller keeps it open till then.
    public func watch(_ descriptor: Int32, for interest: Readiness, _ action: @escaping (Readiness) -> Void) throws(SystemError) {
        let index = Int(descriptor)
        while handlers.count <= index { handlers.append(nil) }
        sequence &+= 1
        let generation = UInt32(truncatingIfNeeded: sequence)
        try poller.add(descriptor, interest: interest, generation: generation)
        handlers[index] = Handler(generation: generation, action: action)
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
        guard handlers.indices.contains(index), handlers[index] != nil else { return }
        handlers[index] = nil
        if !closes { poller.remove(descriptor) }
    }

    // MARK: Timers

    /// Sets the timer to run once at `deadline`, whatever it was set to before.
    public func arm(_ timer: Timer, at deadline: MonotonicInstant) {
        sequence &+= 1
        timer.armed = sequence
        timers.insert(TimerEntry(deadline: deadline, sequence: sequence, timer: timer))
        // Entries of timers that were set anew stay behind; once they outnumber the live ones they are cleared.
        live += timer.isCounted ? 0 : 1
        timer.isCounted = true
        if timers.count > 64, timers.count > 4 * live { dropStaleEntries() }
    }

    public func disarm(_ timer: Timer) {
        timer.armed = 0
        if timer.isCounted { live -= 1 }
        timer.isCounted = false
    }

    private var live = 0

    private func dropStaleEntries() {
        timers = Heap(timers.unordered.filter { $0.timer.armed == $0.sequence })
    }

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
    public private(set) var rounds = DurationHistogram()

    /// The longest time that one round of callbacks has taken since `takeLongestRound`.
    private var longestRound = Duration.zero

    /// How long callbacks have kept the loop at most, since this was asked last.
    public func takeLongestRound() -> Duration {
        defer { longestRound = .zero }
        return longestRound
    }

    private func runRound() {
        let end = SystemClock.now()
        longestRound = max(longestRound, end - now)
        rounds.count(end - now)
        let deadline = deferred.isEmpty ? earliest(nextDeadline(), longestRest.map { end + $0 }) : end
        DaemonLog.flush()
        poller.wait(until: deadline, now: end)
        now = SystemClock.now()
        lifeSign?.write(now)
        for index in 0..<poller.count where !isStopping {
            let (number, generation, readiness) = poller.event(at: index)
            guard Int(number) < handlers.count, let handler = handlers[Int(number)], handler.generation == generation else { continue }
            handler.action(readiness)
        }
        runDueTimers()
        let work = deferred
        deferred = []
        for action in work where !isStopping { action() }
    }

    private func earliest(_ one: MonotonicInstant?, _ other: MonotonicInstant?) -> MonotonicInstant? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    private func nextDeadline() -> MonotonicInstant? {
        while let entry = timers.min {
            if entry.timer.armed == entry.sequence { return entry.deadline }
            timers.removeMin()
        }
        return nil
    }

    /// Timers that are due run for so long in one round: behind a backlog, descriptors and heartbeats get their turn too.
    private static let timersSlice = Duration.milliseconds(3)
    /// The clock is looked at after so many.
    private static let timersBetweenLooks = 16

    private func runDueTimers() {
        var reached = now
        var count = 0
        while !isStopping, let deadline = nextDeadline() {
            count += 1
            // Timers that came due meanwhile run too: those of many instances stand microseconds apart, and each would take a wait of its own.
            if deadline > reached || count % Self.timersBetweenLooks == 0 {
                reached = SystemClock.now()
                if deadline > reached || reached - now > Self.timersSlice { return }
            }
            let timer = timers.removeMin().timer
            disarm(timer)
            timer.action()
        }
    }
}

extension EventLoop {
    /// A timer that can be armed again and again without a new allocation of its action.
    public final class Timer {
        fileprivate var armed: UInt64 = 0
        fileprivate var isCounted = false
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
