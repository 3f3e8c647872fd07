public import IPVSTable
public import NetworkTypes

// Run-time orders: what they do to one real server, and how drains by order end.

extension VirtualServer {
    /// What is ordered of the real server at this index of the definition; nil where nothing is.
    public func administrativeState(of realServer: Int) -> AdministrativeState? { orders[realServer] }

    /// All that is ordered, by real server: to be remembered, so that the next process knows.
    public var administrativeStates: [DestinationIdentity: AdministrativeState] {
        var states: [DestinationIdentity: AdministrativeState] = [:]
        for (index, order) in orders where definition.realServers.indices.contains(index) { states[definition.realServers[index].identity] = order }
        return states
    }

    /// The real servers of which something is ordered, by their indices.
    public var orderedRealServers: [Int] { orders.keys.sorted() }

    /// Whether anything is ordered.
    public var hasOrders: Bool { !orders.isEmpty }

    /// Carries out an operator's order. The same order twice does nothing the second time.
    ///
    /// - Parameter persistent: the next start of the daemon is to find it too; an order without it takes that back.
    public mutating func obey(
        _ order: ServerOrder, realServer identity: DestinationIdentity, persistent: Bool = false, now: MonotonicInstant
    ) throws(OrderRefusal) -> [VirtualServerEffect] {
        if isLeaving { throw .isLeaving }
        guard let index = definition.realServers.firstIndex(where: { $0.identity == identity }) else { throw .noSuchRealServer }
        var new = orders[index] ?? AdministrativeState()
        let old = new
        try new.follow(order)
        // What persists stays so when the order is about something else.
        let keeps = order.isAboutWeight ? new.mode != .inService : new.weight != nil
        new.isPersistent = (persistent || keeps && old.isPersistent) && !new.isOrdinary
        if new == old { return [] }
        return put(new, for: index, order, now: now)
    }

    private mutating func put(_ new: AdministrativeState, for index: Int, _ order: ServerOrder, now: MonotonicInstant) -> [VirtualServerEffect] {
        let old = orders[index] ?? AdministrativeState()
        let (formerWeight, mayStartSlowly, isAlive) = (weight(of: index), isUp, states.isAlive(index))
        let consequences = turn([index], now: now) { virtualServer in
            let former = UInt64(virtualServer.weight(of: index))
            virtualServer.orders[index] = new.isOrdinary ? nil : new
            let present = UInt64(virtualServer.weight(of: index))
            if isAlive { virtualServer.liveWeight = virtualServer.liveWeight - former + present }
            virtualServer.totalWeight = virtualServer.totalWeight - former + present
            virtualServer.isUp = virtualServer.quorumHolds(at: virtualServer.liveWeight)
            if new.mode != old.mode { virtualServer.modeChanged(of: index, to: new.mode, mayStartSlowly: mayStartSlowly && isAlive, now: now) }
        }
        let name = name(of: definition.realServers[index].identity)
        var events: [VirtualServerEvent] = []
        if new.mode != old.mode { events.append(.ordered(name, new.mode, since: now)) }
        let weight = weight(of: index)
        if weight != formerWeight, new.mode == old.mode { events.append(.weightChanged(name, from: formerWeight, to: weight, isAlive: isAlive)) }
        return events.map { .event($0) } + consequences.news + consequences.quorumNotices
    }

    private mutating func modeChanged(of index: Int, to mode: AdministrativeState.Mode, mayStartSlowly: Bool, now: MonotonicInstant) {
        states.mark(index, at: now)
        orderedDrains[index] = if case .draining = mode { OrderedDrain() } else { nil }
        if mode != .inService {
            slowStarts.end(index)
        } else if mayStartSlowly {
            slowStarts.begin(index, definition.realServers[index].slowStart, now: now)
        }
    }

    func isInService(_ index: Int) -> Bool {
        orders.isEmpty || orders[index].map { $0.mode == .inService } ?? true
    }

    /// Whether connections must be counted for drains by order.
    var countsOrderedDrains: Bool { orderedDrains.values.contains { !$0.hasEnded } }

    /// When the first drain by order ends.
    var orderedDrainDeadline: MonotonicInstant? {
        if orders.isEmpty { return nil }
        return orders.values.lazy.compactMap { if case .draining(let until) = $0.mode { until } else { nil } }.min()
    }

    /// - Parameter connections: how many a real server has now.
    mutating func countOrderedDrains(now: MonotonicInstant, _ connections: (RealServerDefinition) -> UInt64) -> [VirtualServerEffect] {
        var effects: [VirtualServerEffect] = []
        for index in orderedDrains.keys.sorted() {
            guard var drain = orderedDrains[index], !drain.hasEnded else { continue }
            let isQuiet = drain.wasQuiet
            drain.connections = connections(definition.realServers[index])
            drain.wasQuiet = drain.connections == 0
            // Twice in a row, as with the drains of a reload.
            drain.hasEnded = drain.wasQuiet && isQuiet
            orderedDrains[index] = drain
            if drain.hasEnded { effects += endOrderedDrain(index, drain, expired: false, now: now) }
        }
        return effects
    }

    mutating func endOrderedDrains(at now: MonotonicInstant) -> [VirtualServerEffect] {
        guard let due = orderedDrainDeadline, now >= due else { return [] }
        var effects: [VirtualServerEffect] = []
        for index in orders.keys.sorted() {
            guard case .draining(let until?) = orders[index]?.mode, now >= until else { continue }
            effects += endOrderedDrain(index, orderedDrains[index] ?? OrderedDrain(), expired: true, now: now)
        }
        return effects
    }

    private mutating func endOrderedDrain(_ index: Int, _ drain: OrderedDrain, expired: Bool, now: MonotonicInstant) -> [VirtualServerEffect] {
        guard var order = orders[index], case .draining(let until) = order.mode else { return [] }
        let name = name(of: definition.realServers[index].identity)
        let event = VirtualServerEffect.event(.orderedDrainEnded(name, connections: drain.connections, expired: expired, leaves: until != nil))
        if until == nil { return [event] }
        order.mode = .drained
        let consequences = turn([index], now: now) { virtualServer in
            virtualServer.orders[index] = order
            virtualServer.modeChanged(of: index, to: .drained, mayStartSlowly: false, now: now)
        }
        return [event] + consequences.news + consequences.quorumNotices
    }

    /// Takes over what an earlier process was ordered.
    mutating func resumeOrders(_ states: [DestinationIdentity: AdministrativeState]) {
        if states.isEmpty { return }
        for (index, server) in definition.realServers.enumerated() {
            guard let state = states[server.identity], !state.isOrdinary else { continue }
            orders[index] = state
            if case .draining = state.mode { orderedDrains[index] = OrderedDrain() }
        }
    }

    /// Takes over the order of a real server that stays, at a reload.
    mutating func carryOrder(of former: Int, from old: VirtualServer, to index: Int) {
        guard var order = old.orders[former] else { return }
        // The configuration's newer word counts.
        if old.definition.realServers[former].settings.weight != definition.realServers[index].settings.weight { order.weight = nil }
        if order.isOrdinary { return }
        orders[index] = order
        orderedDrains[index] = old.orderedDrains[former]
    }
}

extension ServerOrder {
    fileprivate var isAboutWeight: Bool {
        switch self {
        case .weight, .resetWeight: true
        case .drain, .undrain, .disable, .enable: false
        }
    }
}

extension AdministrativeState {
    fileprivate mutating func follow(_ order: ServerOrder) throws(OrderRefusal) {
        switch order {
        case .drain(let until):
            // One that is out already has nothing to finish.
            if mode == .disabled { throw .isDisabled }
            if mode != .drained { mode = .draining(until: until) }
        case .undrain:
            switch mode {
            case .draining, .drained: mode = .inService
            case .disabled: throw .isDisabled
            case .inService: throw .isNotDraining
            }
        case .disable: mode = .disabled
        case .enable: mode = .inService
        case .weight(let new):
            if new > OrderLimits.greatestWeight { throw .weightTooGreat }
            weight = new
        case .resetWeight: weight = nil
        }
    }
}
