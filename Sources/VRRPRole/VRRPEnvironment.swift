internal import Configuration
internal import ControlProtocol
internal import Cryptography
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import PacketIO
internal import Processes
internal import RouteNetlink
internal import VRRP

/// What all instances of the role share.
final class VRRPEnvironment {
    let loop: EventLoop
    let routes: RouteConnection
    let announcer: Announcer
    let batch: AddressBatch
    let warmUp = TakeoverWarmUp()
    let index = InstanceIndex()
    let authenticator = OpenSSLAuthenticator()
    let settings = KernelSettings()
    let scripts: ScriptRunner
    let trackers: ScriptTrackers
    let files: FileTrackers
    let processes: ProcessTrackers
    let peerServers: PeerServers
    /// The sessions of the BFD role.
    let sessions: FollowedStates
    /// There is a BFD role, or there can be.
    var hasSessions = true
    let staticGroups = StaticGroups()
    let mail: InstanceMail
    let sync = ConnectionSync()
    let fifos: StateFIFOs
    let groups: SyncGroups
    var interfaces = InterfaceTable()
    /// Tells the supervisor of something that has happened.
    var publish: (RoleEvent) -> Void = { _ in }
    /// When tracked objects were last reported to have changed.
    var trackedSince: [TrackedObject: MonotonicInstant] = [:]
    /// Called for each packet that comes in.
    var deliver: (ReceivedPacket, AdvertisementChannel) -> Void = { _, _ in }
    private let receiver: PacketReceiver
    /// Makes removed routes and rules known.
    var followRoutes: () -> Void = {}
    /// Set by the role before any instance is there.
    var virtualInterfaces: VirtualInterfaceKeeper?
    let links: LinkStates
    private(set) var routingNames = RoutingNames()
    private var unknownTables: Set<String> = []
    private let channels = ChannelList()

    init() throws {
        loop = try EventLoop(isPrecise: true)
        scripts = ScriptRunner(loop, leash: CurrentProcess.executable)
        trackers = ScriptTrackers(loop, scripts)
        files = FileTrackers(loop)
        processes = ProcessTrackers(loop)
        peerServers = PeerServers(loop)
        sessions = FollowedStates(loop, memory: FollowedStates.longMemory)
        mail = InstanceMail(loop)
        fifos = StateFIFOs(loop, scripts)
        groups = SyncGroups(loop, scripts, mail, fifos)
        links = LinkStates(loop)
        routes = try RouteConnection()
        announcer = try Announcer(loop)
        receiver = try PacketReceiver(longest: AdvertisementChannel.longestPacket)
        batch = AddressBatch(loop, routes, announcer)
        interfaces = InterfaceTable(interfaces: try routes.interfaces(), addresses: try routes.addresses())
        groups.setAddresses = { [unowned self] in batch.finish() }
        links.interface = { [unowned self] name in interfaces.interface(named: name) }
        announcer.hardwareAddress = { [unowned self] index in interfaces.interface(numbered: index)?.hardwareAddress }
    }

    /// Where names of numbers stand, and what the kernel keeps for sockets.
    func follow(_ global: GlobalDefinitions, _ monitor: RouteMonitor) {
        routingNames = RoutingNames(
            administrator: global.routingNamesOfAdministrator, distribution: global.routingNamesOfDistribution)
        unknownTables = []
        routes.keep(global.socketBuffers.vrrpCommands)
        monitor.keep(global.socketBuffers.vrrpMonitor)
        processes.keep(global.socketBuffers.processMonitor)
    }

    /// The number of a routing table that the administrator has named.
    func routingTable(named name: String) -> UInt32? {
        if let number = routingNames.table(name) { return number }
        if unknownTables.insert(name).inserted {
            Logger(label: "vrrp").error("there is no routing table of the name \(name) in rt_tables: what names it is left out")
        }
        return nil
    }

    /// Reads interfaces and addresses anew, where reports of the kernel were lost.
    func readInterfaces() {
        do throws(NetlinkError) {
            interfaces = InterfaceTable(
                interfaces: try routes.interfaces(), addresses: try routes.addresses(), generation: interfaces.generation &+ 1)
        } catch {
            Logger(label: "vrrp").error("\(error)")
        }
    }

    /// The channel for an interface and group, which its base joins too where there is one; it lives as long as an instance holds it.
    func channel(_ interface: String?, base: Int32, _ key: AdvertisementChannel.Key) throws(SystemError) -> AdvertisementChannel {
        if let channel = channels[key] { return channel }
        return try AdvertisementChannel(loop, interface: interface, base: base, key: key, receiver, index, channels) { [unowned self] in deliver($0, $1) }
    }
}
