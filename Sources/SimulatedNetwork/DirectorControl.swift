internal import NetworkTypes
public import VRRP

// What can be done to the directors of a simulated network.

extension SimulatedNetwork {
    /// Starts the process of a director that is off or whose process died.
    ///
    /// - Parameters:
    ///   - adopting: the supervisor says that the former process died as master a moment ago.
    ///   - delay: `vrrp_startup_delay`, which a process that adopts doesn't wait for.
    public mutating func start(_ index: Int, adopting: Bool = false, after delay: Duration = .zero) {
        if directors[index].power == .running { return }
        directors[index].power = .running
        directors[index].socketBuffer = []
        if adopting || delay <= .zero { return begin(index, adopting: adopting) }
        note("will start", about: index)
        // What a former process has left isn't defended meanwhile.
        directors[index].held = []
        directors[index].startsAt = now + delay
        scheduleWakeup(of: index)
        noteOwnership()
    }

    /// Makes the routers.
    mutating func begin(_ index: Int, adopting: Bool = false) {
        note("starts", about: index)
        directors[index].startsAt = nil
        let address = directors[index].address
        // Quarters of a second: ahead of what a former process can have counted.
        let sequenceNumber = UInt32(truncatingIfNeeded: now.nanoseconds / 250_000_000)
        directors[index].routers = directors[index].configuration.map {
            VirtualRouter(parameters: $0, primaryAddress: address, authenticator: SimulatedAuthenticator(), sequenceNumber: sequenceNumber)
        }
        let isLinkUp = directors[index].isLinkUp
        if directors[index].isSynchronized { directors[index].group = SyncGroup(name: "G", members: directors[index].configuration.map(\.name)) }
        let tracked = directors[index].tracked
        for (position, parameters) in directors[index].configuration.enumerated() {
            let adopts = adopting && directors[index].held.contains(parameters.virtualRouterID)
            let hasLink = isLinkUp && !directors[index].cut.contains(parameters.virtualRouterID)
            apply(to: index, position) { router, now in
                if !hasLink { _ = router.interfaceDown(now: now) }
                for (object, state) in tracked { _ = router.trackedObjectChanged(object, to: state, now: now) }
                return router.start(now: now, adoptingMastership: adopts)
            }
        }
    }

    /// Stops the process in good order.
    public mutating func stop(_ index: Int) {
        if directors[index].power != .running { return }
        note("stops", about: index)
        _ = directors[index].group?.stop()
        for position in directors[index].routers.indices {
            apply(to: index, position) { router, now in router.stop(now: now) }
        }
        end(index, .off)
    }

    /// The machine loses its power.
    public mutating func crash(_ index: Int) {
        note("loses its power", about: index)
        directors[index].held = []
        end(index, .off)
    }

    /// The process dies; the kernel keeps its addresses.
    public mutating func killProcess(_ index: Int) {
        if directors[index].power == .off { return }
        note("loses its process", about: index)
        end(index, .processDied)
    }

    private mutating func end(_ index: Int, _ power: SimulatedDirector.Power) {
        directors[index].power = power
        directors[index].routers = []
        directors[index].group = nil
        directors[index].startsAt = nil
        directors[index].reloadsWhenItRuns = false
        scheduleWakeup(of: index)
        noteOwnership()
    }

    /// The process, or the whole machine, doesn't run until `resume`.
    public mutating func pause(_ index: Int, wholeMachine: Bool = false) {
        if directors[index].power != .running { return }
        note(wholeMachine ? "is suspended" : "is paused", about: index)
        directors[index].power = wholeMachine ? .suspended : .paused
        scheduleWakeup(of: index)
        noteOwnership()
    }

    public mutating func resume(_ index: Int) {
        guard directors[index].power == .paused || directors[index].power == .suspended else { return }
        note("goes on", about: index)
        directors[index].power = .running
        noteOwnership()
        tellLinkState(to: index)
        // Which of two descriptors that are ready comes first is the kernel's choice.
        let reloads = directors[index].reloadsWhenItRuns
        directors[index].reloadsWhenItRuns = false
        let reloadsFirst = reloads && generator.next() % 2 == 0
        if reloadsFirst { reconfigure(index) }
        catchUp(index)
        if reloads, !reloadsFirst { reconfigure(index) }
    }

    public mutating func setLink(of index: Int, up isUp: Bool) {
        if directors[index].isLinkUp == isUp { return }
        note(isUp ? "link up" : "link down", about: index)
        directors[index].isLinkUp = isUp
        noteOwnership()
        if directors[index].power == .running { tellLinkState(to: index) }
    }

    /// The interface of one virtual router, where each has its own.
    public mutating func setLink(of index: Int, virtualRouterID: UInt8, up isUp: Bool) {
        if directors[index].cut.contains(virtualRouterID) != isUp { return }
        note("link of VRID \(virtualRouterID) \(isUp ? "up" : "down")", about: index)
        if isUp { directors[index].cut.remove(virtualRouterID) } else { directors[index].cut.insert(virtualRouterID) }
        noteOwnership()
        if directors[index].power == .running { tellLinkState(to: index) }
    }

    private mutating func tellLinkState(to index: Int) {
        for position in directors[index].routers.indices {
            let isUp = directors[index].isLinkUp && !directors[index].cut.contains(directors[index].routers[position].parameters.virtualRouterID)
            apply(to: index, position) { router, now in isUp ? router.interfaceUp(now: now) : router.interfaceDown(now: now) }
        }
    }

    /// A script or the like that the director's routers track has another state.
    public mutating func track(_ object: TrackedObject, _ state: TrackedState, at index: Int) {
        if directors[index].tracked.updateValue(state, forKey: object) == state { return }
        note("\(object) is \(state)", about: index)
        if directors[index].power != .running { return }
        for position in directors[index].routers.indices {
            apply(to: index, position) { router, now in router.trackedObjectChanged(object, to: state, now: now) }
        }
    }

    /// The director's clock jumps ahead, as a virtual machine's does that is moved to another host.
    public mutating func jumpClock(of index: Int, by duration: Duration) {
        note("clock jumps by \(duration.secondsText) s", about: index)
        directors[index].clock.offset = directors[index].clock.offset + max(duration, .zero)
        scheduleWakeup(of: index)
    }

    /// Reloads a director's configuration. The virtual routers must be the same as before, in the same order.
    public mutating func reload(_ index: Int, configuration: [VirtualRouterParameters]) {
        note("reloads", about: index)
        let isSynchronized = directors[index].isSynchronized
        directors[index].configuration = configuration.map { parameters in
            var parameters = parameters
            parameters.isSynchronized = isSynchronized
            return parameters
        }
        switch directors[index].power {
        case .running: reconfigure(index)
        case .paused, .suspended: directors[index].reloadsWhenItRuns = true
        case .processDied, .off: break
        }
    }

    private mutating func reconfigure(_ index: Int) {
        let configuration = directors[index].configuration
        for position in directors[index].routers.indices.prefix(configuration.count) {
            apply(to: index, position) { router, now in router.reconfigure(to: configuration[position], now: now) }
        }
    }

    /// An operator has a director's routers give up for a while, those that are master. Members of a sync group do it together.
    public mutating func failOver(_ index: Int, for time: Duration) {
        note("gives up for \(time.secondsText) s", about: index)
        if directors[index].power != .running { return }
        for position in directors[index].routers.indices {
            apply(to: index, position) { router, now in
                let effects = try? router.giveUp(for: time, now: now)
                router.takeRest(for: time, now: now)
                return effects ?? []
            }
        }
    }

    /// The directors whose process is there and says that it is master.
    public func masters(of virtualRouterID: UInt8) -> [Int] {
        directors.indices.filter { directors[$0].router(virtualRouterID)?.state == .master && directors[$0].power == .running }
    }

    /// The directors, among those that run and have a link, that an election may end with: those of the highest priority. A
    /// backup doesn't contest a master of its own priority, whatever their addresses (RFC 3768 section 6.4.2).
    public func rightfulMasters(of virtualRouterID: UInt8) -> [Int] {
        let candidates = directors.indices.filter { directors[$0].power == .running && directors[$0].isLinkUp }
        let priorities = candidates.map { directors[$0].router(virtualRouterID)?.effectivePriority ?? 0 }
        let highest = priorities.max()
        return zip(candidates, priorities).filter { $0.1 == highest }.map(\.0)
    }
}
