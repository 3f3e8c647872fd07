import NetworkTypes
public import VRRP

// What can be done to the directors of a simulated network.

extension SimulatedNetwork {
    /// Starts the process of a director that is off or whose process died.
    ///
    /// - Parameter adopting: the supervisor says that the former process died as master a moment ago.
    public mutating func start(_ index: Int, adopting: Bool = false) {
        if directors[index].power == .running { return }
        note("starts", about: index)
        let address = directors[index].address
        directors[index].power = .running
        directors[index].socketBuffer = []
        // Quarters of a second: ahead of what a former process can have counted.
        let sequenceNumber = UInt32(truncatingIfNeeded: now.nanoseconds / 250_000_000)
        directors[index].routers = directors[index].configuration.map {
            VirtualRouter(parameters: $0, primaryAddress: address, authenticator: SimulatedAuthenticator(), sequenceNumber: sequenceNumber)
        }
        let isLinkUp = directors[index].isLinkUp
        for (position, parameters) in directors[index].configuration.enumerated() {
            let adopts = adopting && directors[index].held.contains(parameters.virtualRouterID)
            apply(to: index, position) { router, now in
                if !isLinkUp { _ = router.interfaceDown(now: now) }
                return router.start(now: now, adoptingMastership: adopts)
            }
        }
    }

    /// Stops the process in good order.
    public mutating func stop(_ index: Int) {
        if directors[index].power != .running { return }
        note("stops", about: index)
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
        catchUp(index)
    }

    public mutating func setLink(of index: Int, up isUp: Bool) {
        if directors[index].isLinkUp == isUp { return }
        note(isUp ? "link up" : "link down", about: index)
        directors[index].isLinkUp = isUp
        noteOwnership()
        if directors[index].power == .running { tellLinkState(to: index) }
    }

    private mutating func tellLinkState(to index: Int) {
        let isUp = directors[index].isLinkUp
        for position in directors[index].routers.indices {
            apply(to: index, position) { router, now in isUp ? router.interfaceUp(now: now) : router.interfaceDown(now: now) }
        }
    }

    /// Reloads a director's configuration. The virtual routers must be the same as before, in the same order.
    public mutating func reload(_ index: Int, configuration: [VirtualRouterParameters]) {
        note("reloads", about: index)
        directors[index].configuration = configuration
        guard directors[index].power == .running else { return }
        for position in directors[index].routers.indices.prefix(configuration.count) {
            apply(to: index, position) { router, now in router.reconfigure(to: configuration[position], now: now) }
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
