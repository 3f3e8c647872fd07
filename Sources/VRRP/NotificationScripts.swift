public import NetworkTypes

/// What scripts, FIFOs and mail are told of an instance or a sync group.
public enum NotifiedState: String, Hashable, Sendable, CaseIterable {
    case master = "MASTER"
    case backup = "BACKUP"
    case fault = "FAULT"
    case stop = "STOP"
    /// A reload has removed the instance.
    case deleted = "DELETED"

    public init(_ state: VirtualRouterState) {
        switch state {
        case .initialize: self = .stop
        case .backup: self = .backup
        case .master: self = .master
        case .fault: self = .fault
        }
    }
}

/// Whom scripts are told about.
public enum NotificationSubject: Hashable, Sendable {
    case instance(String)
    /// A sync group.
    case group(String)

    public var name: String {
        switch self {
        case .instance(let name), .group(let name): name
        }
    }

    /// keepalived's word for the kind.
    public var kind: String {
        switch self {
        case .instance: "INSTANCE"
        case .group: "GROUP"
        }
    }
}

/// The `notify_*` scripts of an instance or a sync group.
public struct NotificationScripts: Hashable, Sendable {
    /// By the state that they are for.
    public var byState: [NotifiedState: ScriptCommand]
    /// `notify`: told of every state, with four more arguments: INSTANCE or GROUP, name, state, and effective priority (0 for a group).
    public var general: ScriptCommand?
    /// `notify_deleted`: removal is told as DELETED, not as FAULT.
    public var tellsDeletion = false
    /// `notify_master_rx_lower_pri`: a master has heard another one of lower priority.
    public var masterHeardLowerPriority: ScriptCommand?

    public init(byState: [NotifiedState: ScriptCommand] = [:], general: ScriptCommand? = nil) {
        self.byState = byState
        self.general = general
    }

    /// What is to be run for a transition, in this order.
    public func commands(for state: NotifiedState, of subject: NotificationSubject, priority: UInt8) -> [ScriptCommand] {
        let general = general?.adding([subject.kind, subject.name, state.rawValue, "\(priority)"])
        return [byState[state], general].compactMap(\.self)
    }
}

/// The notifications of one instance, of which one runs at a time: a script must not be told of MASTER after its successor was
/// told of BACKUP.
public struct NotificationQueue: Sendable {
    /// More than these don't wait: whoever falls so far behind is told of the newest.
    public static let limit = 64

    private var waiting: [ScriptCommand] = []
    private var isRunning = false
    /// How many were given up because too many waited.
    public private(set) var droppedCount: UInt64 = 0

    public init() {}

    /// Nothing runs and nothing waits.
    public var isIdle: Bool { !isRunning && waiting.isEmpty }

    /// - Returns: what is to be started now.
    public mutating func add(_ commands: [ScriptCommand]) -> ScriptCommand? {
        waiting += commands
        let surplus = waiting.count - Self.limit
        if surplus > 0 {
            waiting.removeFirst(surplus)
            droppedCount &+= UInt64(surplus)
        }
        return isRunning ? nil : next()
    }

    /// The script that was started last has ended, couldn't be started, or isn't waited for any longer.
    ///
    /// - Returns: what is to be started now.
    public mutating func finished() -> ScriptCommand? {
        isRunning = false
        return next()
    }

    /// Everything that waits, where there is no time left to run it one by one.
    public mutating func takeAll() -> [ScriptCommand] {
        defer { waiting = [] }
        return waiting
    }

    private mutating func next() -> ScriptCommand? {
        guard !waiting.isEmpty else { return nil }
        isRunning = true
        return waiting.removeFirst()
    }
}
