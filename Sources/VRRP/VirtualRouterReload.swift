public import NetworkTypes

// What a virtual router does when its configuration has changed.

extension VirtualRouter {
    /// Takes over the parameters of a reloaded configuration. State, timers and mastership stay; priority 0 is never sent.
    /// When the identifier or the interface changes, stop this router and make another one.
    ///
    /// Addresses that the new configuration no longer has are for the shell to remove; when the advertised ones changed
    /// and this is the master, `addVirtualAddresses` and gratuitous ARPs follow.
    public mutating func reconfigure(to new: VirtualRouterParameters, now: MonotonicInstant) -> [Effect] {
        var effects: [Effect] = []
        // A master that has slept for too long looks before it sends, whatever woke it, and by the times that the others know.
        if case .master(let mastership) = condition, isStale(mastership, now: now) { effects = continueMastership(mastership, now: now) }
        let old = self
        parameters = new
        becomeStrange()
        routine.forget()
        let tracked = Set(new.tracking.map(\.object))
        trackedStates = trackedStates.filter { tracked.contains($0.key) }
        effectivePriority = trackedPriority
        // The interval of a living master stays what it said.
        if masterInterval == old.parameters.usedInterval { masterInterval = new.usedInterval }
        timers = VirtualRouterTimers(of: new, priority: effectivePriority, masterInterval: masterInterval)
        // What was wrong with the packets of others may be right now.
        complaints.forget()
        if effectivePriority != old.effectivePriority {
            effects += [log(.changedPriority(from: old.effectivePriority, to: effectivePriority))]
        }
        switch condition {
        case .initialize, .awaitingFirstResults, .fault: break
        case .backup(let masterDown):
            if beginsAsMaster {
                effects += claimMastership(now: now, because: [])
            } else {
                condition = .backup(masterDown: timers.moved(masterDown, from: old.timers, now: now))
            }
        case .master(let mastership):
            effects = reconfigureMaster(mastership, from: old, now: now) + effects
        }
        effects += new.areUnusable ? raise(.configuration, now: now) : clear(.configuration, now: now)
        return effects + followTracking(now: now)
    }

    private mutating func reconfigureMaster(_ mastership: Mastership, from old: VirtualRouter, now: MonotonicInstant) -> [Effect] {
        var mastership = mastership
        if parameters.gratuitousARPLowerPriorityRepeat == 0 { mastership.repeatAnswer = nil }
        if parameters.gratuitousARPRefresh != old.parameters.gratuitousARPRefresh {
            mastership.refreshGratuitousARPs = refresh(after: now)
        }
        condition = .master(mastership)
        if advertisement(priority: effectivePriority) == old.advertisement(priority: old.effectivePriority) { return [] }
        let hasOtherAddresses = parameters.advertisedAddresses != old.parameters.advertisedAddresses
        if hasOtherAddresses, !mastership.isListening { mastership.repeatGratuitousARPs = repetition(after: now) }
        condition = .master(mastership)
        let effects = mastership.isListening ? [] : advertise(as: mastership, now: now)
        if !hasOtherAddresses { return effects }
        // One that listens announces them when it goes on.
        return effects + [.addVirtualAddresses] + (mastership.isListening ? [] : [.sendGratuitousARPs(rounds: parameters.gratuitousARPRepeat)])
    }
}
