public import NetworkTypes

/// One change of state of a virtual router.
public struct Transition: Hashable, Sendable {
    public var from: VirtualRouterState
    public var to: VirtualRouterState
    public var time: MonotonicInstant
    public var reason: TransitionReason
    /// The reason in words, with what it was found upon.
    public var cause: String

    public init(from: VirtualRouterState, to: VirtualRouterState, time: MonotonicInstant, _ reason: TransitionReason, cause: String) {
        self.from = from
        self.to = to
        self.time = time
        self.reason = reason
        self.cause = cause
    }
}

/// Why a virtual router changed its state, in one word for programs.
public enum TransitionReason: String, Hashable, Sendable, CaseIterable {
    case started, stopped
    case fault, faultEnded
    /// The master down interval went by.
    case masterWasSilent
    case ownsAddresses
    /// A master that died goes on as its next process.
    case continued
    case groupTookOver, groupMadeWay
    /// Another one advertises a higher priority, or the same one from a higher address.
    case outranked
    /// It was silent itself for longer than others wait.
    case wokeTooLate, yieldedAfterSilence
    /// By order.
    case gaveUp
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
        var explanation: (TransitionReason, String)?
        var new: VirtualRouterState?
        for effect in effects {
            switch effect {
            case .log(let event): explanation = event.kind.explanation(for: router) ?? explanation
            case .stateChanged(let state): new = state
            default: break
            }
        }
        guard let new, new != former else { return nil }
        let (reason, cause) = explanation ?? router.reasonWithoutEvent(from: former, to: new)
        let transition = Transition(from: former, to: new, time: now, reason, cause: cause)
        last = transition
        return transition
    }
}

extension VirtualRouter {
    fileprivate func reasonWithoutEvent(from former: VirtualRouterState, to new: VirtualRouterState) -> (TransitionReason, String) {
        switch new {
        case .initialize: (.stopped, "it was stopped")
        case .fault: (.fault, faultReasons.map(\.description).joined(separator: "; "))
        case .master:
            parameters.isSynchronized ? (.groupTookOver, "its sync group takes over") : (.ownsAddresses, "it owns the addresses: its priority is 255")
        case .backup:
            switch former {
            case .fault: (.faultEnded, "what had put it into FAULT is over")
            case .master: (.groupMadeWay, "its sync group makes way")
            case .initialize, .backup: (.started, "it was started")
            }
        }
    }
}

extension VirtualRouter.Event.Kind {
    /// Why the state changes; nil where the event doesn't tell.
    fileprivate func explanation(for router: VirtualRouter) -> (TransitionReason, String)? {
        switch self {
        case .keptMastership: (.continued, "it was restarted a moment after its last process had died")
        case .masterDownTimerExpired: (.masterWasSilent, "no advertisement that counts came within the master down interval")
        case .heardHigherPriority(let priority, let source, let ours): (.outranked, "\(source) advertises priority \(priority), ours is \(ours)")
        case .heardSamePriorityHigherAddress(let priority, let source):
            (.outranked, "\(source) advertises priority \(priority) like ours, and has the higher address")
        case .wokeTooLate(let lateness): (.wokeTooLate, "it woke \(lateness.secondsText) s late, and another one has taken over by then")
        case .yielded(let source, let priority): (.yieldedAfterSilence, "after a silence of its own it heard \(source) with priority \(priority)")
        case .gaveUp: (.gaveUp, "an operator ordered it")
        default: nil
        }
    }
}
