public import NetworkTypes

// What a virtual router does nearly always: the same as a second ago. A backup hears the same bytes from the same master, a master says the
// same again. Both have a short way here that leaves the router as the long one would; the shell tries it first.

extension VirtualRouter {
    /// What a master says again and again.
    struct Routine {
        /// Another number stands for another advertisement; 0: there was none yet.
        var number: UInt64 = 0
        /// What it was made with; a priority of 0 is nobody's who says something again.
        var priority: UInt8 = 0
        var withOldChecksum = false
        var advertisement: Advertisement?

        mutating func forget() {
            priority = 0
        }
    }

    /// An advertisement that is to be sent once more.
    public struct Repetition: Hashable, Sendable {
        /// Of `repeatedAdvertisement`: as long as it is the same, so is that.
        public let number: UInt64
        /// When `handleTimeout` must be called next.
        public let deadline: MonotonicInstant
    }

    /// Hears a packet that is byte for byte the one last listened to, which is what masters send as long as nothing happens.
    ///
    /// - Parameter number: what `familiarNumber` was behind that packet; whoever calls this has compared the two.
    /// - Returns: when `handleTimeout` must be called next; nil where more is to be done: nothing has happened then, and the packet belongs to `received`.
    public mutating func heardAgain(_ number: UInt64, now: MonotonicInstant) -> MonotonicInstant? {
        guard number != 0, number == familiarNumber, case .backup = condition else { return nil }
        counters.advertisementsReceived &+= 1
        let masterDown = MonotonicInstant(nanoseconds: now.nanoseconds &+ timers.masterDownNanoseconds)
        condition = .backup(masterDown: masterDown)
        return masterDown
    }

    /// Notes that a packet has been listened to, if the same one again would have no other effect than that.
    ///
    /// - Parameter isFlawless: there was nothing to be said of it.
    mutating func becomeFamiliar(with packet: ReceivedPacket, _ heard: Master, isFlawless: Bool) {
        guard isFlawless, case .backup = condition, otherMaster == heard, discardedMaster == nil, preemptsFrom == nil, !wantsMastership,
            !hasYieldedOwnership,
            // What says something else each time can't come again.
            packet.authenticationHeader == nil, parameters.messageAuthentication == nil,
            // One of lower priority is listened to for a time only.
            heard.priority != ProtocolConstants.stoppingPriority, heard.priority >= effectivePriority || !preempts
        else { return }
        familiarSequence &+= 1
        familiarNumber = familiarSequence
    }

    /// From now on the same packet may have another effect.
    mutating func becomeStrange() {
        familiarNumber = 0
    }

    /// Advertises where that is all that is due. To be called before `handleTimeout`, at `deadline`.
    ///
    /// - Returns: that `repeatedAdvertisement` is to be sent; nil where more is to be done: nothing has happened then.
    public mutating func advertiseAgain(now: MonotonicInstant) -> Repetition? {
        guard case .master(var mastership) = condition, !mastership.isListening, mastership.ownerConflict == nil,
            parameters.messageAuthentication == nil
        else { return nil }
        if case .header = parameters.authentication { return nil }
        let beat = MonotonicInstant(nanoseconds: mastership.nextAdvertisement.nanoseconds &+ timers.advertisementNanoseconds)
        guard now >= mastership.nextAdvertisement, now < beat, !isStale(mastership, now: now) else { return nil }
        var deadline = beat
        if let due = mastership.repeatGratuitousARPs {
            if now >= due { return nil }
            deadline = min(deadline, due)
        }
        if let due = mastership.repeatAnswer {
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
        if routine.priority != effectivePriority || routine.withOldChecksum != memory.usesOldChecksum { makeRoutine() }
        return Repetition(number: routine.number, deadline: deadline)
    }

    /// What `sealed` gives where there is nothing to seal; made once for all that are alike.
    private mutating func makeRoutine() {
        let advertisement = sealed(advertisement(priority: effectivePriority))
        routine = Routine(
            number: routine.number &+ 1, priority: effectivePriority, withOldChecksum: memory.usesOldChecksum, advertisement: advertisement)
    }

    /// What `advertiseAgain` wants to be sent.
    public var repeatedAdvertisement: Advertisement? { routine.advertisement }
}
