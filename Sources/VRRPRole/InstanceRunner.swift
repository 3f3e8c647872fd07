internal import Configuration
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import PacketIO
internal import RouteNetlink
internal import Routing
internal import VRRP

/// One VRRP instance at work: hands its state machine what happens and carries out the effects.
final class InstanceRunner {
    // What each advertisement needs stands together, and its accesses aren't checked when they are made: nothing that is called meanwhile comes back here.
    private let loop: EventLoop
    @exclusivity(unchecked) private var timer: EventLoop.Timer?
    /// Its addresses are set at the end of this round, and what comes after that waits.
    @exclusivity(unchecked) private var isAwaitingAddresses = false
    @exclusivity(unchecked) private(set) var router: VirtualRouter

    private(set) var configuration: VRRPInstance
    let environment: VRRPEnvironment
    private(set) var history: TransitionHistory
    private let logger = Logger(label: "vrrp")
    private let packetLogger = Logger(label: "advertisements")
    private(set) var channel: AdvertisementChannel?
    let notifier: ScriptNotifier
    let addresses: InstanceAddresses
    @exclusivity(unchecked) var sender: AdvertisementSender
    private var isRemoved = false
    /// Effects of which nobody has been told yet, since addresses come first.
    private var untold: [VirtualRouter.Effect] = []
    /// Whether the interfaces that the instance needs were there when it last looked.
    private var hasLinks = false
    private var toldPriority: UInt8 = 0
    private var toldConflicts: UInt64 = 0
    /// The interface for advertisements, while it exists.
    private(set) var interface: NetworkInterface? {
        didSet { if interface?.index != oldValue?.index { environment.index.forget() } }
    }

    init(_ configuration: VRRPInstance, _ environment: VRRPEnvironment) {
        self.configuration = configuration
        self.environment = environment
        loop = environment.loop
        history = TransitionHistory(began: SystemClock.now())
        sender = AdvertisementSender(configuration)
        notifier = ScriptNotifier(.instance(configuration.parameters.name), environment.loop, environment.scripts)
        addresses = InstanceAddresses(configuration, environment)
        environment.virtualInterfaces?.ensure(configuration)
        interface = environment.interfaces.interface(named: configuration.advertisementInterface)
        router = VirtualRouter(
            parameters: configuration.parameters, primaryAddress: Self.primaryAddress(configuration, environment.interfaces),
            authenticator: environment.authenticator, sequenceNumber: SystemClock.sequenceNumber())
        toldPriority = router.effectivePriority
        timer = EventLoop.Timer { [unowned self] in deadlineReached() }
    }

    deinit {
        environment.groups.leave(self)
    }

    // MARK: Life

    /// - Parameter takingOver: the last process of this role died a moment ago.
    func start(takingOver: Bool) {
        environment.groups.join(self)
        keepSource(router.primaryAddress)
        openChannel()
        let now = readClocks()
        hasLinks = isUsable
        if !hasLinks { _ = router.interfaceDown(now: now) }
        followTracked()
        perform(router.start(now: now, adoptingMastership: takingOver && addresses.areAllHeld))
    }

    /// - Parameter removed: a reload has taken the instance away; its scripts hear of FAULT then, as keepalived's do.
    func stop(removed: Bool = false) {
        isRemoved = removed
        perform(router.stop(now: readClocks()))
        if let timer { environment.loop.disarm(timer) }
        channel?.forget(self)
        channel = nil
        addresses.leave()
        environment.virtualInterfaces?.release(configuration.madeInterfaces, owner: configuration.parameters.name)
    }

    /// What its sync group wants of it.
    func obey(_ order: SyncGroup.Order) {
        perform(router.obey(order, now: SystemClock.now()))
    }

    /// Hands over to another director; see `VirtualRouter.giveUp`.
    func giveUp(for time: Duration?) throws(VirtualRouter.FailoverRefusal) {
        perform(try router.giveUp(for: time, now: readClocks()))
    }

    func clearCounters() {
        router.clearCounters()
    }

    /// Another member of its sync group has given up for all.
    func takeRest(for time: Duration?) {
        router.takeRest(for: time, now: SystemClock.now())
    }

    func received(_ packet: ReceivedPacket) {
        let now = readClocks()
        packetLogger.trace(
            "(\(configuration.parameters.name)) received priority \(packet.payload.count > 2 ? packet.payload[2] : 0) from \(packet.source), \(packet.payload.count) bytes")
        perform(router.received(packet, now: now))
    }

    /// The packet behind which the router's `familiarNumber` was this has come again.
    ///
    /// - Returns: whether that was all there is to it.
    func heardAgain(_ number: UInt64, now: MonotonicInstant) -> Bool {
        guard !isAwaitingAddresses, !DaemonLog.tracesPackets, let timer, let deadline = router.heardAgain(number, now: now) else { return false }
        loop.arm(timer, at: TakeoverWarmUp.begin(before: deadline))
        return true
    }

    private func deadlineReached() {
        if let timer, let takeover = nextTakeover {
            let now = SystemClock.now()
            if now < takeover {
                // An advertisement that came during a rehearsal is heard before the time is over.
                if environment.warmUp.prepare(self, until: takeover, now: now) { channel?.receive() }
                if nextTakeover == takeover { environment.loop.arm(timer, at: takeover) }
                return
            }
        }
        if let timer, !isAwaitingAddresses, let repetition = router.advertiseAgain(now: SystemClock.now()) {
            if let channel, !sender.sendAgain(repetition.number, on: channel), let advertisement = router.repeatedAdvertisement {
                send(advertisement, keptAs: repetition.number)
            }
            return environment.loop.arm(timer, at: repetition.deadline)
        }
        let now = readClocks()
        perform(router.handleTimeout(now: now))
    }

    /// Tells the router the time of day, where its advertisements carry it.
    private func readClocks() -> MonotonicInstant {
        if router.needsWallClock { router.readWallClock(SystemClock.sinceEpoch()) }
        return SystemClock.now()
    }

    /// Follows a changed block of the same name, VRID and interface, without giving anything up.
    func reconfigure(to new: VRRPInstance) {
        let former = configuration.madeInterfaces
        configuration = new
        sender.follow(new)
        environment.virtualInterfaces?.ensure(new)
        let hasOtherAddresses = addresses.follow(new, isMaster: router.state == .master)
        let names = Set(new.madeInterfaces.map(\.name))
        environment.virtualInterfaces?.release(former.filter { !names.contains($0.name) }, owner: new.parameters.name)
        let now = SystemClock.now()
        openChannel()
        let primary = Self.primaryAddress(new, environment.interfaces)
        keepSource(primary)
        perform(router.primaryAddressChanged(to: primary, now: now))
        perform(router.reconfigure(to: new.parameters, now: now))
        followLinks()
        followTracked()
        // Addresses that don't stand in the advertisement are no matter of the protocol, but they follow all the same.
        if router.state == .master, hasOtherAddresses { perform([.addVirtualAddresses]) }
    }

    // MARK: Interfaces and addresses

    /// Whether `interfacesChanged` has anything to look at. While hundreds of instances take over, each sees the addresses of all.
    func isConcerned(by changes: AddressChanges) -> Bool {
        if changes.isMore { return true }
        // A new address comes behind those that are there, so it can only be the first one where there was none.
        guard let primary = router.primaryAddress else { return true }
        // One that was made up waits for the base's own.
        if configuration.hasSourceOnMacvlan, changes.hasAddedLinkLocal, primary == madeUpSource { return true }
        return changes.removed.contains(primary) || configuration.source.map(changes.added.contains) ?? false
    }

    /// Interfaces or addresses of the machine have changed.
    func interfacesChanged() {
        environment.virtualInterfaces?.ensure(configuration)
        let former = interface
        interface = environment.interfaces.interface(named: configuration.advertisementInterface)
        let now = SystemClock.now()
        if channel?.key.interfaceIndex != place?.index {
            channel?.forget(self)
            channel = nil
            openChannel()
        }
        if interface?.index != former?.index {
            // Another interface of the same name has none of them.
            if router.state == .master, interface != nil { perform([.addVirtualAddresses, .sendGratuitousARPs(rounds: 1)]) }
        }
        followLinks()
        let primary = Self.primaryAddress(configuration, environment.interfaces)
        keepSource(primary)
        if primary != router.primaryAddress { perform(router.primaryAddressChanged(to: primary, now: now)) }
    }

    /// A link is up, or down, and has been so for long enough.
    func linkChanged(_ name: String) {
        if name == configuration.interface || configuration.neededInterfaces.contains(name) {
            logger.info("(\(configuration.parameters.name)) Netlink reports \(name) \(environment.links.isUp(name) ? "up" : "down")", metadata: DaemonLog.fields(instance: configuration.parameters.name))
        }
        followLinks()
        let object = TrackedObject.interface(name)
        trackedObjectChanged(object, to: environment.state(of: object), now: SystemClock.now())
    }

    /// Tells the router whether it has the interfaces that it needs.
    private func followLinks() {
        guard hasLinks != isUsable else { return }
        hasLinks.toggle()
        let now = readClocks()
        perform(hasLinks ? router.interfaceUp(now: now) : router.interfaceDown(now: now))
    }

    /// An address was taken off an interface by somebody: a master puts its own back.
    func addressDisappeared(_ address: InterfaceAddress) {
        if router.state == .master { addresses.restore(address) }
    }

    func routeDisappeared(_ route: RemovedRoute) {
        if router.state == .master { addresses.restore(route) }
    }

    func ruleDisappeared(_ rule: RemovedRule) {
        if router.state == .master { addresses.restore(rule) }
    }

    func linkCameUp() {
        if router.state == .master { addresses.linkCameUp() }
    }

    /// Tells the router what is known of all that it tracks.
    func followTracked() {
        let now = SystemClock.now()
        for tracking in configuration.parameters.tracking {
            trackedObjectChanged(tracking.object, to: environment.state(of: tracking.object), now: now)
        }
    }

    func trackedObjectChanged(_ object: TrackedObject, to state: TrackedState?, now: MonotonicInstant) {
        let effects = router.trackedObjectChanged(object, to: state, now: now)
        if !effects.isEmpty { perform(effects) }
    }

    /// What the socket hears that is for this instance; nil while it has none.
    var channelKey: AdvertisementChannel.Key? { channel?.key }

    /// Whether another socket than this one brings the packets of such a virtual router.
    func hears(_ identifier: UInt8, _ family: AddressFamily, butNotOn key: AdvertisementChannel.Key) -> Bool {
        configuration.parameters.virtualRouterID == identifier && configuration.parameters.family == family && channel?.key != key
            && (!configuration.isBound || key.interfaceIndex == 0)
    }

    /// Whether a packet that says this virtual router's identifier is for it.
    func fit(of packet: ReceivedPacket) -> VirtualRouterParameters.Fit {
        configuration.parameters.fit(of: packet, group: configuration.channelGroup, address: router.primaryAddress)
    }

    private func openChannel() {
        guard let place else { return }
        let key = AdvertisementChannel.Key(configuration, on: place.index)
        do throws(SystemError) {
            if channel?.key != key {
                environment.index.forget()
                channel = try environment.channel(place.name, base: baseIndex, key)
            }
            let buffer = configuration.receiveBuffer?.size(
                maximumTransmissionUnit: Int(interface?.maximumTransmissionUnit ?? 1500), advertisement: configuration.parameters.advertisementLength)
            try channel?.reserve(buffer, for: configuration.parameters.name)
        } catch {
            logger.error("(\(configuration.parameters.name)) can't send or receive advertisements on \(configuration.interface): \(error)", metadata: DaemonLog.fields(instance: configuration.parameters.name))
        }
    }

    // MARK: Effects

    private func perform(_ effects: [VirtualRouter.Effect]) {
        // The effects of one call come after those of the last one.
        if isAwaitingAddresses { environment.batch.finish() }
        carryOut(effects[...])
        if isAwaitingAddresses { untold = effects } else { tell(effects) }
        environment.groups.follow(self)
        guard let timer else { return }
        if let takeover = nextTakeover {
            environment.loop.arm(timer, at: TakeoverWarmUp.begin(before: takeover))
        } else if let deadline = router.deadline {
            environment.loop.arm(timer, at: deadline)
        } else {
            environment.loop.disarm(timer)
        }
    }

    /// When a backup takes over if it hears nothing.
    private var nextTakeover: MonotonicInstant? {
        router.state == .backup ? router.deadline : nil
    }

    private func tell(_ effects: [VirtualRouter.Effect]) {
        tellEvents(effects, history.note(effects, of: router, now: SystemClock.now()))
        tellChanges()
    }

    /// What has waited for the addresses.
    func tellWhatWaited() {
        let effects = untold
        untold = []
        tell(effects)
    }

    /// Carries effects out; those behind the setting of addresses come with the other instances that set some in this round.
    func carryOut(_ effects: ArraySlice<VirtualRouter.Effect>) {
        isAwaitingAddresses = false
        for (index, effect) in zip(effects.indices, effects) {
            switch effect {
            case .sendAdvertisement(let advertisement): send(advertisement)
            case .addVirtualAddresses:
                isAwaitingAddresses = true
                return environment.batch.add(self, then: effects[(index + 1)...])
            case .removeVirtualAddresses: addresses.remove()
            case .sendGratuitousARPs(let rounds): addresses.announce(rounds: rounds)
            case .stateChanged(let state):
                for listener in StateChangeOrder.listeners(of: state) {
                    switch listener {
                    case .scripts: notify(NotifiedState(state))
                    case .connectionSync: environment.sync.stateChanged(of: configuration.parameters.name, isMaster: state == .master)
                    }
                }
            case .log: log(effect)
            }
        }
    }

    func log(_ effect: VirtualRouter.Effect) {
        guard case .log(let event) = effect else { return }
        switch event.level {
        case .info: logger.info("\(event)", metadata: fields(of: event))
        case .warning: logger.warning("\(event)", metadata: fields(of: event))
        }
    }

    private func fields(of event: VirtualRouter.Event) -> Logger.Metadata? {
        DaemonLog.fields(instance: event.instanceName, event: event.kind.name)
    }

    /// What is told beside the states.
    private func tellChanges() {
        let (priority, conflicts) = (router.effectivePriority, router.standing.conflicts)
        let subject = NotificationSubject.instance(configuration.parameters.name)
        if conflicts != toldConflicts {
            environment.fifos.tell(.masterHeardLowerPriority, of: subject, priority: priority)
            if let command = configuration.notifications.masterHeardLowerPriority { notifier.notify([command]) }
        }
        if priority != toldPriority, configuration.tellsPriorities {
            switch router.state {
            case .master: environment.fifos.tell(.masterPriority, of: subject, priority: priority)
            case .backup: environment.fifos.tell(.backupPriority, of: subject, priority: priority)
            case .initialize, .fault: break
            }
        }
        (toldPriority, toldConflicts) = (priority, conflicts)
    }

    private func notify(_ state: NotifiedState) {
        let deletion = configuration.notifications.tellsDeletion ? NotifiedState.deleted : .fault
        let state = state == .stop && isRemoved ? deletion : state
        let subject = NotificationSubject.instance(configuration.parameters.name)
        environment.fifos.tell(state, of: subject, priority: router.effectivePriority)
        if isRemoved { environment.fifos.forget(subject) }
        if configuration.sendsMail { environment.mail.send(state, of: .instance(configuration.parameters.name)) }
        notifier.notify(
            configuration.notifications.commands(for: state, of: .instance(configuration.parameters.name), priority: router.effectivePriority))
    }

    private func send(_ advertisement: Advertisement, keptAs number: UInt64 = 0) {
        guard let source = router.primaryAddress, let channel else { return }
        sender.send(advertisement, keptAs: number, from: source, on: channel, environment.authenticator)
    }
}
