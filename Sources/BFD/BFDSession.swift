public import NetworkTypes

/// One session in asynchronous mode: the state machine of RFC 5880 section 6.8.
///
/// It neither sends nor waits: its owner carries out the effects, hands in packets that `BFDSessionIndex` has found to be its own, and calls
/// `advance` when `deadline` has come.
public struct BFDSession: Sendable {
    /// What the owner of a session does after an input, in this order.
    public enum Effect: Hashable, Sendable {
        case transmit(BFDPacket)
        case stateChanged(BFDTransition)
        /// What those who follow the session are to be told.
        case reported(isUp: Bool)
        case log(BFDSessionEvent)
    }

    /// What is known of the neighbour (RFC 5880 section 6.8.1: bfd.Remote...).
    struct Remote: Hashable, Sendable {
        /// 0 where nothing was heard for a detection time.
        var discriminator: UInt32 = 0
        var state = BFDState.down
        var diagnostic = BFDDiagnostic.none
        var transmitInterval = Duration.zero
        /// Zero: it wants no periodic packets.
        var receiveInterval = Duration.microseconds(1)
        /// 0 where nothing was heard.
        var multiplier: UInt8 = 0
        var isDemand = false
    }

    public internal(set) var definition: BFDSessionDefinition
    /// By which the neighbour calls the session; not 0, and no other session of this machine has it.
    public let discriminator: UInt32
    public internal(set) var state = BFDState.down
    public internal(set) var diagnostic = BFDDiagnostic.none
    var remote = Remote()
    var intervals: BFDIntervals
    var generator: SeededGenerator
    public internal(set) var counters = BFDCounters()
    /// The last change of state; nil before the first.
    public internal(set) var lastTransition: BFDTransition?
    var times = BFDTimes()

    var isRunning = false
    var lastReception: MonotonicInstant?
    /// When the neighbour has been silent for too long.
    var detection: MonotonicInstant?
    var lastTransmission: MonotonicInstant?
    var nextTransmission: MonotonicInstant?
    /// The interval for which that was worked out.
    var plannedInterval = Duration.zero
    /// Without its P and F, what went out last.
    var lastContent: BFDPacket?
    /// Until then a session that was never up has nothing to say; nil once it was.
    var silenceEnds: MonotonicInstant?
    /// What was said last.
    public internal(set) var report: Bool?

    /// - Parameters:
    ///   - discriminator: not 0; where it is, 1 takes its place.
    ///   - generator: for the jitter of packets.
    public init(_ definition: BFDSessionDefinition, discriminator: UInt32, generator: SeededGenerator) {
        self.definition = definition
        self.discriminator = max(discriminator, 1)
        self.generator = generator
        intervals = BFDIntervals(BFDIntervals.Pair(transmit: definition.restingInterval, receive: definition.receiveInterval))
    }

    /// When `advance` is to be called; nil where there is nothing to wait for.
    public var deadline: MonotonicInstant? {
        [nextTransmission, detection, silenceEnds, intervals.deadline].compactMap(\.self).min()
    }

    // MARK: Inputs

    /// Begins to look for the neighbour.
    ///
    /// - Parameter silence: how long the session may take to come up before it is said to be down; zero says it at once.
    public mutating func start(now: MonotonicInstant, silence: Duration) -> [Effect] {
        isRunning = true
        if silence > .zero { silenceEnds = now + silence }
        return settled(now: now)
    }

    /// Goes on with a session that an earlier process has left a moment ago. To the neighbour nothing has happened, if it was less than the
    /// detection time.
    public mutating func resume(_ memory: BFDSessionMemory, now: MonotonicInstant) -> [Effect] {
        isRunning = true
        state = .up
        remote.discriminator = memory.remoteDiscriminator
        remote.state = .up
        remote.transmitInterval = memory.remoteTransmitInterval
        remote.receiveInterval = memory.remoteReceiveInterval
        remote.multiplier = memory.remoteMultiplier
        intervals.set(wantedIntervals)
        // The neighbour may have been told other numbers by the process before.
        intervals.beginPoll()
        lastReception = now
        detection = now + detectionTime
        return [.log(event(.resumed))] + settled(now: now)
    }

    /// To be called when `deadline` has come, or later.
    public mutating func advance(now: MonotonicInstant) -> [Effect] {
        var effects: [Effect] = []
        if let end = silenceEnds, end <= now { silenceEnds = nil }
        if let due = detection, due <= now { effects += neighbourIsSilent(due: due, now: now) }
        if state == .up, intervals.beginNext(now: now) { effects += beginPoll(now: now) }
        let isDue = nextTransmission.map { $0 <= now } ?? false
        effects += settled(now: now)
        if isDue, isPeriodic, !effects.contains(where: \.isTransmission) { effects += transmit(now: now) }
        return effects
    }

    /// Follows another definition with the same path.
    public mutating func reconfigure(to new: BFDSessionDefinition, now: MonotonicInstant) -> [Effect] {
        definition = new
        var effects: [Effect] = []
        if state == .up {
            if intervals.negotiate(wantedIntervals, now: now) { effects += beginPoll(now: now) }
        } else {
            intervals.set(wantedIntervals)
        }
        return effects + settled(now: now)
    }

    /// Ends the session in good order: the neighbour needn't wait for its detection time.
    public mutating func stop(now: MonotonicInstant) -> [Effect] {
        guard isRunning else { return [] }
        var effects: [Effect] = []
        if state != .adminDown { effects += enter(.adminDown, .administrativelyDown, now: now) }
        if mayTransmit { effects += transmit(now: now) }
        isRunning = false
        (nextTransmission, detection, silenceEnds) = (nil, nil, nil)
        return effects
    }

    /// Counts from zero again.
    public mutating func clearCounters() {
        counters = BFDCounters()
    }

    // MARK: States

    private mutating func neighbourIsSilent(due: MonotonicInstant, now: MonotonicInstant) -> [Effect] {
        detection = nil
        remote.discriminator = 0
        remote.receiveInterval = .microseconds(1)
        remote.isDemand = false
        guard state == .initializing || state == .up else { return [] }
        let silence = lastReception.map { now - $0 } ?? .zero
        return [.log(event(.expired(after: silence, overdue: now - due)))] + enter(.down, .detectionTimeExpired, now: now)
    }

    mutating func enter(_ new: BFDState, _ reason: BFDDiagnostic, now: MonotonicInstant) -> [Effect] {
        let transition = BFDTransition(from: state, to: new, diagnostic: reason, remoteDiagnostic: remote.diagnostic, time: now)
        state = new
        diagnostic = reason
        lastTransition = transition
        counters.transitions &+= 1
        var effects: [Effect] = [.log(event(.entered(transition))), .stateChanged(transition)]
        if new == .up {
            counters.timesUp &+= 1
            if intervals.negotiate(wantedIntervals, now: now) { effects += beginPoll(now: now) }
        } else {
            intervals.set(wantedIntervals)
        }
        return effects
    }

    var wantedIntervals: BFDIntervals.Pair {
        BFDIntervals.Pair(transmit: state == .up ? definition.transmitInterval : definition.restingInterval, receive: definition.receiveInterval)
    }

    mutating func beginPoll(now: MonotonicInstant) -> [Effect] {
        let log = Effect.log(event(.startedPoll))
        return mayTransmit ? [log] + transmit(now: now) : [log]
    }

    /// What follows from each input: packets that must not wait, the time of the next one, and what is said of the session.
    mutating func settled(now: MonotonicInstant) -> [Effect] {
        var effects = noteTimes()
        // The neighbour hears of every change at once (RFC 5880 section 6.8.7).
        if mayTransmit, remote.receiveInterval > .zero || lastContent != nil, lastContent != content { effects += transmit(now: now) }
        plan(now: now)
        if !isRunning { return effects }
        if state == .up { silenceEnds = nil }
        let isUp = state == .up ? true : silenceEnds == nil ? false : nil
        if let isUp, isUp != report {
            report = isUp
            effects.append(.reported(isUp: isUp))
        }
        return effects
    }

    func event(_ kind: BFDSessionEvent.Kind) -> BFDSessionEvent {
        BFDSessionEvent(session: definition.name, kind: kind)
    }
}

extension BFDSession.Effect {
    fileprivate var isTransmission: Bool {
        if case .transmit = self { true } else { false }
    }
}
