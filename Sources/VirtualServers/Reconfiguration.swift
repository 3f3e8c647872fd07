internal import HealthCheck
public import IPVSTable
public import NetworkTypes

/// The outcome of a reload for one virtual server.
public struct Reconfiguration: Hashable, Sendable {
    public var effects: [VirtualServerEffect]
    /// For each real server of the new definition. Old checkers that aren't named here are gone.
    public var kept: [KeptChecks]

    /// The same check by check; nil for one that needs a new `Checker`.
    public var checkers: [[CheckPosition?]] { kept.map(\.positions) }
}

/// Which checkers of an older definition a real server keeps, with their timers, retries and probes in flight.
public enum KeptChecks: Hashable, Sendable {
    /// All of the old real server at an index, in their order, and how many they are. Of a large pool nearly every real server is such a one.
    case all(of: Int, count: Int)
    /// For each of its checks the position of the equal one; nil for a check that needs a new `Checker`, beginning as
    /// `VirtualServer.isPassing` says.
    case some([CheckPosition?])

    public var positions: [CheckPosition?] {
        switch self {
        case .all(let realServer, let count): (0..<count).map { CheckPosition(realServer: realServer, check: $0) }
        case .some(let positions): positions
        }
    }
}

extension VirtualServer {
    /// Follows a changed definition; nil where nothing changed.
    ///
    /// Checks that are equal on the same real server keep their state. A new or changed check of a real server that was there
    /// already begins as that server was: a live one loses no traffic by a reload, a dead one gets none before a success.
    /// Linear in the real servers and checks of both definitions.
    ///
    /// - Parameter taken: what stands in the table for services that another virtual server hands over to this one.
    /// - Precondition: the identity is the same.
    public mutating func reconfigure(
        to new: VirtualServerDefinition, taking taken: [ServiceIdentity: TableService] = [:], now: MonotonicInstant
    ) -> Reconfiguration? {
        precondition(new.identity == definition.identity, "a virtual server keeps its identity over a reload")
        if new == definition { return nil }
        let old = self
        let matched = Self.matches(of: new.realServers, in: definition.realServers)

        install(new)
        let kept = takeOver(from: old, matched, now: now)
        (liveWeight, totalWeight) = sumsOfWeights
        isUp = quorumHolds(at: liveWeight)
        if isUp != old.isUp { quorumSince = now }
        if isUndecided, isUp || states.unchecked == 0 || new.initialState != .checking { endUndecided() }
        if isPanicking, !isBelowPanicThreshold { endPanic() }
        if old.isUp {
            for (index, former) in matched.enumerated() where isAlive(index) && isInService(index) && !old.wasAlive(former) {
                slowStarts.begin(index, new.realServers[index].slowStart, now: now)
            }
        }
        followDrains(since: old, matched, now: now)

        let events = events(since: old, matched: matched)
        let changes = changes(since: old, matched, taking: taken)
        let hasTurned = old.isUp != isUp || old.isUndecided != isUndecided
        return Reconfiguration(
            effects: events.map { .event($0) } + changes.map { .change($0) } + (hasTurned ? quorumNotices : []), kept: kept)
    }

    /// For each of these real servers the index of the one of the same identity in an older definition.
    private static func matches(of servers: [RealServerDefinition], in old: [RealServerDefinition]) -> [Int?] {
        var indices: [DestinationIdentity: Int]?
        // Most stand where they stood, or moved on by what was put in or taken out before them.
        var expected = 0
        return servers.map { server in
            if expected < old.count, old[expected].identity == server.identity {
                expected += 1
                return expected - 1
            }
            let known = indices ?? Dictionary(old.indices.lazy.map { (old[$0].identity, $0) }) { first, _ in first }
            indices = known
            guard let index = known[server.identity] else { return nil }
            expected = index + 1
            return index
        }
    }

    /// Puts another definition in force, without a state of any of its real servers yet.
    mutating func install(_ definition: VirtualServerDefinition) {
        self.definition = definition
        sorryIndex = definition.sorryIndex
        states = RealServerStates(capacity: definition.realServers.count)
        reportedWeights = ReportedWeights()
        slowStarts = SlowStarts(definition)
        held = []
        (orders, orderedDrains) = ([:], [:])
        (liveWeight, totalWeight) = (0, 0)
    }

    /// - Parameter realServer: nil for one that isn't there.
    private func wasAlive(_ realServer: Int?) -> Bool {
        guard let realServer else { return false }
        return isAlive(realServer)
    }

    /// Carries over what is known of real servers that stay.
    private mutating func takeOver(from old: VirtualServer, _ matched: [Int?], now: MonotonicInstant) -> [KeptChecks] {
        var kept: [KeptChecks] = []
        kept.reserveCapacity(definition.realServers.count)
        let isPlain = old.isPlain
        for index in definition.realServers.indices {
            guard let former = matched[index], old.definition.realServers[former].sharedChecks == definition.realServers[index].sharedChecks else {
                kept.append(.some(takeOverSome(matched[index], as: index, from: old, now: now)))
                continue
            }
            kept.append(.all(of: former, count: states.append(former, of: old.states)))
            if !isPlain { carryOver(former, as: index, from: old, now: now) { CheckPosition(realServer: former, check: $0) } }
        }
        return kept
    }

    /// One whose checks have changed, or that wasn't there.
    private mutating func takeOverSome(_ former: Int?, as index: Int, from old: VirtualServer, now: MonotonicInstant) -> [CheckPosition?] {
        let server = definition.realServers[index]
        let kept = former.map { old.matches(of: server.sharedChecks, at: $0) } ?? server.sharedChecks.map { _ in nil }
        let checkStates = zip(server.sharedChecks, kept).map { old.stateAfterReload(of: $0, kept: $1, realServer: former) }
        states.append(checkStates, since: now)
        guard let former else { return kept }
        if isAlive(index) == old.isAlive(former) { states.mark(index, at: old.states.since(former)) }
        carryOver(former, as: index, from: old, now: now) { kept[$0] }
        return kept
    }

    /// What is known of a real server beside the states of its checks.
    ///
    /// - Parameter kept: where a check was.
    private mutating func carryOver(_ former: Int, as index: Int, from old: VirtualServer, now: MonotonicInstant, _ kept: (Int) -> CheckPosition?) {
        let server = definition.realServers[index]
        if !old.reportedWeights.isEmpty {
            for check in server.sharedChecks.indices {
                if let position = kept(check) { reportedWeights[CheckPosition(realServer: index, check: check)] = old.reportedWeights[position] }
            }
        }
        carryOrder(of: former, from: old, to: index)
        if let (begin, _) = old.slowStarts.start(of: former), isAlive(index) {
            slowStarts.begin(index, server.slowStart, at: begin, now: now)
        }
        if old.held.contains(former), !isAlive(index) { held.insert(index) }
    }

    /// Of no real server anything is known that most have nothing of.
    var isPlain: Bool { reportedWeights.isEmpty && orders.isEmpty && orderedDrains.isEmpty && slowStarts.isEmpty && held.isEmpty }

    /// For each of these checks the position of an equal one on our real server at `index`, each used once.
    private func matches(of checks: [Shared<CheckDefinition>], at index: Int) -> [CheckPosition?] {
        let own = definition.realServers[index].sharedChecks
        var unused: [Shared<CheckDefinition>: [Int]] = [:]
        for (position, check) in own.enumerated().reversed() { unused[check, default: []].append(position) }
        return checks.map { check in
            unused[check]?.popLast().map { CheckPosition(realServer: index, check: $0) }
        }
    }

    /// How a check of the new definition begins, where `self` is the old state.
    private func stateAfterReload(of check: Shared<CheckDefinition>, kept: CheckPosition?, realServer: Int?) -> CheckState {
        if let kept, let state = states.state(kept) { return state }
        guard let realServer else { return CheckState(isFailed: check.value.startsFailed, hasResult: false) }
        let isFailed = !isAlive(realServer)
        return CheckState(
            isFailed: isFailed, hasResult: !isUndecided && states.isChecked(realServer), isProven: !isFailed && states.wasFoundUp(realServer))
    }

    /// Real servers that are gone may finish; one that has come back takes traffic again.
    private mutating func followDrains(since old: VirtualServer, _ matched: [Int?], now: MonotonicInstant) {
        for index in Self.missing(matched, of: old.definition.realServers.count) where old.mayDrain(index) {
            drain(old.definition.realServers[index], now: now)
        }
        if drains.isEmpty { return }
        for server in definition.realServers { drains[server.identity] = nil }
        if let sorryServer = definition.sorryServer { drains[sorryServer.identity] = nil }
        forgetDrainsInTakenPlaces()
    }

    /// The indices of an older definition's real servers that the new one doesn't have.
    private static func missing(_ matched: [Int?], of count: Int) -> [Int] {
        var isThere = Array(repeating: false, count: count)
        for case let index? in matched { isThere[index] = true }
        return isThere.indices.filter { !isThere[$0] }
    }

    private func events(since old: VirtualServer, matched: [Int?]) -> [VirtualServerEvent] {
        var events: [VirtualServerEvent] = []
        for index in Self.missing(matched, of: old.definition.realServers.count) {
            let server = old.definition.realServers[index]
            let name = name(of: server.identity)
            events += [.realServerGone(name), drains[server.identity] == nil ? .realServerRemoved(name) : .drainBegan(name, server.drainTimeout)]
        }
        for (index, oldIndex) in matched.enumerated() {
            let isAlive = states.isAlive(index)
            let wasAlive = old.wasAlive(oldIndex)
            func name() -> RealServerName { self.name(of: definition.realServers[index].identity) }
            if let oldIndex {
                let (former, present) = (old.weight(of: oldIndex), weight(of: index))
                if former != present { events.append(.weightChanged(name(), from: former, to: present, isAlive: isAlive)) }
            }
            if isAlive, !wasAlive, isInService(index) { events.append(.realServerUp(name(), inhibit: definition.realServers[index].inhibitOnFailure)) }
        }
        if old.isUndecided != isUndecided {
            events += decisionEvents
        } else if old.isUp != isUp {
            events += quorumEvents
        } else if sorryServes, old.definition.sorryServer?.identity != definition.sorryServer?.identity {
            events += sorryServerEvents
        }
        if old.isPanicking, !isPanicking { events.append(.panicEnded(definition.identity, panicReading)) }
        return events
    }
}
