public import NetworkTypes

// What a virtual router does when something that it needs goes away or comes back.

extension VirtualRouter {
    /// May be called before `start`, which then begins in FAULT.
    public mutating func interfaceDown(now: MonotonicInstant) -> [Effect] {
        raise(.interfaceDown)
    }

    public mutating func interfaceUp(now: MonotonicInstant) -> [Effect] {
        clear(.interfaceDown, now: now)
    }

    /// - Parameter address: nil when the interface has lost its last address, which is a fault.
    public mutating func primaryAddressChanged(to address: IPAddress?, now: MonotonicInstant) -> [Effect] {
        primaryAddress = address
        return address == nil ? raise(.noPrimaryAddress) : clear(.noPrimaryAddress, now: now)
    }

    mutating func raise(_ cause: FaultCauses) -> [Effect] {
        faults.insert(cause)
        let former = state
        if former == .initialize || former == .fault { return [] }
        condition = .fault
        wantsMastership = false
        otherMaster = nil
        if former == .backup { return [log(.enteredFault), .stateChanged(.fault)] }
        // Without an interface or an address there is no way to send priority 0.
        if !faults.isDisjoint(with: [.interfaceDown, .noPrimaryAddress]) {
            counters.releasedMaster &+= 1
            return [log(.enteredFault), .removeVirtualAddresses, .stateChanged(.fault)]
        }
        return resign(because: [.enteredFault]) + [.removeVirtualAddresses, .stateChanged(.fault)]
    }

    mutating func clear(_ cause: FaultCauses, now: MonotonicInstant) -> [Effect] {
        faults.remove(cause)
        guard state == .fault, faults.isEmpty else { return [] }
        if beginsAsMaster, !parameters.isSynchronized { return becomeMaster(now: now, because: [.enteredMaster]) }
        let effects = becomeBackup(now: now, because: [.enteredBackup(initially: false)]) + [.stateChanged(.backup)]
        return beginsAsMaster ? effects + claimMastership(now: now, because: []) : effects
    }
}
