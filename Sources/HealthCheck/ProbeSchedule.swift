public import NetworkTypes

/// How many probes may run and begin (`checker_max_concurrent`, `checker_max_rate`), and whether equal ones are shared (`share_checks`).
public struct ProbeLimits: Hashable, Sendable {
    /// Equal checkers of the same target share their probes.
    public var sharesProbes: Bool
    /// Probes that may run at the same time; nil: as many as there are descriptors.
    public var concurrent: Int?
    /// Probes that may begin in a second; nil: no limit.
    public var perSecond: Int?

    public init(sharesProbes: Bool = true, concurrent: Int? = nil, perSecond: Int? = nil) {
        self.sharesProbes = sharesProbes
        self.concurrent = concurrent
        self.perSecond = perSecond
    }
}

/// When probes may begin: their first turns spread evenly, later ones held back by the limits, first come, first served.
///
/// It starts nothing. Its owner asks `admits` when a probe is due, says `ended` when one is over, and takes those that had to wait from
/// `next`, after an end and when `deadline` has come.
public struct ProbeSchedule<Identifier: Hashable & Sendable>: Sendable {
    public var limits: ProbeLimits
    /// Probes that run.
    public private(set) var running = 0
    private var waiting: [Identifier?] = []
    private var head = 0
    private var places: [Identifier: Int] = [:]
    /// From when on the rate lets the next one begin.
    private var nextTurn: MonotonicInstant?
    private var phase: UInt64

    /// - Parameter phase: where the spreading begins; any number.
    public init(_ limits: ProbeLimits, phase: UInt64 = 0) {
        self.limits = limits
        self.phase = phase
    }

    // MARK: Spread

    /// How long the next new checker waits, within `span`.
    ///
    /// Multiples of the golden ratio: however many follow one another, now or at a later reload, they lie evenly in the span, where random
    /// ones would come in clusters.
    public mutating func offset(within span: Duration) -> Duration {
        phase &+= 0x9E37_79B9_7F4A_7C15
        let nanoseconds = max(0, span.wholeNanoseconds)
        return .nanoseconds(Int64(UInt64(nanoseconds).multipliedFullWidth(by: phase).high))
    }

    // MARK: Limits

    /// Whether a probe may begin now, which then counts as running. If not it waits, and `next` names it in its turn.
    public mutating func admits(_ identifier: Identifier, now: MonotonicInstant) -> Bool {
        if places.isEmpty, hasRoom(now: now) {
            begin(now: now)
            return true
        }
        if places[identifier] == nil {
            places[identifier] = waiting.count
            waiting.append(identifier)
        }
        return false
    }

    /// A look at what this machine knows already begins, and counts as running: no limit is for it, and it waits behind nobody.
    public mutating func beginsUnlimited() {
        running += 1
    }

    /// A probe that was admitted is over, or didn't come about.
    public mutating func ended() {
        running = max(0, running - 1)
    }

    /// The probe isn't wanted any more: it leaves the queue.
    public mutating func withdraw(_ identifier: Identifier) {
        if let place = places.removeValue(forKey: identifier) { waiting[place] = nil }
        clear()
    }

    /// The one that waits longest and may begin now, which then counts as running; nil where none may.
    public mutating func next(now: MonotonicInstant) -> Identifier? {
        if places.isEmpty || !hasRoom(now: now) { return nil }
        while head < waiting.count {
            let first = waiting[head]
            head += 1
            guard let identifier = first else { continue }
            places[identifier] = nil
            begin(now: now)
            clear()
            return identifier
        }
        return nil
    }

    /// When to ask `next` again without an end; nil where only an end can help, or nothing waits.
    public var deadline: MonotonicInstant? {
        if places.isEmpty || running >= limits.concurrent ?? .max { return nil }
        return limits.perSecond == nil ? nil : nextTurn
    }

    /// How many wait.
    public var waitingCount: Int { places.count }

    private func hasRoom(now: MonotonicInstant) -> Bool {
        if running >= limits.concurrent ?? .max { return false }
        guard limits.perSecond != nil, let nextTurn else { return true }
        return nextTurn <= now
    }

    /// What a loop that comes round a little late may catch up with at once.
    private static var longestCredit: Duration { .milliseconds(20) }

    private mutating func begin(now: MonotonicInstant) {
        running += 1
        guard let perSecond = limits.perSecond, perSecond > 0 else { return nextTurn = nil }
        let earliest = MonotonicInstant(nanoseconds: now.nanoseconds - Self.longestCredit.wholeNanoseconds)
        nextTurn = max(nextTurn ?? now, earliest) + .nanoseconds(1_000_000_000 / Int64(perSecond))
    }

    /// Drops the part of the queue that is through, once it is the larger one.
    private mutating func clear() {
        guard places.isEmpty || (head > 64 && head > waiting.count / 2) else { return }
        waiting.removeFirst(min(head, waiting.count))
        if places.isEmpty { waiting = [] }
        for identifier in places.keys { places[identifier]? -= head }
        head = 0
    }
}
