public import NetworkTypes

// What a virtual router does when something that it needs goes away or comes back.

extension VirtualRouter {
    /// May be called before `start`, which then begins in FAULT.
    public mutating func interfaceDown(now: MonotonicInstant) -> [Effect] {
        raise(.interfaceDown, now: now)
    }

    public mutating func interfaceUp(now: MonotonicInstant) -> [Effect] {
        clear(.interfaceDown, now: now)
    }

    /// - Parameter address: nil when the interface has lost its last address, which is a fault.
    public mutating func primaryAddressChanged(to address: IPAddress?, now: MonotonicInstant) -> [Effect] {
        primaryAddress = address
        return address == nil ? raise(.noPrimaryAddress, now: now) : clear(.noPrimaryAddress, now: now)
    }

    mutating func raise(_ cause: FaultCauses, now: MonotonicInstant) -> [Effect] {
        faults.insert(cause)
        let former = condition
        if state == .initialize || state == .fault { return [] }
        condition = .fault
        wantsMastership = false
        otherMaster = nil
        guard case .master(let mastership) = former else { return [log(.enteredFault), .stateChanged(.fault)] }
        // Without an interface or an address there is no way to send priority 0.
        let canSpeak = faults.isDisjoint(with: [.interfaceDown, .noPrimaryAddress])
        return endMastership(mastership, because: [.enteredFault], saysFarewell: canSpeak, now: now) + [.removeVirtualAddresses, .stateChanged(.fault)]
    }

    mutating func clear(_ cause: FaultCauses, now: MonotonicInstant) -> [Effect] {
        faults.remove(cause)
        guard state == .fault, faults.isEmpty else { return [] }
        if beginsAsMaster, !parameters.isSynchronized { return becomeMaster(now: now, because: [.enteredMaster]) }
        let effects = becomeBackup(now: now, because: [.enteredBackup(initially: false)]) + [.stateChanged(.backup)]
        return beginsAsMaster ? effects + claimMastership(now: now, because: []) : effects
    }
}
