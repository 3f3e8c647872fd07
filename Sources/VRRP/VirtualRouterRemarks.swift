internal import NetworkTypes

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
    ///
    /// - Returns: whether there is nothing to be said of it, also where it isn't said again.
    mutating func remark(
        on accepted: ReceiveChecks.Accepted, from source: IPAddress, comparesList: Bool, now: MonotonicInstant
    ) -> (effects: [Effect], isFlawless: Bool) {
        let view = accepted.view
        counters.advertisementsReceived &+= 1
        if view.priority == ProtocolConstants.stoppingPriority { counters.priorityZeroReceived &+= 1 }
        var remarks: [Effect] = accepted.hasOldChecksum ? [log(.followedOldChecksum)] : []
        if let difference = accepted.clockDifference, let window = parameters.messageAuthentication?.window {
            remarks += logOnce(.clock, .clockDiffers(seconds: difference, window: window.components.seconds, from: source), now: now)
        }
        var isFlawless = !accepted.hasOldChecksum && accepted.clockDifference == nil && view.priority != ProtocolConstants.stoppingPriority
        if let interval = view.interval, interval != parameters.usedInterval {
            isFlawless = false
            remarks += logOnce(
                .interval, .intervalDiffers(received: interval.centiseconds, ours: parameters.usedInterval.centiseconds, from: source), now: now)
        }
        if ReceiveChecks.isFromStranger(source, parameters) {
            isFlawless = false
            remarks += logOnce(.stranger, .heardStranger(source), now: now)
        }
        guard let difference = ReceiveChecks.addressDifference(in: view, from: source, parameters, comparesList: comparesList) else {
            return (remarks, isFlawless)
        }
        counters.addressListErrors &+= 1
        return (remarks + logOnce(.addressList, difference, now: now), false)
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
