public import NetworkTypes

// What a virtual router does when something that it tracks succeeds or fails.

extension VirtualRouter {
    /// Tells what is known of a tracked object, which may also be before `start`. What isn't tracked, and what was known
    /// already, has no effect.
    ///
    /// - Parameter state: nil where nothing is known any more, which has no influence.
    public mutating func trackedObjectChanged(_ object: TrackedObject, to state: TrackedState?, now: MonotonicInstant) -> [Effect] {
        guard trackedStates[object] != state, parameters.tracking.contains(where: { $0.object == object }) else { return [] }
        trackedStates[object] = state
        return followPriority(from: effectivePriority, now: now) + followTracking(now: now)
    }

    /// Whether some tracker decides over FAULT and hasn't said a word yet: until then the router doesn't take part.
    var awaitsFirstResult: Bool {
        parameters.tracking.contains { $0.isAwaited && trackedStates[$0.object] == nil }
    }

    /// The effective priority: trackers move it between 1 and 254, and never that of the owner.
    var trackedPriority: UInt8 {
        let base = max(parameters.priority, 1)
        if base == ProtocolConstants.ownerPriority { return hasYieldedOwnership ? base - 1 : base }
        if parameters.tracking.isEmpty { return base }
        let adjustment = parameters.tracking.reduce(0) { sum, tracking in
            sum + (trackedStates[tracking.object].map { tracking.weight.adjustment($0) } ?? 0)
        }
        // The size of the sum is bounded by the number of tracked objects, so nothing overflows.
        return UInt8(clamping: min(max(Int(base) + adjustment, 1), 254))
    }

    /// Works the effective priority out anew. The change goes out with the next advertisement; a backup's timer moves by
    /// the difference of the skew times.
    mutating func followPriority(from old: UInt8, now: MonotonicInstant) -> [Effect] {
        effectivePriority = trackedPriority
        let oldTimers = timers
        timers = VirtualRouterTimers(of: parameters, priority: effectivePriority, masterInterval: masterInterval)
        if case .backup(let masterDown) = condition {
            condition = .backup(masterDown: timers.moved(masterDown, from: oldTimers, now: now))
        }
        return effectivePriority == old ? [] : [log(.changedPriority(from: old, to: effectivePriority))]
    }

    public mutating func trackedObjectChanged(_ object: TrackedObject, isUp: Bool, now: MonotonicInstant) -> [Effect] {
        trackedObjectChanged(object, to: TrackedState(isUp: isUp), now: now)
    }

    /// Brings faults in line with what is known of the tracked objects, and begins where the last word was awaited.
    mutating func followTracking(now: MonotonicInstant) -> [Effect] {
        let hasFailed = parameters.tracking.contains { tracking in
            trackedStates[tracking.object].map { tracking.weight.isFault($0) } ?? false
        }
        let effects = hasFailed ? raise(.trackedObject, now: now) : clear(.trackedObject, now: now)
        guard case .awaitingFirstResults = condition, !awaitsFirstResult else { return effects }
        return effects + begin(now: now, initially: false)
    }
}
