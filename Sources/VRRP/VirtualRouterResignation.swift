internal import NetworkTypes

// How a virtual router ends being master, whatever the reason.

extension VirtualRouter {
    /// A master becomes backup.
    ///
    /// - Parameters:
    ///   - saysFarewell: with priority 0, where nobody has taken over yet.
    ///   - interval: that of the master that is made way for.
    mutating func leaveMastership(
        _ mastership: Mastership, because reasons: [Event.Kind] = [], saysFarewell: Bool, learning interval: AdvertisementInterval? = nil,
        now: MonotonicInstant
    ) -> [Effect] {
        endMastership(mastership, because: reasons, saysFarewell: saysFarewell, now: now)
            + becomeBackup(now: now, because: [.enteredBackup(initially: false)], learning: interval) + [.removeVirtualAddresses, .stateChanged(.backup)]
    }

    /// Counts that a mastership is over, and says so with priority 0 (RFC 3768 section 6.4.3). Whoever listens says nothing: backups that
    /// live have another master by then, and priority 0 from here would have them take over from that one.
    mutating func endMastership(
        _ mastership: Mastership, because reasons: [Event.Kind] = [], saysFarewell: Bool, now: MonotonicInstant
    ) -> [Effect] {
        counters.releasedMaster &+= 1
        guard saysFarewell, !isSilent(mastership, now: now) else { return reasons.map(log) }
        counters.advertisementsSent &+= 1
        counters.priorityZeroSent &+= 1
        let farewell = Effect.sendAdvertisement(sealed(advertisement(priority: ProtocolConstants.stoppingPriority)))
        return [farewell] + reasons.map(log) + [log(.sentPriorityZero)]
    }
}
