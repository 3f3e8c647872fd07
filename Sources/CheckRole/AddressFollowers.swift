internal import EventLoop
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// Has virtual servers with `ha_suspend` follow the addresses of this host: only those of an address that has come or gone, and their checkers
/// a few at a time, since a takeover may bring thousands.
final class AddressFollowers {
    private let work: SlicedWork
    private let runners: () -> [VirtualServerRunner]
    /// Made for the first address after a change of the configuration.
    private var byAddress: [IPAddress: [VirtualServerRunner]]?
    /// Whose addresses have changed, in the order of their turn, and which it is.
    private var waiting: [VirtualServerRunner] = []
    private var isWaiting: Set<ObjectIdentifier> = []
    private var turn = 0

    /// So many real servers are dealt with between two looks at the clock.
    private static let realServersInAStep = 16

    /// - Parameter runners: the virtual servers in force, in their order.
    init(_ loop: EventLoop, runners: @escaping () -> [VirtualServerRunner]) {
        work = SlicedWork(loop, "ha_suspend")
        self.runners = runners
    }

    /// Other virtual servers are in force, or have other services.
    func forget() {
        byAddress = nil
    }

    /// - Parameter addresses: which may have come or gone; nil: any.
    func addressesChanged(_ addresses: Set<IPAddress>?) {
        let index = index
        if let addresses, addresses.count < index.count {
            for address in addresses { append(index[address] ?? []) }
        } else {
            for (address, runners) in index where addresses?.contains(address) ?? true { append(runners) }
        }
        if waiting.isEmpty || work.isUnderWay { return }
        work.begin({ [unowned self] in proceed() }, whenDone: {})
    }

    private func append(_ runners: [VirtualServerRunner]) {
        for runner in runners where isWaiting.insert(ObjectIdentifier(runner)).inserted { waiting.append(runner) }
    }

    private var index: [IPAddress: [VirtualServerRunner]] {
        if let byAddress { return byAddress }
        var index: [IPAddress: [VirtualServerRunner]] = [:]
        for runner in runners() where runner.server.definition.suspendsWithoutAddress {
            for case .endpoint(_, let endpoint) in runner.server.definition.services { index[endpoint.address, default: []].append(runner) }
        }
        byAddress = index
        return index
    }

    private func proceed() -> Bool {
        var left = Self.realServersInAStep
        while turn < waiting.count, left > 0 {
            let runner = waiting[turn]
            // Addresses may change again before it is through.
            runner.followAddresses()
            if runner.proceedWithAddresses(&left) { return true }
            isWaiting.remove(ObjectIdentifier(runner))
            turn += 1
            left -= 1
        }
        if turn < waiting.count { return true }
        waiting = []
        turn = 0
        return false
    }
}
