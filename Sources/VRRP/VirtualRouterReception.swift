public import NetworkTypes

// What a virtual router does with the advertisements of others.

extension VirtualRouter {
    /// - Parameter packet: something that came in for this virtual router, unchecked.
    public mutating func received(_ packet: ReceivedPacket, now: MonotonicInstant) -> [Effect] {
        if state == .initialize || state == .fault { return [] }
        becomeStrange()
        var checks = ReceiveChecks(parameters: parameters, isOwner: isOwner, clock: clock, memory: memory)
        let accepted: ReceiveChecks.Accepted
        do {
            defer { memory = checks.memory }
            accepted = try checks.check(packet, authenticator)
        } catch {
            return discard(error, from: packet.source, now: now)
        }
        let view = accepted.view
        guard let interval = view.interval else { return discard(.interval(centiseconds: 0, expected: nil), from: packet.source, now: now) }
        let heard = Master(address: packet.source, priority: view.priority, interval: interval)
        if state == .master, heard.address == primaryAddress, heard.priority == effectivePriority {
            return discard(.ownAddress, from: packet.source, now: now)
        }
        // A master compares always, a backup with `skip_check_adv_addr` only when the sender is new.
        let comparesList = parameters.alwaysComparesAddresses || state == .master || heard.address != lastSender
        lastSender = heard.address
        var effects: [Effect] = []
        switch condition {
        case .initialize, .awaitingFirstResults, .fault: break
        case .backup: effects = backupHeard(heard, now: now)
        case .master(let mastership): effects = masterHeard(heard, mastership, now: now)
        }
        // Last, because a new master makes old complaints forgotten, and this one is about the new master.
        let remark = remark(on: accepted, from: packet.source, comparesList: comparesList, now: now)
        becomeFamiliar(with: packet, heard, isFlawless: effects.isEmpty && remark.isFlawless)
        return effects + remark.effects
    }

    /// RFC 3768 section 6.4.2.
    private mutating func backupHeard(_ heard: Master, now: MonotonicInstant) -> [Effect] {
        let restored = heard.priority == ProtocolConstants.ownerPriority ? [] : restoreOwnership(now: now)
        guard case .backup(let masterDown) = condition else { return restored }
        return restored + backupFollows(heard, masterDown: masterDown, now: now)
    }

    private mutating func backupFollows(_ heard: Master, masterDown: MonotonicInstant, now: MonotonicInstant) -> [Effect] {
        if heard.priority == ProtocolConstants.stoppingPriority {
            // Never later than the timer already said: a flood of these must not hold the takeover off.
            condition = .backup(masterDown: min(masterDown, now + timers.skewTime))
            return logOnce(.priorityZero, .backupReceivedPriorityZero, now: now)
        }
        if preempts, heard.priority < effectivePriority, !delaysPreemption(now: now), !isResting(now: now) {
            discardedMaster = heard
            return logOnce(.lowerPriority, .discardedLowerPriority(heard.priority, from: heard.address), now: now)
        }
        if heard.address != otherMaster?.address { complaints.forget() }
        otherMaster = heard
        discardedMaster = nil
        wantsMastership = false
        learn(heard.interval)
        condition = .backup(masterDown: now + timers.masterDownInterval)
        return countPreemptDelay(heard, now: now)
    }

    /// Whether a master of lower priority is still listened to (`preempt_delay`).
    private func delaysPreemption(now: MonotonicInstant) -> Bool {
        parameters.preemptDelay > .zero && preemptsFrom.map { now < $0 } ?? true
    }

    /// The delay counts from the first advertisement of lower priority, and anew when one of higher priority came between.
    private mutating func countPreemptDelay(_ heard: Master, now: MonotonicInstant) -> [Effect] {
        guard parameters.preemptDelay > .zero, preempts else { return [] }
        if heard.priority >= effectivePriority {
            defer { preemptsFrom = nil }
            return preemptsFrom == nil ? [] : [log(.stoppedPreemptDelay)]
        }
        if preemptsFrom != nil { return [] }
        preemptsFrom = now + parameters.preemptDelay
        return [log(.startedPreemptDelay(parameters.preemptDelay))]
    }

    /// RFC 3768 section 6.4.3.
    private mutating func masterHeard(_ heard: Master, _ mastership: Mastership, now: MonotonicInstant) -> [Effect] {
        if heard.priority == ProtocolConstants.stoppingPriority {
            return advertise(as: mastership, now: now) + logOnce(.priorityZero, .masterReceivedPriorityZero, now: now)
        }
        if isSilent(mastership, now: now) {
            return makeWay(mastership, for: heard, because: .yielded(to: heard.address, priority: heard.priority), now: now)
        }
        var mastership = mastership
        let conflict = ownerHeard(heard, &mastership)
        guard let reason = reasonToMakeWay(for: heard) else { return conflict + insist(against: heard, mastership, now: now) }
        let farewell = parameters.advertisesBeforeMakingWay ? advertise(as: mastership, now: now) : []
        return conflict + farewell + makeWay(mastership, for: heard, because: reason, now: now)
    }

    /// A higher priority wins, and between equal ones the higher address.
    private func reasonToMakeWay(for heard: Master) -> Event.Kind? {
        if heard.priority > effectivePriority {
            return .heardHigherPriority(heard.priority, from: heard.address, ours: effectivePriority)
        }
        if heard.priority == effectivePriority, let primaryAddress, heard.address > primaryAddress {
            return .heardSamePriorityHigherAddress(heard.priority, from: heard.address)
        }
        return nil
    }

    /// Another master of lower rank: it hears us and makes way, and the network learns again where the addresses are.
    private mutating func insist(against heard: Master, _ mastership: Mastership, now: MonotonicInstant) -> [Effect] {
        conflicts &+= 1
        var mastership = mastership
        let announcement = announceAgain(&mastership, now: now)
        let event = Event.Kind.heardLowerPriority(
            heard.priority, from: heard.address, ours: effectivePriority, isAnswered: parameters.answersLowerPriority)
        let answer = parameters.answersLowerPriority ? advertise(as: mastership, now: now) : []
        if answer.isEmpty { condition = .master(mastership) }
        return answer + logOnce(.conflict(with: heard.address), event, now: now) + announcement
    }

    /// The network learns again where the addresses are, now and after `garp_lower_prio_delay`; the repetition after a takeover stays as it is.
    func announceAgain(_ mastership: inout Mastership, now: MonotonicInstant) -> [Effect] {
        let rounds = parameters.gratuitousARPLowerPriorityRepeat
        if rounds == 0 { return [] }
        mastership.repeatAnswer = lowerPriorityRepetition(after: now)
        return [.sendGratuitousARPs(rounds: rounds)]
    }

    /// Without priority 0: there is a master.
    private mutating func makeWay(_ mastership: Mastership, for heard: Master, because reason: Event.Kind, now: MonotonicInstant) -> [Effect] {
        defer { otherMaster = heard }
        return leaveMastership(mastership, because: [reason], saysFarewell: false, learning: heard.interval, now: now)
    }
}
