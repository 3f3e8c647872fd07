internal import NetworkTypes

// What two routers do that both say that they own the addresses (priority 255), which is a mistake in a configuration: the one of the
// higher address gives the other the time of two advertisements to make way; if that doesn't, it lowers its own priority to 254 until
// the other is gone, so that there is one master in the end.

extension VirtualRouter {
    enum OwnerConflict: Hashable {
        /// So many advertisements of ours are still to come.
        case answering(advertisements: Int, interval: Duration)
        /// The other has until then to fall silent.
        case waiting(until: MonotonicInstant)
    }

    /// Hears another owner, as an owner that is master.
    mutating func ownerHeard(_ heard: Master, _ mastership: inout Mastership) -> [Effect] {
        guard isOwner, heard.priority == ProtocolConstants.ownerPriority, let primaryAddress else { return [] }
        if heard.address > primaryAddress { return [log(.twoOwners(other: heard.address))] }
        switch mastership.ownerConflict {
        case nil:
            let interval = max(heard.interval.duration, timers.advertisementInterval)
            mastership.ownerConflict = .answering(advertisements: 2, interval: interval)
            return [log(.twoOwners(other: heard.address))]
        case .answering: return []
        case .waiting:
            mastership.ownerConflict = nil
            hasYieldedOwnership = true
            let old = effectivePriority
            effectivePriority = trackedPriority
            timers = VirtualRouterTimers(of: parameters, priority: effectivePriority, masterInterval: masterInterval)
            return [log(.loweredOwnPriority(other: heard.address)), log(.changedPriority(from: old, to: effectivePriority))]
        }
    }

    /// One of our own advertisements has gone out by its timer.
    func countAdvertisement(_ mastership: inout Mastership, now: MonotonicInstant) {
        guard case .answering(let count, let interval) = mastership.ownerConflict else { return }
        mastership.ownerConflict =
            count > 1 ? .answering(advertisements: count - 1, interval: interval) : .waiting(until: now + interval * 12 / 10)
    }

    /// The time given to the other owner is over, and it has been silent.
    func endOwnerConflict(_ mastership: inout Mastership, now: MonotonicInstant) -> [Effect] {
        guard case .waiting(let end) = mastership.ownerConflict, now >= end else { return [] }
        mastership.ownerConflict = nil
        return [log(.otherOwnerIsSilent)]
    }

    /// As a backup that had lowered its priority: the other owner is gone.
    mutating func restoreOwnership(now: MonotonicInstant) -> [Effect] {
        guard hasYieldedOwnership else { return [] }
        hasYieldedOwnership = false
        return [log(.restoredOwnPriority)] + followPriority(from: effectivePriority, now: now)
    }
}
