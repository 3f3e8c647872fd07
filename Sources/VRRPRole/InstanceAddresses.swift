internal import Configuration
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import RouteNetlink
internal import Routing
internal import VRRP

/// The virtual addresses of one instance in the kernel, and its routes and rules: set, announced, put back, taken away.
final class InstanceAddresses {
    private var configuration: VRRPInstance {
        didSet { made = nil }
    }
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "addresses")
    private let requester: KernelRequester
    private let routes: RouteKeeper
    /// What was put on interfaces by their numbers: these may be called otherwise when it is to be taken away again.
    private var held: Set<AddressRequest> = []
    /// The requests as last made, and the generation of the interfaces by which that was.
    private var made: (requests: [AddressRequest], generation: UInt64)?

    init(_ configuration: VRRPInstance, _ environment: VRRPEnvironment) {
        self.configuration = configuration
        self.environment = environment
        requester = KernelRequester(owner: configuration.parameters.name, instance: configuration.parameters.name, environment.routes)
        routes = RouteKeeper(requester, environment)
        routes.follow(configuration.routes, configuration.rules, isHeld: false)
    }

    private var name: String { configuration.parameters.name }

    /// All of them stand on their interfaces, and nobody else has put them there.
    var areAllHeld: Bool {
        let requests = requests()
        return !requests.isEmpty && requests.allSatisfy(environment.interfaces.holdsOurs)
    }

    /// All of them, with their interfaces, and whether they stand there now.
    var listing: [(address: VirtualAddress, interface: String, isPresent: Bool)] {
        (configuration.virtualAddresses + configuration.excludedAddresses).map { address in
            let name = configuration.interface(of: address)
            guard let interface = environment.interfaces.interface(named: name) else { return (address, name, false) }
            let wanted = AddressRequest(interfaceIndex: interface.index, address: address).listedPrefix
            return (address, name, environment.interfaces.addresses(on: interface.index).contains { $0.prefix == wanted })
        }
    }

    /// What the kernel is to be asked for; `endAdding` and `noteHeld` come after that.
    func beginAdding() -> [AddressRequest] {
        let requests = requests()
        if configuration.promotesSecondaries { promoteSecondaries(on: Set(requests.map(\.interfaceIndex))) }
        return requests
    }

    func endAdding() {
        routes.add()
        if configuration.extraAnnouncements != nil { repeatOnExtraInterfaces() }
    }

    /// Remembers what was put on interfaces. Once announcements are out: with hundreds of addresses it takes its time.
    ///
    /// - Parameter inEarnest: false in a rehearsal, of which nothing remains.
    func noteHeld(inEarnest: Bool) {
        var all = held
        all.formUnion(requests())
        if inEarnest { held = all }
    }

    func adding(_ request: AddressRequest, wasRefused refusal: NetlinkRefusal) {
        requester.tell(refusal, .add, request)
    }

    /// In keepalived's order: rules, routes, what still waits to be announced, addresses.
    func remove() {
        routes.remove()
        environment.announcer.cancel(owner: name)
        let wanted = requests()
        requester.carryOut(.remove, wanted + held.subtracting(wanted))
        held = []
    }

    /// Takes over another configuration; a master gives up what that no longer has.
    ///
    /// - Returns: whether it has other addresses than before.
    func follow(_ new: VRRPInstance, isMaster: Bool) -> Bool {
        let old = requests()
        configuration = new
        let wanted = requests()
        if !new.promotesSecondaries { environment.settings.giveUp(owner: promotionOwner) }
        if isMaster {
            let kept = Set(wanted)
            requester.carryOut(.remove, old.filter { !kept.contains($0) })
            held.formIntersection(wanted)
            repeatOnExtraInterfaces()
        }
        routes.follow(new.routes, new.rules, isHeld: isMaster)
        return old != wanted
    }

    /// The instance ends.
    func leave() {
        environment.settings.giveUp(owner: promotionOwner)
    }

    /// Puts back what somebody took away.
    func restore(_ address: InterfaceAddress) {
        let lost = requests().filter { $0.address.isTracked && $0.listedPrefix == address.prefix && $0.interfaceIndex == address.interfaceIndex }
        guard !lost.isEmpty else { return }
        logger.warning("(\(name)) somebody removed \(address.prefix) from \(interfaceName(address.interfaceIndex)): adding it again", metadata: DaemonLog.fields(instance: name))
        requester.carryOut(.add, lost)
        announce(lost, rounds: 1)
    }

    func restore(_ route: RemovedRoute) { routes.restore(route) }

    func restore(_ rule: RemovedRule) { routes.restore(rule) }

    /// A link came up: the kernel took routes away with it, without a word.
    func linkCameUp() { routes.add() }

    // MARK: - Announcements

    func announce(rounds: Int) {
        announce(requests(), rounds: rounds)
    }

    private func announce(_ requests: [AddressRequest], rounds: Int) {
        environment.announcer.announce(announcements(requests), rounds: rounds)
    }

    private func announcements(_ requests: [AddressRequest]) -> [AnnouncementQueue.Announcement] {
        var last: NetworkInterface?
        return requests.compactMap { request in
            if last?.index != request.interfaceIndex { last = environment.interfaces.interface(numbered: request.interfaceIndex) }
            guard let interface = last, interface.hardwareAddress != nil else { return nil }
            return AnnouncementQueue.Announcement(
                owner: name, address: request.prefix.address, interfaceIndex: interface.index, interface: interface.name)
        }
    }

    /// `garp_extra_if`: addresses elsewhere than on the interface that advertisements leave by.
    private func repeatOnExtraInterfaces() {
        let extra = configuration.extraAnnouncements
        let elsewhere = requests().filter { request in
            extra?.onAllInterfaces == true && interfaceName(request.interfaceIndex) != configuration.advertisementInterface
        }
        environment.announcer.announce(announcements(elsewhere), owner: name, every: extra?.interval ?? .zero)
    }

    // MARK: - The kernel

    func requests() -> [AddressRequest] {
        let generation = environment.interfaces.generation
        if let made, made.generation == generation { return made.requests }
        let requests = (configuration.virtualAddresses + configuration.excludedAddresses).compactMap { address -> AddressRequest? in
            guard let interface = environment.interfaces.interface(named: configuration.interface(of: address)) else { return nil }
            return AddressRequest(interfaceIndex: interface.index, address: address)
        }
        made = (requests, generation)
        return requests
    }

    private func interfaceName(_ index: Int32) -> String {
        environment.interfaces.interface(numbered: index)?.name ?? "interface \(index)"
    }

    private func promoteSecondaries(on interfaces: Set<Int32>) {
        for index in interfaces {
            guard let interface = environment.interfaces.interface(numbered: index) else { continue }
            environment.settings.set("net/ipv4/conf/\(interface.name)/promote_secondaries", to: "1", for: promotionOwner)
        }
    }

    /// What is set for made interfaces has another owner: it stays when a reload takes `promote_secondaries` away.
    private var promotionOwner: String { name + " promote_secondaries" }
}
