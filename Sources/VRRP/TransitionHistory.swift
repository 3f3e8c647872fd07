public import NetworkTypes

/// One change of state of a virtual router.
public struct Transition: Hashable, Sendable {
    public var from: VirtualRouterState
    public var to: VirtualRouterState
    public var time: MonotonicInstant
    /// Why, in words.
    public var cause: String

    public init(from: VirtualRouterState, to: VirtualRouterState, time: MonotonicInstant, cause: String) {
        self.from = from
        self.to = to
        self.time = time
        self.cause = cause
    }
}

/// What became of a virtual router and why, made out of the effects that its shell carries out.
public struct TransitionHistory: Sendable {
    public private(set) var last: Transition?
    /// When it was last told to start.
    public let began: MonotonicInstant

    public init(began: MonotonicInstant) {
        self.began = began
    }

    /// Since when the router is in its state.
    public var since: MonotonicInstant { last?.time ?? began }

    /// - Parameter router: as it is after that.
    /// - Returns: the change that the effects make, if any; where they make several, the last one.
    public mutating func note(_ effects: [VirtualRouter.Effect], of router: VirtualRouter, now: MonotonicInstant) -> Transition? {
        let former = last?.to ?? .initialize
        var explanation: String?
        var new: VirtualRouterState?
        for effect in effects {
            switch effect {
            case .log(let event): explanation = event.kind.explanation(for: router) ?? explanation
            case .stateChanged(let state): new = state
            default: break
            }
        }
        guard let new, new != former else { return nil }
        let transition = Transition(from: former, to: new, time: now, cause: explanation ?? router.causeWithoutWords(from: former, to: new))
        last = transition
        return transition
    }
}

extension VirtualRouter {
    fileprivate func causeWithoutWords(from former: VirtualRouterState, to new: VirtualRouterState) -> String {
        switch new {
        case .initialize: "it was stopped"
        case .fault: faultReasons.map(\.description).joined(separator: "; ")
        case .master: parameters.isSynchronized ? "its sync group takes over" : "it owns the addresses: its priority is 255"
        case .backup:
            switch former {
            case .fault: "what had put it into FAULT is over"
            case .master: "its sync group makes way"
            case .initialize, .backup: "it was started"
            }
        }
    }
}

extension VirtualRouter.Event.Kind {
    /// Why the state changes; nil where the event doesn't tell.
    fileprivate func explanation(for router: VirtualRouter) -> String? {
        switch self {
        case .keptMastership: "it was restarted a moment after its last process had died"
        case .masterDownTimerExpired: "no advertisement that counts came within the master down interval"
        case .heardHigherPriority(let priority, let source, let ours): "\(source) advertises priority \(priority), ours is \(ours)"
        case .heardSamePriorityHigherAddress(let priority, let source):
            "\(source) advertises priority \(priority) like ours, and has the higher address"
        case .wokeTooLate(let lateness): "it woke \(lateness.secondsText) s late, and another one has taken over by then"
        case .yielded(let source, let priority): "after a silence of its own it heard \(source) with priority \(priority)"
        case .gaveUp: "an operator ordered it"
        default: nil
        }
    }
}

extension Transition {
    /// Members of an event: `kind`, `object`, `from`, `to`, `cause`.
    public func writeEvent(of name: String, priority: UInt8, to json: inout JSONText) {
        json.member("kind", "instanceState")
        json.member("object", name)
        json.member("from", from.description)
        json.member("to", to.description)
        json.member("priority", priority)
        json.member("cause", cause)
        json.member("text", "(\(name)) \(from) to \(to): \(cause)")
    }
}

extension VirtualRouter.Event {
    /// Members of an event; nil where there is another event that says the same, or where it is of no interest to anybody who follows.
    public func write(to json: inout JSONText) -> Bool {
        switch kind {
        case .changedPriority(let old, let new):
            json.member("kind", "priorityChanged")
            json.member("object", instanceName)
            json.member("from", old)
            json.member("to", new)
        case .heardLowerPriority(let priority, let source, _, _):
            json.member("kind", "masterConflict")
            json.member("object", instanceName)
            json.member("priority", priority)
            json.member("cause", "\(source) advertises too")
        case _ where level == .warning:
            json.member("kind", "instanceWarning")
            json.member("object", instanceName)
        default: return false
        }
        json.member("text", description)
        return true
    }
}
