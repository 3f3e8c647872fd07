internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink

/// The addresses of this host, followed as they come and go: for virtual servers that are only checked where their address is
/// (`ha_suspend`). Costs nothing before the first of them asks.
final class LocalAddresses {
    private struct Key: Hashable {
        var interface: Int32
        var prefix: IPPrefix
    }

    private let loop: EventLoop
    private let logger: Logger
    private var monitor: RouteMonitor?
    private var present: Set<Key> = []
    /// On how many interfaces, or with how many prefixes, an address is there.
    private var counts: [IPAddress: Int] = [:]
    private var retry: EventLoop.Timer?
    private static let retryInterval = Duration.seconds(1)
    /// Called with the addresses that have come or gone; with nil where it may be any.
    var changed: (Set<IPAddress>?) -> Void = { _ in }

    init(_ loop: EventLoop, _ logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    /// Whether this host has the address. Where the kernel doesn't say, it has: checks then go on.
    func contains(_ address: IPAddress) -> Bool {
        guard follow() else { return true }
        return counts[address] != nil
    }

    /// - Returns: false where addresses can't be followed.
    private func follow() -> Bool {
        if monitor != nil { return true }
        do {
            // The monitor is open before the dump, so that no change falls between them.
            let monitor = try RouteMonitor()
            try loop.watch(monitor.descriptor, for: .readable) { [unowned self] _ in takeEvents() }
            self.monitor = monitor
            try readAll()
            return true
        } catch {
            logger.error("ha_suspend: \(error)")
            return false
        }
    }

    private func readAll() throws(NetlinkError) {
        let addresses = try RouteConnection().addresses()
        present = []
        counts = [:]
        for address in addresses { insert(address) }
    }

    /// Changes were missed: what there is now is read anew, until that succeeds.
    private func catchUp() {
        do throws(NetlinkError) {
            try readAll()
            logger.warning("ha_suspend: the kernel dropped messages about addresses; all of them were read anew")
        } catch {
            logger.error("ha_suspend: \(error): trying again in \(Self.retryInterval.secondsText) s")
            let timer = retry ?? EventLoop.Timer { [unowned self] in
                catchUp()
                changed(nil)
            }
            retry = timer
            loop.arm(timer, at: loop.now + Self.retryInterval)
        }
    }

    private func takeEvents() {
        guard let monitor else { return }
        var affected: Set<IPAddress> = []
        var mayBeAny = false
        for event in monitor.events() {
            switch event {
            case .address(let address): if insert(address) { affected.insert(address.prefix.address) }
            case .addressRemoved(let address): if remove(address) { affected.insert(address.prefix.address) }
            case .overrun:
                catchUp()
                mayBeAny = true
            default: break
            }
        }
        if mayBeAny || !affected.isEmpty { changed(mayBeAny ? nil : affected) }
    }

    /// - Returns: whether the host hadn't the address before.
    @discardableResult
    private func insert(_ address: InterfaceAddress) -> Bool {
        guard present.insert(Key(interface: address.interfaceIndex, prefix: address.prefix)).inserted else { return false }
        counts[address.prefix.address, default: 0] += 1
        return counts[address.prefix.address] == 1
    }

    /// - Returns: whether the host has the address no more.
    private func remove(_ address: InterfaceAddress) -> Bool {
        guard present.remove(Key(interface: address.interfaceIndex, prefix: address.prefix)) != nil else { return false }
        let count = (counts[address.prefix.address] ?? 1) - 1
        counts[address.prefix.address] = count == 0 ? nil : count
        return count == 0
    }
}
