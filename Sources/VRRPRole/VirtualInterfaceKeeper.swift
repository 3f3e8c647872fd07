internal import Configuration
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing
internal import VRRP

/// The interfaces that are made for instances: made, found again after a crash, made anew when somebody removes them, removed.
final class VirtualInterfaceKeeper {
    private unowned let environment: VRRPEnvironment
    private let logger = Logger(label: "addresses")
    /// By what a later process knows that an interface is ours, and not another daemon's of this machine.
    private let alias: String
    /// Interfaces that couldn't be made: said once.
    private var failed: Set<String> = []
    /// By interface: the instances that it is made for.
    private var owners: [String: Set<String>] = [:]
    /// The interfaces as they were when their settings were made, so that these aren't read again with each report of the kernel.
    private var adopted: [String: NetworkInterface] = [:]
    /// Of which the state of the base has been told to those who follow it.
    private var announced: Set<String> = []
    /// By interface: the source of its instance's IPv6 advertisements.
    private var sources: [String: IPv6Address] = [:]

    init(_ environment: VRRPEnvironment, runtimeDirectory: String) {
        self.environment = environment
        alias = "lvsd \(runtimeDirectory)"
    }

    /// Makes sure that the interfaces of an instance are there and up, as far as their bases are there.
    func ensure(_ instance: VRRPInstance) {
        for wanted in instance.madeInterfaces {
            owners[wanted.name, default: []].insert(instance.parameters.name)
            ensure(wanted, owner: instance.parameters.name)
        }
    }

    /// - Parameter owner: the instance, for the log.
    private func ensure(_ wanted: VirtualInterface, owner: String) {
        if !wanted.announcesBase { announced.remove(wanted.name) }
        guard let base = environment.interfaces.interface(named: wanted.base) else { return }
        do throws(NetlinkError) {
            if let existing = environment.interfaces.interface(named: wanted.name) {
                if existing.fits(wanted, base: base) {
                    // It follows its base; what is down though the base is up, somebody has set down.
                    if base.isUp && !existing.isUp || existing.alias != alias { try? environment.routes.raise(interfaceIndex: existing.index, alias: alias) }
                    adopt(wanted, existing)
                    return try announceBase(of: wanted, base)
                }
                guard existing.alias == alias || existing.kind == wanted.kindName else {
                    return complain(wanted, "there is another interface of this name")
                }
                try remove(existing)
            }
            try make(wanted, base)
            guard let made = environment.interfaces.interface(named: wanted.name) else { return }
            adopt(wanted, made)
            try environment.routes.raise(interfaceIndex: made.index, alias: alias)
            try refresh(wanted.name)
            failed.remove(wanted.name)
            logger.info("(\(owner)) made \(wanted.name) over \(wanted.base)", metadata: DaemonLog.fields(instance: owner, (.interface, wanted.name), event: "interface_made"))
            announced.remove(wanted.name)
            try announceBase(of: wanted, base)
        } catch {
            complain(wanted, "\(error)")
        }
    }

    /// `netlink_notify_msg`: once for each interface that this process makes or finds, or when a reload asks for it.
    private func announceBase(of wanted: VirtualInterface, _ base: NetworkInterface) throws(NetlinkError) {
        guard wanted.announcesBase, !announced.contains(wanted.name) else { return }
        try environment.routes.announce(interfaceIndex: base.index, group: base.group)
        announced.insert(wanted.name)
    }

    /// An instance doesn't need these any more; what no other one needs either is removed.
    func release(_ made: [VirtualInterface], owner: String) {
        for interface in made {
            owners[interface.name]?.remove(owner)
            guard owners[interface.name]?.isEmpty != false else { continue }
            owners[interface.name] = nil
            adopted[interface.name] = nil
            announced.remove(interface.name)
            sources[interface.name] = nil
            environment.settings.giveUp(owner: interface.name)
            remove(interface)
        }
    }

    /// Keeps a source of advertisements on an interface: deprecated, so that the machine takes it for nothing else (as keepalived's).
    func keep(source: IPv6Address, on made: VirtualInterface) {
        guard let interface = environment.interfaces.interface(named: made.name) else { return }
        func request(_ address: IPv6Address) -> AddressRequest {
            AddressRequest(
                interfaceIndex: interface.index, address: VirtualAddress(prefix: IPPrefix(.v6(address), length: 64), preferredLifetime: .some(0)))
        }
        let present = environment.interfaces.addresses(on: interface.index)
        if let former = sources[made.name], former != source { _ = try? environment.routes.remove([request(former)]) }
        sources[made.name] = source
        if present.contains(where: { $0.prefix.address == .v6(source) }) { return }
        for refused in (try? environment.routes.add([request(source)])) ?? [] {
            complain(made, "its source address \(source) can't be set: \(refused.refusal.detail)")
        }
    }

    private func remove(_ made: VirtualInterface) {
        guard let existing = environment.interfaces.interface(named: made.name), existing.alias == alias else { return }
        do throws(NetlinkError) {
            try remove(existing)
        } catch {
            logger.error("\(error)", metadata: DaemonLog.fields((.interface, made.name), event: "interface_failed"))
        }
    }

    /// Removes what an earlier process has left and no instance wants any more.
    func removeLeftovers(except wanted: Set<String>) {
        for interface in environment.interfaces.all where interface.alias == alias && !wanted.contains(interface.name) {
            logger.info(
                "removing \(interface.name), which an earlier run has left",
                metadata: DaemonLog.fields((.interface, interface.name), event: "leftover_removed"))
            try? remove(interface)
        }
    }

    private func make(_ wanted: VirtualInterface, _ base: NetworkInterface) throws(NetlinkError) {
        // Over an interface of a VRF, it belongs into the same.
        let controller = base.controller.flatMap { environment.interfaces.interface(numbered: $0) }
        try environment.routes.add(
            wanted, base: base.index, controller: controller?.kind == "vrf" ? controller?.index ?? 0 : 0, group: group(of: wanted) ?? base.group)
        try refresh(wanted.name)
    }

    /// nil: that of the base.
    private func group(of wanted: VirtualInterface) -> UInt32? {
        switch wanted.group {
        case nil: return nil
        case .number(let number): return number
        case .named(let name):
            if let number = environment.routingNames.linkGroup(name) { return number }
            logger.error(
                "there is no group of interfaces of the name \(name): \(wanted.name) belongs to that of \(wanted.base)",
                metadata: DaemonLog.fields((.interface, wanted.name), event: "interface_group_missing"))
            return nil
        }
    }

    private func remove(_ interface: NetworkInterface) throws(NetlinkError) {
        try environment.routes.removeInterface(index: interface.index)
        environment.interfaces.apply(.interfaceRemoved(index: interface.index))
    }

    private func refresh(_ name: String) throws(NetlinkError) {
        if let interface = try environment.routes.interface(named: name) { environment.interfaces.apply(.interface(interface)) }
    }

    private func complain(_ wanted: VirtualInterface, _ problem: String) {
        guard failed.insert(wanted.name).inserted else { return }
        logger.error(
            "\(wanted.name) over \(wanted.base) can't be made: \(problem)",
            metadata: DaemonLog.fields((.interface, wanted.name), event: "interface_failed"))
    }

    // MARK: - Settings

    /// What the interface and its base need so that both families are answered by the right one (Documentation/networking/ip-sysctl.rst), as
    /// long as the interface is there.
    private func adopt(_ wanted: VirtualInterface, _ made: NetworkInterface) {
        if adopted[wanted.name] == made { return }
        adopted[wanted.name] = made
        let settings = environment.settings
        func set(_ family: String, _ interface: String, _ name: String, _ value: String) {
            settings.set("net/\(family)/conf/\(interface)/\(name)", to: value, for: wanted.name)
        }
        if wanted.hardwareAddress != nil, wanted.family == .ipv4 {
            // Packets of other interfaces of this machine come in by it; ARP is answered for its own addresses only, and by it only.
            set("ipv4", made.name, "accept_local", "1")
            set("ipv4", wanted.base, "arp_ignore", "1")
            set("ipv4", wanted.base, "arp_filter", "1")
            // Answers from a virtual address may leave by the base: asking for the way with that address as the sender would teach neighbours
            // the hardware address of the base.
            set("ipv4", wanted.base, "arp_announce", "2")
            clearReversePathFilter(made.name)
        }
        // One of IPv6, too: it has no address of IPv4, and must not answer for those of others.
        if wanted.hardwareAddress != nil { set("ipv4", made.name, "arp_ignore", "1") }
        // Every router of the VRID would make the same link-local address from the hardware address.
        if wanted.hardwareAddress != nil { set("ipv6", made.name, "addr_gen_mode", "1") }
        set("ipv4", made.name, "promote_secondaries", "1")
        if wanted.family == .ipv4 { set("ipv6", made.name, "disable_ipv6", "1") }
        if let address = wanted.address, !environment.interfaces.addresses(on: made.index).contains(where: { $0.prefix.address == address.address }) {
            let request = AddressRequest(interfaceIndex: made.index, address: VirtualAddress(prefix: address))
            guard let refused = try? environment.routes.add([request]), refused.isEmpty else { return }
            // Known at once: an instance doesn't begin in FAULT for the time that the kernel's report takes.
            let present = InterfaceAddress(interfaceIndex: made.index, prefix: address, origin: Route.directorOrigin)
            environment.interfaces.apply(.address(present))
        }
    }

    /// The greater of `all` and an interface's own counts: `all` is given to each interface that isn't ours, so that ours can go without. What it
    /// was before decides, since an interface of ours that came earlier, or the process before this one, may have cleared it already.
    private func clearReversePathFilter(_ name: String) {
        let settings = environment.settings
        let path = { (interface: String) in "net/ipv4/conf/\(interface)/rp_filter" }
        if let common = settings.formerValue(path("all")), common > 0 {
            let others = environment.interfaces.all.filter { $0.alias != alias }.map(\.name)
            for interface in others + ["default"] where interface != name {
                let own = settings.formerValue(path(interface)) ?? 0
                if own < common { settings.set(path(interface), to: "\(common)", for: name) }
            }
            settings.set(path("all"), to: "0", for: name)
        }
        settings.set(path(name), to: "0", for: name)
    }
}

extension VirtualInterface {
    fileprivate var kindName: String {
        switch kind {
        case .macvlan: "macvlan"
        case .ipvlan: "ipvlan"
        }
    }
}

extension NetworkInterface {
    /// It is what is wanted, whoever has made it.
    fileprivate func fits(_ wanted: VirtualInterface, base: NetworkInterface) -> Bool {
        guard kind == wanted.kindName, parent == base.index else { return false }
        if case .macvlan(let address) = wanted.kind { return hardwareAddress == address }
        return true
    }
}
