public import NetworkTypes

/// One virtual router on one interface: the protocol state machine of RFC 3768 section 6.4, as keepalived runs it.
///
/// It has no clock and no socket. The shell calls `handleTimeout` at `deadline`, hands in what happens, and carries out the
/// effects in their order.
public struct VirtualRouter: Sendable {
    enum Condition {
        case initialize
        /// Started, but trackers that decide over FAULT haven't reported yet.
        case awaitingFirstResults
        case backup(masterDown: MonotonicInstant)
        case master(Mastership)
        case fault
    }

    /// A router that advertises.
    struct Master: Hashable {
        let address: IPAddress
        let priority: UInt8
        let interval: AdvertisementInterval
    }

    struct Mastership {
        var nextAdvertisement: MonotonicInstant
        /// When `garp_master_delay` after taking over is over.
        var repeatGratuitousARPs: MonotonicInstant?
        /// When `garp_lower_prio_delay` after the last answer to a lower priority is over.
        var repeatAnswer: MonotonicInstant?
        /// When `garp_master_refresh` is due.
        var refreshGratuitousARPs: MonotonicInstant?
        /// After a long silence: nothing is sent until `nextAdvertisement`, and any other master is made way for.
        var isListening = false
        var ownerConflict: OwnerConflict?
    }

    public internal(set) var parameters: VirtualRouterParameters
    /// The source of this router's advertisements, which also decides between equal priorities. Nil while the interface
    /// has none.
    public internal(set) var primaryAddress: IPAddress? {
        didSet { if primaryAddress != oldValue { routine.forget() } }
    }
    var timers: VirtualRouterTimers
    var condition = Condition.initialize
    /// Stands for the packet that was heard last, as long as the same one again would change nothing but the time; 0: it would, or there is none.
    ///
    /// What a backup needs for each packet stands together here, from the timers to the first counter: it is fetched from memory each second.
    public internal(set) var familiarNumber: UInt64 = 0
    public internal(set) var counters = VirtualRouterCounters()
    public internal(set) var faults: FaultCauses
    /// What goes into advertisements, 1 to 255: the configured priority and what tracked objects make of it.
    public internal(set) var effectivePriority: UInt8 { didSet { becomeStrange() } }
    /// What is known of tracked objects; one that hasn't reported yet is missing.
    var trackedStates: [TrackedObject: TrackedState] = [:]
    /// The master last listened to; nil while we are master, and while none is known.
    var otherMaster: Master? { didSet { becomeStrange() } }
    /// Whose advertisement was last listened to.
    var lastSender: IPAddress?
    /// As a backup: the master of lower priority whose advertisements are discarded, so that its time runs out.
    var discardedMaster: Master? { didSet { becomeStrange() } }
    /// It gave up by order: a master of lower priority is listened to.
    var rest: Rest?
    /// As a member of a sync group: only the others keep it from being master.
    var wantsMastership = false { didSet { becomeStrange() } }
    /// How often it has insisted against another master.
    var conflicts: UInt64 = 0
    var complaints = Complaints()
    /// The interval that the master says it has, by which version 3 waits for it (RFC 5798 section 6.1); our own until one is heard.
    var masterInterval: AdvertisementInterval
    /// When `preempt_delay` is over; nil while no master of lower priority is listened to.
    var preemptsFrom: MonotonicInstant? { didSet { becomeStrange() } }
    /// Another owner didn't make way, so this one goes on as an ordinary router.
    var hasYieldedOwnership = false { didSet { becomeStrange() } }
    let authenticator: any MessageAuthenticator
    var sentSequenceNumber: UInt32
    var memory = ReceiveMemory()
    /// The time of day as trailers have it.
    var clock: UInt64 = 0
    /// The last one that was given.
    var familiarSequence: UInt64 = 0
    /// What has been said as master and is said again.
    var routine = Routine()

    /// - Parameters:
    ///   - parameters: the virtual router's identifier must be 1 to 255, and its priority too.
    ///   - authenticator: for AH and `auth_hmac`.
    ///   - sequenceNumber: those of authentication headers begin behind it. Others that have heard a former process take only greater
    ///     ones, so it should follow the time.
    public init(
        parameters: VirtualRouterParameters, primaryAddress: IPAddress?, authenticator: any MessageAuthenticator = NoAuthenticator(),
        sequenceNumber: UInt32 = 0
    ) {
        self.parameters = parameters
        self.authenticator = authenticator
        sentSequenceNumber = sequenceNumber
        effectivePriority = max(parameters.priority, 1)
        masterInterval = parameters.usedInterval
        timers = VirtualRouterTimers(of: parameters, priority: effectivePriority, masterInterval: masterInterval)
        self.primaryAddress = primaryAddress
        faults = primaryAddress == nil ? .noPrimaryAddress : []
        if parameters.areUnusable { faults.insert(.configuration) }
    }

    public var state: VirtualRouterState {
        switch condition {
        case .initialize, .awaitingFirstResults: .initialize
        case .backup: .backup
        case .master: .master
        case .fault: .fault
        }
    }

    /// The address of the master: our own while we are it, else of the one last listened to; nil while none is known.
    public var masterAddress: IPAddress? {
        state == .master ? primaryAddress : otherMaster?.address
    }

    /// The priority that goes with `masterAddress`.
    public var masterPriority: UInt8? {
        state == .master ? effectivePriority : otherMaster?.priority
    }

    /// When `handleTimeout` must be called next; nil while no timer runs.
    public var deadline: MonotonicInstant? {
        switch condition {
        case .initialize, .awaitingFirstResults, .fault: nil
        case .backup(let masterDown): masterDown
        case .master(let mastership):
            [mastership.repeatGratuitousARPs, mastership.repeatAnswer, mastership.refreshGratuitousARPs, mastership.endOfOwnerConflict].compactMap(\.self)
                .reduce(mastership.nextAdvertisement, min)
        }
    }

    /// All counters begin at zero again.
    public mutating func clearCounters() {
        counters = VirtualRouterCounters()
    }

    var isOwner: Bool {
        effectivePriority == ProtocolConstants.ownerPriority
    }

    /// Whether it is master without asking whether there is another one (RFC 3768 section 6.4.1). As in keepalived, an owner that is told
    /// to begin as backup waits for the master down interval like any other.
    var beginsAsMaster: Bool {
        isOwner && parameters.initialState == .master
    }

    /// keepalived forgets `nopreempt` where `state MASTER` stands, and for the owner.
    var preempts: Bool {
        parameters.preempt || parameters.initialState == .master || isOwner
    }

    // MARK: - Start and stop

    /// Begins to take part.
    ///
    /// - Parameters:
    ///   - adoptingMastership: the process was master, died, and was restarted a moment later; its addresses are still on
    ///     the interface. The router carries on as master, and gives nothing up.
    ///   - silence: how long ago the former process can have sent its last advertisement. From the master down interval on
    ///     somebody may have taken over: the router keeps the addresses, but listens before it sends, like one that woke late.
    public mutating func start(now: MonotonicInstant, adoptingMastership: Bool = false, afterSilenceOf silence: Duration = .zero) -> [Effect] {
        guard case .initialize = condition else { return [] }
        // What trackers say comes after: whoever waited for it would leave addresses standing and say nothing.
        if faults.isEmpty, adoptingMastership { return adoptMastership(now: now, afterSilenceOf: silence) }
        if awaitsFirstResult {
            condition = .awaitingFirstResults
            // An earlier process may have left addresses behind.
            return [.removeVirtualAddresses]
        }
        return begin(now: now, initially: true)
    }

    /// - Parameter initially: at once after `start`.
    mutating func begin(now: MonotonicInstant, initially: Bool) -> [Effect] {
        if !faults.isEmpty {
            condition = .fault
            return [log(.enteredFault), .removeVirtualAddresses, .stateChanged(.fault)]
        }
        if beginsAsMaster, !parameters.isSynchronized { return becomeMaster(now: now, because: [.enteredMaster]) }
        let effects = becomeBackup(now: now, because: [.enteredBackup(initially: initially)]) + [.removeVirtualAddresses, .stateChanged(.backup)]
        return beginsAsMaster ? effects + claimMastership(now: now, because: []) : effects
    }

    private mutating func adoptMastership(now: MonotonicInstant, afterSilenceOf silence: Duration) -> [Effect] {
        if isOwner || silence < timers.masterDownInterval { return becomeMaster(now: now, because: [.keptMastership]) }
        counters.becameMaster &+= 1
        condition = .master(
            Mastership(nextAdvertisement: now + timers.listeningTime, refreshGratuitousARPs: refresh(after: now), isListening: true))
        return [log(.keptMastership), log(.wasSilent(for: silence)), .addVirtualAddresses, .stateChanged(.master)]
    }

    /// Ends taking part. A master hands over with priority 0 (RFC 3768 section 6.4.3).
    public mutating func stop(now: MonotonicInstant) -> [Effect] {
        let former = condition
        condition = .initialize
        wantsMastership = false
        otherMaster = nil
        discardedMaster = nil
        rest = nil
        switch former {
        case .initialize, .awaitingFirstResults: return []
        case .backup, .fault: return [.stateChanged(.initialize)]
        case .master(let mastership):
            return endMastership(mastership, saysFarewell: true, now: now) + [.removeVirtualAddresses, .stateChanged(.initialize)]
        }
    }

    // MARK: - Transitions

    mutating func becomeMaster(now: MonotonicInstant, because reasons: [Event.Kind]) -> [Effect] {
        counters.becameMaster &+= 1
        complaints.forget()
        wantsMastership = false
        otherMaster = nil
        discardedMaster = nil
        rest = nil
        preemptsFrom = nil
        learn(parameters.usedInterval)
        let mastership = Mastership(
            nextAdvertisement: now, repeatGratuitousARPs: repetition(after: now), refreshGratuitousARPs: refresh(after: now))
        let advertisement = advertise(as: mastership, now: now)
        // What is logged can wait for the addresses; clients wait for them already.
        return advertisement + [.addVirtualAddresses, .sendGratuitousARPs(rounds: parameters.gratuitousARPRepeat)] + reasons.map(log)
            + [.stateChanged(.master)]
    }

    /// - Parameter interval: that of the master that is made way for.
    mutating func becomeBackup(
        now: MonotonicInstant, because reasons: [Event.Kind], learning interval: AdvertisementInterval? = nil
    ) -> [Effect] {
        complaints.forget()
        wantsMastership = false
        otherMaster = nil
        discardedMaster = nil
        preemptsFrom = nil
        learn(interval ?? parameters.usedInterval)
        condition = .backup(masterDown: now + timers.masterDownInterval)
        return reasons.map(log)
    }

    /// Sends an advertisement and starts the advertisement timer again; one that is sent in time keeps the beat, so that a
    /// late wake-up doesn't make all that follow late.
    mutating func advertise(as mastership: Mastership, now: MonotonicInstant) -> [Effect] {
        var mastership = mastership
        let beat = mastership.nextAdvertisement + timers.advertisementInterval
        let isDue = now >= mastership.nextAdvertisement && now < beat
        mastership.nextAdvertisement = isDue ? beat : now + timers.advertisementInterval
        mastership.isListening = false
        condition = .master(mastership)
        counters.advertisementsSent &+= 1
        return [.sendAdvertisement(sealed(advertisement(priority: effectivePriority)))]
    }
}

extension VirtualRouter.Mastership {
    fileprivate var endOfOwnerConflict: MonotonicInstant? {
        if case .waiting(let end) = ownerConflict { end } else { nil }
    }
}
