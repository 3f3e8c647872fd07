public import NetworkTypes

// What a virtual router is to the sync group that it is a member of.

extension VirtualRouter {
    public var standing: SyncGroup.Standing {
        SyncGroup.Standing(
            state: state, wantsMastership: state == .master || wantsMastership, hasOwnFault: !faults.subtracting(.syncGroup).isEmpty,
            conflicts: conflicts)
    }

    /// Does what the group wants; in a state to which the order doesn't apply, nothing.
    public mutating func obey(_ order: SyncGroup.Order, now: MonotonicInstant) -> [Effect] {
        switch order {
        case .fail: return raise(.syncGroup, now: now)
        case .recover: return clear(.syncGroup, now: now)
        case .takeOver:
            guard case .backup = condition else { return [] }
            return becomeMaster(now: now, because: [.enteredMaster])
        case .makeWay:
            guard case .master(let mastership) = condition else { return [] }
            // Or the network would wait for us until the master down interval is over.
            return leaveMastership(mastership, saysFarewell: true, now: now)
        case .announce:
            guard case .master(var mastership) = condition, !isSilent(mastership, now: now) else { return [] }
            let effects = announceAgain(&mastership, now: now)
            condition = .master(mastership)
            return effects
        }
    }

    /// Becomes master, or as a member of a group says that it wants to.
    mutating func claimMastership(now: MonotonicInstant, because reasons: [Event.Kind]) -> [Effect] {
        guard parameters.isSynchronized else { return becomeMaster(now: now, because: reasons + [.enteredMaster]) }
        condition = .backup(masterDown: now + timers.masterDownInterval)
        if wantsMastership { return [] }
        wantsMastership = true
        return reasons.map(log)
    }
}
