import NetworkTypes

// What a virtual router says about what it does and hears, and what it counts.

extension VirtualRouter {
    func log(_ kind: Event.Kind) -> Effect {
        .log(Event(instanceName: parameters.name, kind: kind))
    }

    mutating func logOnce(_ complaint: Complaint, _ kind: Event.Kind, now: MonotonicInstant) -> [Effect] {
        complaints.isNew(complaint, now: now) ? [log(kind)] : []
    }

    mutating func discard(_ error: AdvertisementError, from source: IPv4Address, now: MonotonicInstant) -> [Effect] {
        counters[error.kind] &+= 1
        return logOnce(.discarded(error.kind), .discarded(error, from: source), now: now)
    }

    /// Counts an advertisement that is listened to.
    mutating func remark(on view: AdvertisementView, from source: IPv4Address, now: MonotonicInstant) -> [Effect] {
        counters.advertisementsReceived &+= 1
        if view.priority == ProtocolConstants.stoppingPriority { counters.priorityZeroReceived &+= 1 }
        let checks = ReceiveChecks(parameters: parameters)
        let stranger = checks.isFromStranger(source) ? logOnce(.stranger, .heardStranger(source), now: now) : []
        guard let difference = checks.addressDifference(in: view, from: source) else { return stranger }
        counters.addressListErrors &+= 1
        return stranger + logOnce(.addressList, difference, now: now)
    }

    /// What this router would send now.
    func advertisement(priority: UInt8) -> Advertisement {
        Advertisement(of: parameters, priority: priority)
    }

    /// When gratuitous ARPs sent now are to be repeated; keepalived's `garp_master_delay`.
    func repetition(after now: MonotonicInstant) -> MonotonicInstant? {
        parameters.gratuitousARPDelay > .zero ? now + parameters.gratuitousARPDelay : nil
    }

    /// The same after an answer to a lower priority; keepalived's `garp_lower_prio_delay`.
    func lowerPriorityRepetition(after now: MonotonicInstant) -> MonotonicInstant? {
        parameters.gratuitousARPLowerPriorityDelay > .zero ? now + parameters.gratuitousARPLowerPriorityDelay : nil
    }

    /// When a master refreshes its neighbours' tables; keepalived's `garp_master_refresh`.
    func refresh(after now: MonotonicInstant) -> MonotonicInstant? {
        parameters.gratuitousARPRefresh > .zero ? now + parameters.gratuitousARPRefresh : nil
    }
}
