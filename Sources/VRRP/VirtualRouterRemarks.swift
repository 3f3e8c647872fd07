import NetworkTypes

// What a virtual router says about what it does and hears, and what it counts.

extension VirtualRouter {
    func log(_ kind: Event.Kind) -> Effect {
        .log(Event(instanceName: parameters.name, kind: kind))
    }

    mutating func logOnce(_ complaint: Complaint, _ kind: Event.Kind, now: MonotonicInstant) -> [Effect] {
        complaints.isNew(complaint, now: now) ? [log(kind)] : []
    }

    mutating func discard(_ error: AdvertisementError, from source: IPAddress, now: MonotonicInstant) -> [Effect] {
        counters[error.kind] &+= 1
        return logOnce(.discarded(error.kind), .discarded(error, from: source), now: now)
    }

    /// Notes the interval of the master that we wait for (RFC 5798 section 6.4.2).
    mutating func learn(_ interval: AdvertisementInterval) {
        if interval == masterInterval { return }
        masterInterval = interval
        timers = VirtualRouterTimers(of: parameters, priority: effectivePriority, masterInterval: interval)
    }

    /// Counts an advertisement that is listened to.
    mutating func remark(
        on accepted: ReceiveChecks.Accepted, from source: IPAddress, comparesList: Bool, now: MonotonicInstant
    ) -> [Effect] {
        let view = accepted.view
        counters.advertisementsReceived &+= 1
        if view.priority == ProtocolConstants.stoppingPriority { counters.priorityZeroReceived &+= 1 }
        var remarks: [Effect] = accepted.hasOldChecksum ? [log(.followedOldChecksum)] : []
        if let difference = accepted.clockDifference, let window = parameters.messageAuthentication?.window {
            remarks += logOnce(.clock, .clockDiffers(seconds: difference, window: window.components.seconds, from: source), now: now)
        }
        if let interval = view.interval, interval != parameters.usedInterval {
            remarks += logOnce(
                .interval, .intervalDiffers(received: interval.centiseconds, ours: parameters.usedInterval.centiseconds, from: source), now: now)
        }
        remarks += ReceiveChecks.isFromStranger(source, parameters) ? logOnce(.stranger, .heardStranger(source), now: now) : []
        guard let difference = ReceiveChecks.addressDifference(in: view, from: source, parameters, comparesList: comparesList) else { return remarks }
        counters.addressListErrors &+= 1
        return remarks + logOnce(.addressList, difference, now: now)
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
