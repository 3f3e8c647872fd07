public import NetworkTypes

// What a virtual router does when its timers run out, and what it does when they ran out long ago.

extension VirtualRouter {
    /// To be called at `deadline`, or as soon after it as can be. An earlier call does nothing.
    ///
    /// Packets that already wait in the socket should be handed in first: they may be from a master that we would
    /// otherwise not know of.
    public mutating func handleTimeout(now: MonotonicInstant) -> [Effect] {
        switch condition {
        case .initialize, .awaitingFirstResults, .fault:
            return []
        case .backup(let masterDown):
            if now < masterDown { return [] }
            if !isOwner, now - masterDown >= timers.forgivenLateness {
                condition = .backup(masterDown: now + timers.listeningTime)
                return [log(.wokeLate(by: now - masterDown))]
            }
            let restored = restoreOwnership(now: now)
            return restored + claimMastership(now: now, because: [.masterDownTimerExpired])
        case .master(let mastership):
            return continueMastership(mastership, now: now)
        }
    }

    mutating func continueMastership(_ mastership: Mastership, now: MonotonicInstant) -> [Effect] {
        var mastership = mastership
        if isStale(mastership, now: now) {
            let lateness = now - mastership.nextAdvertisement
            if parameters.highestOtherPriority != nil {
                return leaveMastership(mastership, because: [.wokeTooLate(by: lateness)], saysFarewell: false, now: now)
            }
            condition = .master(
                Mastership(nextAdvertisement: now + timers.listeningTime, refreshGratuitousARPs: refresh(after: now), isListening: true))
            return [log(.wokeLate(by: lateness))]
        }
        var rounds = announcementsDue(&mastership, now: now)
        var effects = endOwnerConflict(&mastership, now: now)
        if now >= mastership.nextAdvertisement {
            // Whoever took over and died again while we slept has left its own hardware address in the neighbours' tables.
            if mastership.isListening { rounds = max(rounds, parameters.gratuitousARPRepeat) }
            countAdvertisement(&mastership, now: now)
            effects += advertise(as: mastership, now: now)
        } else {
            condition = .master(mastership)
        }
        return rounds > 0 ? effects + [.sendGratuitousARPs(rounds: rounds)] : effects
    }

    /// How many rounds of gratuitous ARPs are due: where several bursts are at once, the longest stands for all.
    private func announcementsDue(_ mastership: inout Mastership, now: MonotonicInstant) -> Int {
        var rounds = 0
        if let due = mastership.refreshGratuitousARPs, now >= due {
            mastership.refreshGratuitousARPs = refresh(after: now)
            // While it listens it must not draw the traffic.
            if !mastership.isListening { rounds = parameters.gratuitousARPRefreshRepeat }
        }
        if let due = mastership.repeatGratuitousARPs, now >= due {
            mastership.repeatGratuitousARPs = nil
            rounds = max(rounds, parameters.gratuitousARPRepeat)
        }
        if let due = mastership.repeatAnswer, now >= due {
            mastership.repeatAnswer = nil
            rounds = max(rounds, parameters.gratuitousARPLowerPriorityRepeat)
        }
        return rounds
    }

    /// Whether nothing may be sent, since another one may be master: it listens, or has to.
    func isSilent(_ mastership: Mastership, now: MonotonicInstant) -> Bool {
        mastership.isListening || isStale(mastership, now: now)
    }

    /// Whether backups may have taken over, because our last advertisement is a master down interval ago. The owner of the
    /// addresses need not ask: nobody outranks it.
    func isStale(_ mastership: Mastership, now: MonotonicInstant) -> Bool {
        !isOwner && now.nanoseconds &- mastership.nextAdvertisement.nanoseconds >= timers.toleratedNanoseconds
    }
}
