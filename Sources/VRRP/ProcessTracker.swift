public import NetworkTypes

/// What a `vrrp_track_process` block says, every default filled in.
public struct TrackedProcessDefinition: Hashable, Sendable {
    public var name: String
    public var pattern: ProcessPattern
    /// For instances whose `track_process` says no other.
    public var weight: TrackingWeight
    /// It is up while as many processes match.
    public var quorum: ClosedRange<Int>
    /// How long more processes than before must have been there before they change something.
    public var forkDelay: Duration
    /// How long fewer processes than before must have been there before they change something.
    public var terminateDelay: Duration

    public init(
        name: String, pattern: ProcessPattern, weight: TrackingWeight = TrackingWeight(0), quorum: ClosedRange<Int> = 1...Int.max,
        forkDelay: Duration = .zero, terminateDelay: Duration = .zero
    ) {
        self.name = name
        self.pattern = pattern
        self.weight = weight
        self.quorum = quorum
        self.forkDelay = forkDelay
        self.terminateDelay = terminateDelay
    }
}

/// Which processes are meant.
public struct ProcessPattern: Hashable, Sendable {
    /// How far the arguments must be the same.
    public enum ArgumentMatch: Hashable, Sendable {
        /// All of them.
        case exact
        /// `param_match partial`: the first ones; more may follow.
        case partial
        /// `param_match initial`: as far as the text goes; the last one may be longer, and more may follow.
        case initial
    }

    /// The program's name, or the first word of its command line.
    public var program: String
    public var arguments: [String]
    /// Nil: the arguments have no meaning. Without arguments, any of the values means that there must be none.
    public var argumentMatch: ArgumentMatch?
    /// `full_command`, or arguments: the command line is looked at, not the name alone.
    public var usesCommandLine: Bool

    public init(program: String, arguments: [String] = [], argumentMatch: ArgumentMatch? = nil, usesCommandLine: Bool = false) {
        self.program = program
        self.arguments = arguments
        self.argumentMatch = argumentMatch
        self.usesCommandLine = usesCommandLine
    }

    /// The kernel keeps this much of a program's name (TASK_COMM_LEN without the end mark), in bytes.
    public static let longestName = 15

    /// - Parameters:
    ///   - name: as the kernel has it.
    ///   - commandLine: only asked for where it matters.
    public func matches(name: String, commandLine: () -> [String]) -> Bool {
        guard usesCommandLine else { return name.utf8.elementsEqual(program.utf8.prefix(Self.longestName)) }
        let words = commandLine()
        guard words.first == program else { return false }
        let found = words.dropFirst()
        switch argumentMatch {
        case nil: return true
        case .exact?: return found.elementsEqual(arguments)
        case .partial? where arguments.isEmpty, .initial? where arguments.isEmpty: return found.isEmpty
        case .partial?: return found.starts(with: arguments)
        case .initial?:
            guard found.count >= arguments.count, found.starts(with: arguments.dropLast()) else { return false }
            let last = found[found.startIndex + arguments.count - 1]
            return last.utf8.starts(with: (arguments.last ?? "").utf8)
        }
    }
}

/// How many processes match one `vrrp_track_process`, and whether that is enough.
///
/// The shell tells of processes that match and of those that have ended, and calls `handleTimeout` at `deadline`.
public struct ProcessTracker: Sendable {
    public enum Delay: Hashable, Sendable {
        case fork, terminate
    }

    public enum Effect: Hashable, Sendable {
        case changed(isUp: Bool)
        case log(String)
    }

    public private(set) var definition: TrackedProcessDefinition
    /// Whether enough processes are there, the delays considered.
    public private(set) var isUp: Bool
    /// When a change that has to last takes effect; nil while there is none.
    public private(set) var deadline: MonotonicInstant?
    /// Which of the two delays runs until then.
    public private(set) var runningDelay: Delay?
    private var processes: Set<Int32>

    /// - Parameter processes: those that match now.
    public init(_ definition: TrackedProcessDefinition, processes: Set<Int32>) {
        self.definition = definition
        self.processes = processes
        isUp = definition.quorum.contains(processes.count)
    }

    /// How many processes match now.
    public var count: Int { processes.count }

    public func contains(_ process: Int32) -> Bool {
        processes.contains(process)
    }

    /// A process matches now.
    public mutating func appeared(_ process: Int32, now: MonotonicInstant) -> [Effect] {
        processes.insert(process).inserted ? follow(.fork, now: now) : []
    }

    /// A process has ended, or doesn't match any more.
    public mutating func disappeared(_ process: Int32, now: MonotonicInstant) -> [Effect] {
        processes.remove(process) != nil ? follow(.terminate, now: now) : []
    }

    /// All processes were looked at again.
    public mutating func counted(_ found: Set<Int32>, now: MonotonicInstant) -> [Effect] {
        if found == processes { return [] }
        let delay: Delay = found.count < processes.count ? .terminate : .fork
        processes = found
        return follow(delay, now: now)
    }

    /// To be called at `deadline`.
    public mutating func handleTimeout(now: MonotonicInstant) -> [Effect] {
        guard let deadline, now >= deadline else { return [] }
        return turn()
    }

    private var isEnough: Bool { definition.quorum.contains(processes.count) }

    private mutating func follow(_ delay: Delay, now: MonotonicInstant) -> [Effect] {
        if isEnough == isUp {
            (deadline, runningDelay) = (nil, nil)
            return []
        }
        let time = delay == .fork ? definition.forkDelay : definition.terminateDelay
        if time <= .zero { return turn() }
        // A change that has already begun isn't put off by another process.
        if deadline == nil { (deadline, runningDelay) = (now + time, delay) }
        return []
    }

    private mutating func turn() -> [Effect] {
        (deadline, runningDelay) = (nil, nil)
        if isEnough == isUp { return [] }
        isUp.toggle()
        let count = processes.count == 1 ? "1 process" : "\(processes.count) processes"
        return [.log("Quorum \(isUp ? "gained" : "lost") for tracked process \(definition.name): \(count)"), .changed(isUp: isUp)]
    }
}
