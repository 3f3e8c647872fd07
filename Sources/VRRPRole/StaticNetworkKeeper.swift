internal import Configuration
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// The addresses, routes and rules that the machine has as long as the role runs, whoever is master.
final class StaticNetworkKeeper {
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "addresses")
    private let requester: KernelRequester
    private let routes: RouteKeeper
    private var network = StaticNetwork()
    private var addresses: [VirtualAddress] { network.addresses }
    /// What the kernel has refused last.
    private var refused: Set<VirtualAddress> = []

    init(_ environment: VRRPEnvironment) {
        self.environment = environment
        requester = KernelRequester(owner: "static", environment.routes)
        routes = RouteKeeper(requester, environment)
    }

    /// Takes over a configuration, the first included.
    func follow(_ new: StaticNetwork) {
        let old = requests()
        network = new
        let kept = Set(requests())
        requester.carryOut(.remove, old.filter { !kept.contains($0) })
        add(requests())
        routes.follow(network.routes, network.rules, isHeld: true)
        tellGroups()
    }

    private func tellGroups() {
        let present = Set(requests().map(\.address)).subtracting(refused)
        let broken = addresses.filter { $0.trackGroup != nil && !present.contains($0) }.compactMap(\.trackGroup)
        environment.staticGroups.follow(broken: routes.brokenGroups.union(broken))
    }

    func remove() {
        routes.remove()
        requester.carryOut(.remove, requests())
        network = StaticNetwork()
        routes.follow([], [], isHeld: false)
    }

    /// Where a track group follows something, what was there may have gone with a link, and what was refused may be possible now.
    func tryAgain() {
        if network.namedGroups.isEmpty { return }
        interfacesChanged()
    }

    /// An interface came or went, or came up or went down: with its link the kernel takes routes away without a word.
    func interfacesChanged() {
        if addresses.isEmpty, routes.isEmpty { return }
        add(requests())
        routes.add()
        tellGroups()
    }

    func restore(_ address: InterfaceAddress) {
        let lost = requests().filter { $0.listedPrefix == address.prefix && $0.interfaceIndex == address.interfaceIndex }
        guard !lost.isEmpty else { return }
        logger.warning("somebody removed the static address \(address.prefix): adding it again", metadata: DaemonLog.fields((.address, "\(address.prefix)"), event: "address_removed"))
        add(lost)
        tellGroups()
    }

    func restore(_ route: RemovedRoute) {
        if routes.restore(route) { tellGroups() }
    }

    func restore(_ rule: RemovedRule) {
        if routes.restore(rule) { tellGroups() }
    }

    private func requests() -> [AddressRequest] {
        addresses.compactMap { address in
            guard let name = address.interface, let interface = environment.interfaces.interface(named: name) else { return nil }
            return AddressRequest(interfaceIndex: interface.index, address: address)
        }
    }

    private func add(_ requests: [AddressRequest]) { requester.add(requests, refused: &refused, \.address) }
}
