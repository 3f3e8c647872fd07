public import NetworkTypes

/// What a `vrrp_script` block says, every default filled in.
public struct ScriptDefinition: Hashable, Sendable {
    public var name: String
    public var command: ScriptCommand
    /// From one start to the next; greater than zero.
    public var interval: Duration
    /// A run that takes longer is ended and counts as failed; nil means as long as the interval.
    public var timeout: Duration?
    /// How many successes in a row bring a failed script up; at least 1.
    public var rise: Int
    /// How many failures in a row bring a script down that was up; at least 1.
    public var fall: Int
    /// For instances whose `track_script` says no other.
    public var weight: TrackingWeight
    /// `init_fail`: it counts as failed until it has succeeded `rise` times.
    public var beginsFailed: Bool

    public init(
        name: String, command: ScriptCommand, interval: Duration = .seconds(1), timeout: Duration? = nil, rise: Int = 1, fall: Int = 1,
        weight: TrackingWeight = TrackingWeight(0), beginsFailed: Bool = false
    ) {
        self.name = name
        self.command = command
        self.interval = interval
        self.timeout = timeout
        self.rise = rise
        self.fall = fall
        self.weight = weight
        self.beginsFailed = beginsFailed
    }

    /// How long a run may take.
    public var longestRun: Duration { timeout ?? interval }
}

/// The schedule of one `vrrp_script` and the count of its results.
///
/// The shell calls `handleTimeout` at `deadline`, starts the script when told to, and hands in what came of it.
public struct ScriptTracker: Sendable {
    private enum Standing {
        /// Nothing has been heard yet: the first result decides.
        case unknown
        case up(failures: Int)
        case down(successes: Int)
    }

    public private(set) var definition: ScriptDefinition
    /// When the next run is due.
    public private(set) var deadline: MonotonicInstant
    private var standing: Standing
    private var lastStatus: Int32 = 0
    /// It was already said that the present run keeps others from starting.
    private var hasSaidBusy = false

    public init(_ definition: ScriptDefinition, now: MonotonicInstant) {
        self.definition = definition
        deadline = now
        standing = definition.beginsFailed ? .down(successes: 0) : .unknown
    }

    /// Whether the script counts as successful; nil while nothing has been heard from it.
    public var isUp: Bool? {
        switch standing {
        case .unknown: nil
        case .up: true
        case .down: false
        }
    }

    /// To be called at `deadline`.
    ///
    /// - Parameter isStillRunning: the last run hasn't ended, be it that it is being ended. A script never runs twice at a time.
    public mutating func handleTimeout(now: MonotonicInstant, isStillRunning: Bool) -> [Effect] {
        if now < deadline { return [] }
        // The beat is kept, but runs that a stall has cost are not made up for.
        let next = deadline + definition.interval
        deadline = next > now ? next : now + definition.interval
        if !isStillRunning {
            hasSaidBusy = false
            return [.start(timeout: definition.longestRun)]
        }
        defer { hasSaidBusy = true }
        return hasSaidBusy ? [] : [log(.skipped)]
    }

    /// A run has come to its end, or will be brought to it.
    public mutating func finished(_ result: ScriptResult) -> [Effect] {
        var effects: [Effect] = []
        if case .exited(let status) = result {
            if status != lastStatus { effects.append(log(.returns(status))) }
            lastStatus = status
        }
        let wasUp = isUp
        count(result.isSuccess)
        guard let isUp, isUp != wasUp else { return effects }
        effects.append(log(isUp ? .succeeded : .failed(result)))
        if result == .timedOut { effects.append(log(.timeoutIsTooShort(definition.longestRun))) }
        return effects + [.changed(isUp: isUp)]
    }

    private mutating func count(_ isSuccess: Bool) {
        switch standing {
        case .unknown: standing = isSuccess ? .up(failures: 0) : .down(successes: 0)
        case .up(let failures):
            if isSuccess {
                standing = .up(failures: 0)
            } else {
                standing = failures + 1 >= definition.fall ? .down(successes: 0) : .up(failures: failures + 1)
            }
        case .down(let successes):
            if isSuccess {
                standing = successes + 1 >= definition.rise ? .up(failures: 0) : .down(successes: successes + 1)
            } else {
                standing = .down(successes: 0)
            }
        }
    }

    /// Takes over a reloaded block of the same name. What is known of the script stays, and so does a beat that is no slower.
    public mutating func reconfigure(to new: ScriptDefinition, now: MonotonicInstant) {
        definition = new
        deadline = min(deadline, now + new.interval)
    }

    private func log(_ kind: ScriptEvent.Kind) -> Effect {
        .log(ScriptEvent(scriptName: definition.name, kind: kind))
    }
}

extension ScriptTracker {
    public enum Effect: Hashable, Sendable {
        /// Start the script; what comes of it goes to `finished`.
        case start(timeout: Duration)
        case changed(isUp: Bool)
        case log(ScriptEvent)
    }
}

/// What came of one run.
public enum ScriptResult: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    case timedOut
    /// The reason why it couldn't be started.
    case notStarted(String)

    var isSuccess: Bool { self == .exited(0) }
}
