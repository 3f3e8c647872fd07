internal import Configuration
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// The addresses, routes and rules that the machine has as long as the role runs, whoever is master.
final class StaticNetworkKeeper {
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "vrrp")
    private let routes: RouteKeeper
    private var addresses: [VirtualAddress] = []

    init(_ environment: VRRPEnvironment) {
        self.environment = environment
        routes = RouteKeeper(owner: "static", environment)
    }

    /// Takes over a configuration, the first included.
    func follow(_ network: StaticNetwork) {
        let old = requests()
        addresses = network.addresses
        let kept = Set(requests())
        change(old.filter { !kept.contains($0) }, verb: "remove") { connection, requests throws(NetlinkError) in try connection.remove(requests) }
        add(requests())
        routes.follow(network.routes, network.rules, isHeld: true)
    }

    func remove() {
        routes.remove()
        change(requests(), verb: "remove") { connection, requests throws(NetlinkError) in try connection.remove(requests) }
        addresses = []
        routes.follow([], [], isHeld: false)
    }

    /// An interface came, or came up: with its link the kernel takes routes away without a word.
    func interfacesChanged() {
        if addresses.isEmpty, routes.isEmpty { return }
        add(requests())
        routes.add()
    }

    func restore(_ address: InterfaceAddress) {
        let lost = requests().filter { $0.listedPrefix == address.prefix && $0.interfaceIndex == address.interfaceIndex }
        guard !lost.isEmpty else { return }
        logger.warning("somebody removed the static address \(address.prefix): adding it again")
        add(lost)
    }

    func restore(_ route: RemovedRoute) { routes.restore(route) }

    func restore(_ rule: RemovedRule) { routes.restore(rule) }

    private func requests() -> [AddressRequest] {
        addresses.compactMap { address in
            guard let name = address.interface, let interface = environment.interfaces.interface(named: name) else { return nil }
            return AddressRequest(interfaceIndex: interface.index, address: address)
        }
    }

    private func add(_ requests: [AddressRequest]) {
        change(requests, verb: "add") { connection, requests throws(NetlinkError) in try connection.add(requests) }
    }

    private func change(
        _ requests: [AddressRequest], verb: String,
        _ body: (RouteConnection, [AddressRequest]) throws(NetlinkError) -> [(request: AddressRequest, refusal: NetlinkRefusal)]
    ) {
        if requests.isEmpty { return }
        do throws(NetlinkError) {
            for (request, refusal) in try body(environment.routes, requests) {
                logger.error("can't \(verb) the static address \(request.prefix): \(refusal.detail)")
            }
        } catch {
            logger.error("can't \(verb) static addresses: \(error)")
        }
    }
}
