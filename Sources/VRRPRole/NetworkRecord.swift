internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing

/// The addresses, routes and rules that the role may have put into the kernel, on disk, so that after a crash the next start removes what its
/// own configuration no longer names.
///
/// It names what the configuration names, whoever is master: so it is written when a configuration is followed, and a takeover costs no
/// writing. What is really there and ours, the kernel says (IFA_PROTO, RTPROT_KEEPALIVED). It lives in the runtime directory, and so goes with
/// the addresses at a reboot. Its text is that of a configuration.
final class NetworkRecord {
    private let path: String
    private let logger = Logger(label: "vrrp")
    private var written: StaticNetwork?

    private static let sizeLimit = 1 << 24

    init(runtimeDirectory: String) {
        path = VRRPRecord.network.path(in: runtimeDirectory)
    }

    /// Removes what an earlier process has put there and nobody wants now, and writes down what is wanted.
    func begin(_ wanted: StaticNetwork, _ environment: VRRPEnvironment) {
        if let former = read() { sweep(former.leaving(wanted), environment) }
        write(wanted)
    }

    /// From here on both the old and the new configuration may have put something there.
    func follow(_ wanted: StaticNetwork) {
        guard let written else { return write(wanted) }
        if written == wanted { return }
        write(written.joined(with: wanted))
    }

    /// Only the new one has.
    func settle(_ wanted: StaticNetwork) {
        if written != wanted { write(wanted) }
    }

    /// All is removed.
    func end() {
        Files.remove(path)
        written = nil
    }

    private func read() -> StaticNetwork? {
        guard let bytes = try? Files.read(path, limit: Self.sizeLimit) else { return nil }
        return Configuration.read(SourceSnapshot(path: path, bytes: bytes), part: .vrrp).configuration.staticNetwork
    }

    private func write(_ network: StaticNetwork) {
        written = network
        if network.isEmpty { return Files.remove(path) }
        do throws(SystemError) {
            try Files.replace(path, with: Configuration(staticNetwork: network).encodedText, mode: 0o600)
        } catch {
            logger.error("\(path): \(error): after a crash, addresses may be left behind", metadata: DaemonLog.fields((.file, path), event: "record_failed"))
        }
    }

    private func sweep(_ leftovers: StaticNetwork, _ environment: VRRPEnvironment) {
        if leftovers.isEmpty { return }
        let interfaces = environment.interfaces
        let addresses = leftovers.addresses.compactMap { address -> AddressRequest? in
            guard let interface = address.interface.flatMap({ interfaces.interface(named: $0) }) else { return nil }
            let request = AddressRequest(interfaceIndex: interface.index, address: address)
            return interfaces.holdsOurs(request) ? request : nil
        }
        for request in addresses {
            logger.info(
                "removing \(request.prefix), which an earlier run has left",
                metadata: DaemonLog.fields((.address, "\(request.prefix)"), event: "leftover_removed"))
        }
        do throws(NetlinkError) {
            _ = try environment.routes.remove(addresses)
        } catch {
            logger.error("what an earlier run has left can't be removed: \(error)", metadata: DaemonLog.fields(event: "leftovers_stay"))
        }
        // The kernel removes only routes and rules that have the mark of their maker.
        let routes = RouteKeeper(KernelRequester(owner: "left by an earlier run", environment.routes), environment)
        routes.follow(leftovers.routes, leftovers.rules, isHeld: false)
        routes.remove()
    }
}

extension StaticNetwork {
    /// What a configuration may put into the kernel, under whatever circumstances.
    init(namedBy instances: [VRRPInstance], _ fixed: StaticNetwork) {
        self = fixed
        for instance in instances {
            addresses += (instance.virtualAddresses + instance.excludedAddresses).map { address in
                var address = address
                address.interface = instance.interface(of: address)
                address.usesVirtualInterface = false
                return address
            }
            routes += instance.routes
            rules += instance.rules
        }
        // Neither is said of what is static, and both mean nothing here.
        for index in addresses.indices {
            addresses[index].isTracked = true
            addresses[index].trackGroup = nil
        }
        for index in routes.indices {
            routes[index].isTracked = true
            routes[index].trackGroup = nil
        }
        for index in rules.indices {
            rules[index].isTracked = true
            rules[index].trackGroup = nil
        }
    }

    /// What of this the other one doesn't have.
    func leaving(_ wanted: StaticNetwork) -> StaticNetwork {
        // An address is the same whatever its label or lifetime.
        let kept = Set(wanted.addresses.map { [$0.interface ?? "", $0.prefix.description, $0.peer?.description ?? ""] })
        let (keptRoutes, keptRules) = (Set(wanted.routes), Set(wanted.rules))
        return StaticNetwork(
            addresses: addresses.filter { !kept.contains([$0.interface ?? "", $0.prefix.description, $0.peer?.description ?? ""]) },
            routes: routes.filter { !keptRoutes.contains($0) }, rules: rules.filter { !keptRules.contains($0) })
    }

    func joined(with other: StaticNetwork) -> StaticNetwork {
        let added = other.leaving(self)
        return StaticNetwork(addresses: addresses + added.addresses, routes: routes + added.routes, rules: rules + added.rules)
    }
}
