public import NetworkTypes

/// What one line of a `track_*` list makes of a priority now.
public struct TrackerContribution: Hashable, Sendable {
    public var object: TrackedObject
    public var weight: TrackingWeight
    /// nil: it hasn't reported yet.
    public var state: TrackedState?
    /// What it adds to the priority.
    public var adjustment: Int
    /// It keeps the router in FAULT.
    public var isFault: Bool
}

/// What a virtual router can say of itself.
public struct VirtualRouterStatus: Sendable {
    public var name: String
    public var virtualRouterID: UInt8
    public var version: ProtocolVersion
    public var family: AddressFamily
    public var state: VirtualRouterState
    public var since: MonotonicInstant
    public var lastTransition: Transition?
    public var basePriority: UInt8
    public var effectivePriority: UInt8
    public var contributions: [TrackerContribution]
    /// Our own address and priority while we are master; nil while no master is known.
    public var masterAddress: IPAddress?
    public var masterPriority: UInt8?
    public var primaryAddress: IPAddress?
    /// Our own.
    public var advertisementInterval: Duration
    /// That of the master that is listened to; our own until one is heard.
    public var masterInterval: Duration
    public var masterDownInterval: Duration
    /// When a backup takes over unless it hears the master.
    public var takesOverAt: MonotonicInstant?
    /// A master of lower priority whose time is running out.
    public var discardedMaster: (address: IPAddress, priority: UInt8)?
    public var preempts: Bool
    /// While `preempt_delay` counts.
    public var preemptsFrom: MonotonicInstant?
    /// It gave up by order and lets a master of lower priority be, until this time or as long as that lives.
    public var isResting: Bool
    public var restsUntil: MonotonicInstant?
    /// As a member of a sync group it would be master if the others wanted it too.
    public var waitsForGroup: Bool
    /// A master that listens before it sends, after a silence of its own.
    public var isListening: Bool
    public var faults: [FaultReason]
    /// What it waits for before it takes part.
    public var awaited: [TrackedObject]
    public var counters: VirtualRouterCounters
    public var advertisedAddresses: [IPAddress]
    /// That what it hears may not reach it: nobody else was ever heard.
    public var hasHeardNobody: Bool
}

extension VirtualRouter {
    public func status(_ history: TransitionHistory, now: MonotonicInstant) -> VirtualRouterStatus {
        var (takesOverAt, isListening): (MonotonicInstant?, Bool) = (nil, false)
        switch condition {
        case .backup(let masterDown): takesOverAt = masterDown
        case .master(let mastership): isListening = mastership.isListening
        case .initialize, .awaitingFirstResults, .fault: break
        }
        var restsUntil: MonotonicInstant?
        if case .until(let end) = rest { restsUntil = end }
        var awaited: [TrackedObject] = []
        if case .awaitingFirstResults = condition {
            awaited = parameters.tracking.filter { $0.isAwaited && trackedStates[$0.object] == nil }.map(\.object)
        }
        return VirtualRouterStatus(
            name: parameters.name, virtualRouterID: parameters.virtualRouterID, version: parameters.usedVersion, family: parameters.family, state: state,
            since: history.since, lastTransition: history.last, basePriority: max(parameters.priority, 1), effectivePriority: effectivePriority,
            contributions: contributions, masterAddress: masterAddress, masterPriority: masterPriority, primaryAddress: primaryAddress,
            advertisementInterval: parameters.usedInterval.duration, masterInterval: masterInterval.duration, masterDownInterval: timers.masterDownInterval,
            takesOverAt: takesOverAt, discardedMaster: discardedMaster.map { ($0.address, $0.priority) }, preempts: preempts, preemptsFrom: preemptsFrom,
            isResting: isResting(now: now), restsUntil: restsUntil, waitsForGroup: state == .backup && wantsMastership, isListening: isListening,
            faults: faultReasons, awaited: awaited, counters: counters, advertisedAddresses: parameters.advertisedAddresses,
            hasHeardNobody: counters.advertisementsReceived == 0)
    }

    /// What each tracker makes of the priority.
    public var contributions: [TrackerContribution] {
        let isOwner = parameters.priority == ProtocolConstants.ownerPriority
        return parameters.tracking.map { tracking in
            let state = trackedStates[tracking.object]
            return TrackerContribution(
                object: tracking.object, weight: tracking.weight, state: state,
                adjustment: isOwner ? 0 : state.map(tracking.weight.adjustment) ?? 0, isFault: state.map(tracking.weight.isFault) ?? false)
        }
    }
}
