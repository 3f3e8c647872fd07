internal import EventLoop
internal import NetworkTypes

/// Whose checks depend on addresses of this host.
protocol AddressFollower: AnyObject {
    /// Those that it follows; none where nothing depends on them.
    var followedAddresses: [IPAddress] { get }
    /// Looks which of them are there, and decides.
    func followAddresses()
    /// Carries that out for some more real servers.
    ///
    /// - Parameter left: how many real servers may be dealt with.
    /// - Returns: whether there are more.
    func proceedWithAddresses(_ left: inout Int) -> Bool
}

/// Has virtual servers with `ha_suspend` follow the addresses of this host: only those of an address that has come or gone, and their checkers
/// a few at a time, since a takeover may bring thousands.
final class AddressFollowers<Follower: AddressFollower> {
    private let work: SlicedWork
    private let followers: () -> [Follower]
    /// Made for the first address after a change of the configuration.
    private var byAddress: [IPAddress: [Follower]]?
    /// Whose addresses have changed, in the order of their turn, and which it is.
    private var waiting: [Follower] = []
    private var isWaiting: Set<ObjectIdentifier> = []
    private var turn = 0

    /// So many real servers are dealt with between two looks at the clock.
    private static var realServersInAStep: Int { 16 }

    /// - Parameter followers: all virtual servers, also those that a reload under way has brought already.
    init(_ loop: EventLoop, followers: @escaping () -> [Follower]) {
        work = SlicedWork(loop, "ha_suspend")
        self.followers = followers
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
            for (address, followers) in index where addresses?.contains(address) ?? true { append(followers) }
        }
        if waiting.isEmpty || work.isUnderWay { return }
        work.begin({ [unowned self] in proceed() }, whenDone: {})
    }

    private func append(_ followers: [Follower]) {
        for follower in followers where isWaiting.insert(ObjectIdentifier(follower)).inserted { waiting.append(follower) }
    }

    private var index: [IPAddress: [Follower]] {
        if let byAddress { return byAddress }
        var index: [IPAddress: [Follower]] = [:]
        for follower in followers() {
            for address in follower.followedAddresses { index[address, default: []].append(follower) }
        }
        byAddress = index
        return index
    }

    private func proceed() -> Bool {
        var left = Self.realServersInAStep
        while turn < waiting.count, left > 0 {
            let follower = waiting[turn]
            // Addresses may change again before it is through.
            follower.followAddresses()
            if follower.proceedWithAddresses(&left) { return true }
            isWaiting.remove(ObjectIdentifier(follower))
            turn += 1
            left -= 1
        }
        if turn < waiting.count { return true }
        waiting = []
        turn = 0
        return false
    }
}
