internal import Configuration
public import ControlProtocol
public import EventLoop
internal import IPVSNetlink
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import PacketIO
internal import Processes
internal import RouteNetlink
internal import Routing
internal import VRRP

/// The process that keeps the virtual addresses: VRRP sockets, addresses, gratuitous ARP.
public final class VRRPRole: RoleProgram {
    private let environment: VRRPEnvironment
    private let logger = Logger(label: "vrrp")
    private let monitor: RouteMonitor
    private let arguments: RoleArguments
    private let staticNetwork: StaticNetworkKeeper
    private let firewall: FirewallKeeper
    private let record: NetworkRecord
    private var control: RoleChannel?
    private let preparation: Preparation
    private var instances: [InstanceRunner] = [] {
        didSet { environment.index.forget() }
    }
    /// Instances that a reload has removed and whose scripts were still running.
    private var leaving: [InstanceRunner] = []
    /// Instances whose start is put off.
    private var delayed: [VRRPInstance]?
    private var isStopping = false
    private let delivery: PacketDelivery
    private var dataFiles: DataFileWriter?

    public init(_ arguments: RoleArguments, channel: Int32) throws {
        self.arguments = arguments
        // The monitor is open before the first dump, so that no change falls between them.
        monitor = try RouteMonitor()
        environment = try VRRPEnvironment()
        environment.hasSessions = !arguments.absentRoles.contains(.bfd)
        preparation = Preparation(environment.loop, part: .vrrp)
        delivery = PacketDelivery(environment)
        staticNetwork = StaticNetworkKeeper(environment)
        firewall = FirewallKeeper(environment.scripts, runtimeDirectory: arguments.runtimeDirectory)
        record = NetworkRecord(runtimeDirectory: arguments.runtimeDirectory)
        environment.virtualInterfaces = VirtualInterfaceKeeper(environment, runtimeDirectory: arguments.runtimeDirectory)
        environment.settings.follow(recordIn: arguments.runtimeDirectory)
        if arguments.hasTableNamespace { environment.sync.namespace = try TableNamespace(owning: RoleDescriptors.inherited.tableNamespace) }
        environment.followRoutes = { [unowned self] in followRoutes() }
        environment.groups.changed = { [unowned self] in tellGroup($0, is: $1) }
        environment.publish = { [unowned self] in control?.publish($0) }
        environment.reportChanges { [unowned self] in trackedObjectChanged($0, to: $1) }
        environment.links.changed = { [unowned self] name in
            for runner in instances { runner.linkChanged(name) }
        }
        preparation.answer = { [unowned self] in control?.answer($0) }
        preparation.follow = { [unowned self] in reload($0) }
        preparation.makeWay = { [unowned self] in control?.send(.makesWay) }
        environment.peerServers.publish = { [unowned self] in control?.publish($0) }
        environment.deliver = { [unowned self] in delivery.deliver($0, from: $1, among: instances) }
        try environment.loop.watch(monitor.descriptor, for: .readable) { [unowned self] _ in followInterfaces() }
        control = try RoleChannel(environment.loop, descriptor: channel) { [unowned self] order in
            switch order {
            case .prepare(let text): preparation.prepare(text)
            case .commit: preparation.commit()
            case .discard: preparation.discard()
            case .peerReport(let report): environment.hear(report)
            // An address that nobody speaks for any more must not stay.
            case .stop, .abandon: stop()
            case .leave: leave()
            case .write(let file): dataFiles?.write(file)
            }
        }
        dataFiles = DataFileWriter(
            environment.loop, arguments,
            written: { [unowned self] file in
                if file == .statisticsAndClear { for runner in instances { runner.clearCounters() } }
            },
            make: { [unowned self] file, position in piece(of: file, at: position) })
        control?.answer = { [unowned self] in VRRPAnswers(environment, instances, shortPackets: delivery.shortPackets).answer($0) }
    }

    private func piece(of file: DataFile, at position: UInt64) -> DataFileWriter.Piece {
        VRRPAnswers(environment, instances, shortPackets: delivery.shortPackets).piece(of: file, at: position, jsonVersion: dataFiles?.place.jsonVersion ?? 1)
    }

    private func tellGroup(_ name: String, is state: VirtualRouterState) {
        environment.publish(
            RoleEvent {
                $0.member("kind", "groupState")
                $0.member("object", name)
                $0.member("to", state.description)
                $0.member("text", "VRRP_Group(\(name)) is \(state.description)")
            })
    }

    private func trackedObjectChanged(_ object: TrackedObject, to state: TrackedState?) {
        let now = SystemClock.now()
        environment.noteChange(of: object, to: state, now: now)
        for runner in instances {
            runner.tellTrackedSession(object, state)
            runner.trackedObjectChanged(object, to: state, now: now)
        }
    }

    // MARK: Orders

    public var loop: EventLoop { environment.loop }

    public func begin(_ text: SealedText) -> Bool {
        guard let (read, beginning) = preparation.begin(text) else { return false }
        control?.tellBeginning(beginning)
        // Without an instance there is nothing to be done but to clear away what a crash has left.
        let configuration = beginning.findings.contains(.hasWork) ? read : Configuration()
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, read.global.daemon)
        environment.followTrackers(configuration, isStart: !arguments.takesOver)
        let instances = followEnvironment(configuration)
        environment.groups.follow(configuration.syncGroups)
        environment.virtualInterfaces?.removeLeftovers(except: Set(instances.flatMap(\.madeInterfaces).map(\.name)))
        record.begin(StaticNetwork(namedBy: instances, configuration.staticNetwork), environment)
        staticNetwork.follow(configuration.staticNetwork)
        firewall.follow(configuration)
        startInstances(instances, configuration.global)
        environment.settings.restoreUnowned()
        environment.batch.finish()
        preparation.settle([])
        control?.send(.ready)
        settle()
        return true
    }

    /// Gives back what reading the configuration took, and then takes again what a takeover wants.
    private func settle() {
        Memory.giveBack()
        DaemonLog.rehearse { instances.first { $0.router.primaryAddress != nil }?.rehearse() }
    }

    /// Starts the instances, at once or when the delay of the configuration is over. A role that takes over doesn't wait.
    private func startInstances(_ instances: [VRRPInstance], _ global: GlobalDefinitions) {
        let now = SystemClock.now()
        let sinceBoot = Duration.nanoseconds(now.nanoseconds)
        let delay = max(global.instanceDelay, global.instanceDelayAfterBoot - sinceBoot)
        guard delay > .zero, !arguments.takesOver else {
            for instance in instances { start(instance, takingOver: arguments.takesOver) }
            return
        }
        logger.info("Delaying startup for \(delay.secondsText) seconds")
        // What a former process has left isn't defended meanwhile.
        for instance in instances { InstanceAddresses(instance, environment).remove() }
        delayed = instances
        let timer = EventLoop.Timer { [unowned self] in
            let instances = delayed ?? []
            delayed = nil
            if isStopping { return }
            for instance in instances { start(instance, takingOver: false) }
        }
        environment.loop.arm(timer, at: now + delay)
    }

    private func start(_ configuration: VRRPInstance, takingOver: Bool) {
        let runner = InstanceRunner(configuration, environment)
        if configuration.isBound, runner.interface == nil {
            logger.error("(\(configuration.parameters.name)) interface \(configuration.interface) doesn't exist (yet): waiting for it", metadata: DaemonLog.fields(instance: configuration.parameters.name))
        }
        instances.append(runner)
        runner.start(takingOver: takingOver)
    }

    /// Brings in line what instances share.
    ///
    /// - Returns: the instances as they are to be run.
    private func followEnvironment(_ configuration: Configuration) -> [VRRPInstance] {
        followGlobal(configuration)
        return prepared(configuration.synchronizedInstances, usableScripts: followScripts(configuration))
    }

    private func followGlobal(_ configuration: Configuration) {
        let global = configuration.global
        environment.follow(global, monitor)
        environment.scripts.policy = global.scriptPolicy
        environment.mail.follow(configuration)
        environment.sync.follow(configuration)
        environment.fifos.follow(global.fifos, runsAlone: arguments.absentRoles.contains(.check))
        environment.announcer.follow(global.announcementLimits)
        environment.links.follow(global.links)
        followGroupReports(areOff: global.reportsNoLocalGroups)
        delivery.unknownRouters.isLogged = global.logsUnknownIdentifiers
    }

    /// Runs the scripts that instances track, and no others.
    ///
    /// - Returns: the names of those that can be run.
    private func followScripts(_ configuration: Configuration) -> Set<String> {
        let tracked = Set(configuration.synchronizedInstances.flatMap(\.parameters.tracking).map(\.object))
        let usable = configuration.vrrpScripts.filter { script in
            guard tracked.contains(.script(script.name)) else {
                logger.info("Warning - script \(script.name) is not used")
                return false
            }
            guard let obstacle = environment.scripts.obstacle(to: script.command) else { return true }
            logger.error("Disabling track script \(script.name) since not found/accessible: \(script.command.words.first ?? ""): \(obstacle)")
            return false
        }
        environment.trackers.follow(usable)
        return Set(usable.map(\.name))
    }

    /// Without the tracking of scripts that can't be run, which as in keepalived have no influence; with the keys of `auth_hmac` that stand
    /// in files; and with no more addresses than an advertisement has room for.
    private func prepared(_ instances: [VRRPInstance], usableScripts: Set<String>) -> [VRRPInstance] {
        instances.map { instance in
            var instance = instance
            instance.parameters.tracking.removeAll { if case .script(let name) = $0.object { !usableScripts.contains(name) } else { false } }
            return fitted(instance.keyFiles.isEmpty ? instance : instance.withKeysFromFiles(logger))
        }
    }

    /// Without the addresses in its advertisement that a packet has no room for. Asked at start and at reload, as in keepalived.
    private func fitted(_ instance: VRRPInstance) -> VRRPInstance {
        let unit = environment.interfaces.interface(named: instance.interface).map { Int($0.maximumTransmissionUnit) }
        let fitted = instance.fitting(maximumTransmissionUnit: unit ?? VRRPInstance.usualTransmissionUnit)
        let surplus = instance.virtualAddresses.count - fitted.virtualAddresses.count
        if surplus > 0 {
            logger.warning(
                "(\(instance.parameters.name)) an advertisement on \(instance.interface) has no room for \(surplus) of \(instance.virtualAddresses.count) addresses: they are treated as excluded ones",
                metadata: DaemonLog.fields(instance: instance.parameters.name))
        }
        return fitted
    }

    private func followGroupReports(areOff: Bool) {
        let owner = "disable_local_igmp"
        if areOff {
            environment.settings.set("net/ipv4/igmp_link_local_mcast_reports", to: "0", for: owner)
        } else {
            environment.settings.giveUp(owner: owner)
        }
    }

    /// Instances that mean the same protocol and place keep state, timers and mastership.
    private func reload(_ new: Configuration) {
        if isStopping { return }
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, new.global.daemon)
        defer {
            control?.send(.reloaded)
            preparation.settle([])
            settle()
        }
        var wanted: [InstanceIdentity: VRRPInstance] = [:]
        environment.followTrackers(new, isStart: false)
        let newInstances = followEnvironment(new)
        for instance in newInstances { wanted[InstanceIdentity(instance)] = instance }
        environment.groups.follow(new.syncGroups)
        let network = StaticNetwork(namedBy: newInstances, new.staticNetwork)
        record.follow(network)
        staticNetwork.follow(new.staticNetwork)
        firewall.follow(new)
        if delayed != nil {
            delayed = newInstances
            return
        }
        let gone = instances.filter { wanted[InstanceIdentity($0.configuration)] == nil }
        instances.removeAll { wanted[InstanceIdentity($0.configuration)] == nil }
        for runner in gone { runner.stop(removed: true) }
        leaving = (leaving + gone).filter { !$0.notifier.isIdle }
        for runner in instances {
            guard let configuration = wanted.removeValue(forKey: InstanceIdentity(runner.configuration)) else { continue }
            if configuration != runner.configuration { runner.reconfigure(to: configuration) }
        }
        for instance in newInstances where wanted[InstanceIdentity(instance)] != nil { start(instance, takingOver: false) }
        // Of groups that are new, members that were there before have told nothing yet.
        for runner in instances {
            environment.groups.follow(runner)
            // A tracker of the same name may be another one now.
            runner.followTracked()
        }
        environment.batch.finish()
        record.settle(network)
        if new.global.fifos.tellsStatesOnReload { environment.fifos.repeatStates() }
    }

    /// `-V`: the instances' addresses, routes, rules and what guards them stay, and the others aren't told. The next start finds them as
    /// after a crash. What is static goes: it isn't what a peer would miss, and nobody would look after it.
    private func leave() {
        guard !isStopping else { return }
        isStopping = true
        Logger(label: "vrrp").notice("What stands in the kernel is left there (--dont-release-vrrp)")
        staticNetwork.remove()
        environment.trackers.end()
        environment.sync.stop()
        environment.fifos.close { [unowned self] in environment.loop.stop() }
        let timer = EventLoop.Timer { [unowned self] in environment.loop.stop() }
        environment.loop.arm(timer, at: SystemClock.now() + Self.longestNotification)
        if !environment.fifos.isBusy { environment.loop.stop() }
    }

    /// How long the end waits for notify scripts; those that still wait then are all started at once.
    private static let longestNotification = Duration.seconds(3)

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        environment.groups.prepareToStop()
        for runner in instances { runner.stop() }
        environment.groups.stop()
        environment.fifos.close { [unowned self] in endWhenNotified() }
        staticNetwork.remove()
        record.end()
        followGroupReports(areOff: false)
        firewall.becameIdle = { [unowned self] in endWhenNotified() }
        firewall.remove()
        environment.trackers.end()
        environment.sync.stop()
        for notifier in notifiers { notifier.becameIdle = { [unowned self] in endWhenNotified() } }
        let timer = EventLoop.Timer { [unowned self] in
            for notifier in notifiers { notifier.flush() }
            environment.loop.stop()
        }
        environment.loop.arm(timer, at: SystemClock.now() + Self.longestNotification)
        endWhenNotified()
    }

    private func endWhenNotified() {
        if firewall.isIdle, notifiers.allSatisfy(\.isIdle), !environment.fifos.isBusy { environment.loop.stop() }
    }

    private var notifiers: [ScriptNotifier] { (instances + leaving).map(\.notifier) + environment.groups.notifiers }

    // MARK: Interfaces

    /// In keepalived's words.
    private func log(_ changes: AddressChanges) {
        let logger = Logger(label: "vrrp")
        for address in changes.added.sorted() { logger.info("Netlink reflector reports IP \(address) added") }
        for address in changes.removed.sorted() { logger.info("Netlink reflector reports IP \(address) removed") }
    }

    private func followInterfaces() {
        let events = monitor.events()
        // What the end has taken away, nobody is to make anew.
        if isStopping { return }
        let former = environment.interfaces
        if events.contains(.overrun) {
            environment.readInterfaces()
        } else {
            for event in events { environment.interfaces.apply(event) }
        }
        let changes = AddressChanges(events)
        if arguments.logsAddresses { log(changes) }
        for runner in instances where runner.isConcerned(by: changes) { runner.interfacesChanged() }
        if changes.isMore { environment.links.observe() }
        if environment.interfaces.hasNewLink(since: former) || events.contains(.overrun) {
            for runner in instances { runner.linkCameUp() }
            staticNetwork.interfacesChanged()
        } else if changes.isMore || !changes.added.isEmpty {
            staticNetwork.tryAgain()
        }
        for event in events { restore(event) }
    }

    /// What somebody has taken away is put back.
    private func restore(_ event: RouteEvent) {
        switch event {
        case .addressRemoved(let address):
            for runner in instances { runner.addressDisappeared(address) }
            staticNetwork.restore(address)
        case .routeRemoved(let route):
            for runner in instances { runner.routeDisappeared(route) }
            staticNetwork.restore(route)
        case .ruleRemoved(let rule):
            for runner in instances { runner.ruleDisappeared(rule) }
            staticNetwork.restore(rule)
        case .interface, .interfaceRemoved, .address, .overrun: break
        }
    }

    private func followRoutes() {
        do throws(NetlinkError) {
            try monitor.followRoutes()
        } catch {
            logger.error("routes that somebody removes are not put back: \(error)")
        }
    }
}
