public import NetworkTypes

// What a virtual router does nearly always: the same as a second ago. A backup hears the same bytes from the same master, a master says the
// same again. Both have a short way here that leaves the router as the long one would; the shell tries it first.

extension VirtualRouter {
    /// An advertisement that a backup has listened to, and of which the same bytes again would change nothing but the time.
    struct FamiliarAdvertisement {
        let master: Master
        let destination: IPAddress
        let timeToLive: UInt8
        let payload: [UInt8]
        /// Ours, when it was heard.
        let effectivePriority: UInt8
    }

    /// What a master says, with the priority that it had then.
    struct RoutineAdvertisement {
        let advertisement: Advertisement
        let withOldChecksum: Bool
    }

    /// Hears a packet that is byte for byte the one last listened to, which is what masters send as long as nothing happens.
    ///
    /// - Parameter payload: what the IP packet carried.
    /// - Returns: when `handleTimeout` must be called next; nil where more is to be done: nothing has happened then, and the packet belongs to `received`.
    public mutating func heardAgain(
        _ payload: Span<UInt8>, from source: IPAddress, to destination: IPAddress, timeToLive: UInt8, now: MonotonicInstant
    ) -> MonotonicInstant? {
        guard case .backup = condition, let familiar, familiar.effectivePriority == effectivePriority, familiar.timeToLive == timeToLive,
            familiar.master.address == source, familiar.destination == destination, otherMaster == familiar.master, discardedMaster == nil,
            preemptsFrom == nil, !wantsMastership, !hasYieldedOwnership, Self.isSame(payload, familiar.payload)
        else { return nil }
        counters.advertisementsReceived &+= 1
        let masterDown = now + timers.masterDownInterval
        condition = .backup(masterDown: masterDown)
        return masterDown
    }

    private static func isSame(_ received: Span<UInt8>, _ known: [UInt8]) -> Bool {
        let count = known.count
        guard received.count == count else { return false }
        var difference: UInt8 = 0
        for index in 0..<count { difference |= received[index] ^ known[index] }
        return difference == 0
    }

    /// Notes that a packet has been listened to, if the same one again would have no other effect than that.
    ///
    /// - Parameter isFlawless: there was nothing to be said of it.
    mutating func becomeFamiliar(with packet: ReceivedPacket, _ heard: Master, isFlawless: Bool) {
        guard isFlawless, case .backup = condition, otherMaster == heard, discardedMaster == nil, preemptsFrom == nil, !hasYieldedOwnership,
            // What says something else each time can't come again.
            packet.authenticationHeader == nil, parameters.messageAuthentication == nil,
            // One of lower priority is listened to for a time only.
            heard.priority != ProtocolConstants.stoppingPriority, heard.priority >= effectivePriority || !preempts
        else { return }
        familiar = FamiliarAdvertisement(
            master: heard, destination: packet.destination, timeToLive: packet.timeToLive, payload: packet.payload,
            effectivePriority: effectivePriority)
    }

    /// Advertises where that is all that is due. To be called before `handleTimeout`, at `deadline`.
    ///
    /// - Returns: what is to be sent and when `handleTimeout` must be called next; nil where more is to be done: nothing has happened then.
    public mutating func advertiseAgain(now: MonotonicInstant) -> (Advertisement, deadline: MonotonicInstant)? {
        guard case .master(var mastership) = condition, !mastership.isListening, mastership.ownerConflict == nil,
            parameters.messageAuthentication == nil
        else { return nil }
        if case .header = parameters.authentication { return nil }
        let beat = mastership.nextAdvertisement + timers.advertisementInterval
        guard now >= mastership.nextAdvertisement, now < beat, !isStale(mastership, now: now) else { return nil }
        var deadline = beat
        if let due = mastership.repeatGratuitousARPs {
            if now >= due { return nil }
            deadline = min(deadline, due)
        }
        if let due = mastership.refreshGratuitousARPs {
            if now >= due { return nil }
            deadline = min(deadline, due)
        }
        mastership.nextAdvertisement = beat
        condition = .master(mastership)
        counters.advertisementsSent &+= 1
        return (routineAdvertisement(), deadline)
    }

    /// What `sealed` gives where there is nothing to seal; made once for all that are alike.
    private mutating func routineAdvertisement() -> Advertisement {
        if let routine, routine.advertisement.priority == effectivePriority, routine.withOldChecksum == memory.usesOldChecksum {
            return routine.advertisement
        }
        let advertisement = sealed(advertisement(priority: effectivePriority))
        routine = RoutineAdvertisement(advertisement: advertisement, withOldChecksum: memory.usesOldChecksum)
        return advertisement
    }
}
