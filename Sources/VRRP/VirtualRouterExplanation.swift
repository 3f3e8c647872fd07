public import NetworkTypes

/// Why a virtual router is in its state: the rule that decided, and what it decided upon.
public struct VirtualRouterExplanation: Hashable, Sendable {
    /// Which rule decided, in one word for programs.
    public enum Rule: String, Hashable, Sendable {
        case notStarted, awaitsTrackers, fault
        case masterWasSilent, ownsAddresses, groupTookOver, continued
        case listensAfterSilence
        case outranked, lowerPriorityIsLeft, preemptDelay, gaveUp, waitsForMaster, willPreempt, waitsForGroup, groupMadeWay
        /// `timer_expired_backup`.
        case wokeTooLate
    }

    public var rule: Rule
    /// Complete sentences, the deciding one first.
    public var sentences: [String]
}

extension VirtualRouterStatus {
    public func explanation(now: MonotonicInstant) -> VirtualRouterExplanation {
        let (rule, reason) = decision(now: now)
        var sentences = ["\(state) because \(reason)."]
        sentences.append("Its priority is \(prioritySum).")
        if let lastTransition, lastTransition.from != lastTransition.to {
            sentences.append("It went from \(lastTransition.from) to \(lastTransition.to) \((now - lastTransition.time).roughText) ago: \(lastTransition.cause).")
        }
        sentences += remarks
        return VirtualRouterExplanation(rule: rule, sentences: sentences)
    }

    /// What an operator should know beside.
    public var remarks: [String] {
        var remarks: [String] = []
        if hasHeardNobody, state == .master || state == .backup {
            remarks.append("No advertisement of another router has ever been heard: where there is one, see whether its packets of protocol 112 are let in.")
        }
        let discarded = counters.discarded
        if discarded > 0 { remarks.append("\(discarded) advertisements were discarded as wrong; the counters and the log say why.") }
        return remarks
    }

    /// `120 = 150 base - 30 from script chk`.
    public var prioritySum: String {
        let parts = contributions.filter { $0.adjustment != 0 }.map { "\($0.adjustment < 0 ? "-" : "+") \($0.adjustment.magnitude) from \($0.object)" }
        if parts.isEmpty { return effectivePriority == basePriority ? "\(effectivePriority)" : "\(effectivePriority), lowered from \(basePriority) since another owner advertises" }
        let sum = contributions.reduce(Int(basePriority)) { $0 + $1.adjustment }
        let bound = sum == Int(effectivePriority) ? "" : ", kept within 1 to 254"
        return "\(effectivePriority) = \(basePriority) base \(parts.joined(separator: " "))\(bound)"
    }

    private func decision(now: MonotonicInstant) -> (VirtualRouterExplanation.Rule, String) {
        switch state {
        case .initialize:
            if awaited.isEmpty { return (.notStarted, "it has not been started") }
            return (.awaitsTrackers, "it waits for the first result of \(awaited.map(\.description).joined(separator: ", "))")
        case .fault: return (.fault, faults.isEmpty ? "it waits for its sync group" : faults.map(\.description).joined(separator: "; "))
        case .master: return masterDecision
        case .backup: return backupDecision(now: now)
        }
    }

    private var masterDecision: (VirtualRouterExplanation.Rule, String) {
        if isListening { return (.listensAfterSilence, "it was master before it fell silent for a while; it listens now whether another one has taken over") }
        let cause = lastTransition?.cause ?? "it has taken over"
        if basePriority == 255 { return (.ownsAddresses, "it owns the addresses: its priority is 255") }
        switch lastTransition?.reason {
        case .groupTookOver: return (.groupTookOver, cause)
        case .continued: return (.continued, cause)
        default: break
        }
        return (.masterWasSilent, cause + (hasHeardNobody ? "" : ", and nobody with a higher priority has advertised since"))
    }

    private func backupDecision(now: MonotonicInstant) -> (VirtualRouterExplanation.Rule, String) {
        if waitsForGroup { return (.waitsForGroup, "its master is silent, but not every member of its sync group can take over yet") }
        if let master = masterAddress, let priority = masterPriority { return decision(against: master, priority, now: now) }
        let rest = takesOverAt.map { "; it takes over in \(($0 - now).roughText)" } ?? ""
        if let discardedMaster {
            return (.willPreempt, "\(discardedMaster.address) is master with priority \(discardedMaster.priority), lower than ours \(prioritySum)\(rest)")
        }
        if let lastTransition, lastTransition.from == .master {
            return (rule(afterLeaving: lastTransition.reason), "\(lastTransition.cause), and no master has been heard since\(rest)")
        }
        return (.waitsForMaster, "it listens for a master, of which none has been heard yet\(rest)")
    }

    /// - Parameter reason: why a master became backup.
    private func rule(afterLeaving reason: TransitionReason) -> VirtualRouterExplanation.Rule {
        switch reason {
        case .groupMadeWay: .groupMadeWay
        case .wokeTooLate: .wokeTooLate
        case .gaveUp: .gaveUp
        // These don't lead here, or have a master whom to tell of.
        case .outranked, .yieldedAfterSilence, .started, .stopped, .fault, .faultEnded, .masterWasSilent, .ownsAddresses, .continued, .groupTookOver:
            .waitsForMaster
        }
    }

    private func decision(against master: IPAddress, _ priority: UInt8, now: MonotonicInstant) -> (VirtualRouterExplanation.Rule, String) {
        let facts = "\(master) advertises priority \(priority), ours is \(prioritySum)"
        if priority > effectivePriority { return (.outranked, facts) }
        if priority == effectivePriority { return (.outranked, facts + ": a backup waits for a master of its own priority") }
        if isResting {
            let end = restsUntil.map { ", for another \(($0 - now).roughText)" } ?? ", as long as that master lives"
            return (.gaveUp, facts + ", but it gave up by order" + end)
        }
        if !preempts { return (.lowerPriorityIsLeft, facts + ", but with `nopreempt` a living master is left alone") }
        if let preemptsFrom { return (.preemptDelay, facts + ", but `preempt_delay` goes on for \((preemptsFrom - now).roughText)") }
        let rest = takesOverAt.map { "; it takes over in \(($0 - now).roughText)" } ?? ""
        return (.willPreempt, facts + rest)
    }
}
