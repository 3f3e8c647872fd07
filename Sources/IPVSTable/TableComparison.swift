public import NetworkTypes

extension TableKeeper {
    /// A service whose state in the kernel isn't known for sure.
    struct Doubt: Sendable {
        private var complaint: String?

        /// Whether this refusal is another than the last one told.
        mutating func isNews(_ refusal: TableRefusal) -> Bool {
            let text = refusal.description
            defer { complaint = text }
            return text != complaint
        }

        /// Whether a refusal was told.
        var wasTold: Bool { complaint != nil }
    }

    /// The same difference, found again and again.
    struct KnownDrift: Sendable {
        var drift: [TableDrift]
        var times = 1

        /// A tug-of-war with somebody is told at its 1st, 2nd, 4th, 8th ... turn.
        var isWorthALine: Bool { times & (times - 1) == 0 }
    }

    /// A comparison under way.
    struct Comparison: Sendable {
        /// The services to look at, in this order. Nearly always that is the very list of those that should stand: of thousands there is no copy.
        var services: [ServiceIdentity]
        /// How many have been looked at.
        var done = 0
        /// To be looked at after them.
        var others: [ServiceIdentity]
        let isRound: Bool
        /// The service that is being read.
        var reading: ServiceIdentity?
        /// Whether a command about it was sent meanwhile: what was read is no picture of one moment then.
        var isTouched = false
        var lines = 0
        var untold = 0

        mutating func takeNext() -> ServiceIdentity? {
            if done < services.count + others.count { done += 1 } else { return nil }
            return done <= services.count ? services[done - 1] : others[done - services.count - 1]
        }
    }

    /// So many differences get a line of their own in one comparison.
    static let linesOfAComparison = 20

    // MARK: When

    /// When to begin the next comparison; nil while one is under way, and where none is needed.
    public var deadline: MonotonicInstant? {
        if comparison != nil { return nil }
        let round = reconciliation.reaction == .off ? nil : nextRound
        let retry = doubts.isEmpty ? nil : retryTime
        return [round, retry].compactMap(\.self).min()
    }

    mutating func doubt(_ service: ServiceIdentity, now: MonotonicInstant) {
        doubts[service] = doubts[service] ?? Doubt()
        planRetry(now: now)
    }

    private mutating func planRetry(now: MonotonicInstant) {
        if let retryTime, retryTime > now { return }
        retryTime = now + retryDelay
        retryDelay = min(retryDelay * 4, Self.longestRetry)
    }

    /// The daemon follows a reload: what was refused is tried again soon, and another reaction or interval may be configured.
    public mutating func follow(_ reconciliation: TableReconciliation, now: MonotonicInstant) {
        if !doubts.isEmpty {
            retryDelay = Self.firstRetry
            retryTime = now + Self.firstRetry
        }
        if reconciliation == self.reconciliation { return }
        self.reconciliation = reconciliation
        nextRound = now + reconciliation.interval
        knownDrift = [:]
    }

    // MARK: A comparison

    /// Begins to compare: every service of ours when a round is due, else those in doubt.
    ///
    /// - Parameter desired: all services that should stand, in the order in which they are to be looked at.
    public mutating func beginComparison(of desired: [ServiceIdentity], now: MonotonicInstant) {
        let isRound = reconciliation.reaction != .off && (nextRound ?? now) <= now
        if isRound { nextRound = now + reconciliation.interval }
        // All that should stand is ours, unless a command about it was refused: where as many are ours, there is no other one.
        let others = isRound && (owned.count != desired.count || !doubts.isEmpty) ? owned.subtracting(desired).sorted() : []
        comparison = Comparison(services: isRound ? desired : doubts.keys.sorted(), others: others, isRound: isRound)
        retryTime = nil
    }

    /// The service to be read next; nil where the comparison is through, or commands have to go out first.
    public mutating func nextService() -> ServiceIdentity? {
        guard !hasWork, let next = comparison?.takeNext() else { return nil }
        comparison?.reading = next
        comparison?.isTouched = false
        return next
    }

    /// Whether a comparison is under way.
    public var isComparing: Bool { comparison != nil }

    /// Services whose state in the kernel isn't known for sure, since a command about them was refused or they couldn't be read.
    public var doubtfulServices: [ServiceIdentity] { doubts.keys.sorted() }

    /// The service that `nextService` named last, until it is compared.
    public var serviceBeingRead: ServiceIdentity? { comparison?.reading }

    /// Takes what was read, and plans what the kernel lacks. Both are nil for a service that isn't there or should not be.
    ///
    /// - Parameters:
    ///   - desired: asked for only where `isRight` doesn't say all.
    ///   - isRight: what was read is known to be as it should be. Where that isn't known, false.
    public mutating func compare(
        _ service: ServiceIdentity, actual: TableService?, desired: @autoclosure () -> TableService?, isRight: Bool = false, now: MonotonicInstant
    ) -> [TableEvent] {
        guard var comparison, comparison.reading == service else { return [] }
        comparison.reading = nil
        defer { self.comparison = comparison }
        if comparison.isTouched {
            // Once more, after the others.
            comparison.others.append(service)
            return []
        }
        let desired = isRight ? actual : desired()
        let changes = isRight ? [] : missing(service, actual: actual, desired: desired)
        let doubt = doubts[service]
        if changes.isEmpty {
            if actual == nil, desired == nil { disown(service) }
            doubts[service] = nil
            knownDrift[service] = nil
            return doubt?.wasTold == true ? [.settled(service)] : []
        }
        let isRepaired = reconciliation.reaction == .repair || doubt != nil
        if isRepaired { for change in changes { enqueue(change) } }
        // What the kernel refused has been told already.
        if doubt != nil {
            planRetry(now: now)
            return []
        }
        return tell((actual ?? desired ?? TableService(settings: .none)).drift(behind: changes), of: service, isRepaired, &comparison)
    }

    private func missing(_ service: ServiceIdentity, actual: TableService?, desired: TableService?) -> [TableChange] {
        switch (actual, desired) {
        case (let actual?, let desired?): actual.changes(of: service, toReach: desired)
        case (nil, let desired?): desired.additions(as: service)
        case (.some, nil): owned.contains(service) ? [.removeService(service)] : []
        case (nil, nil): []
        }
    }

    private mutating func tell(
        _ drift: [TableDrift], of service: ServiceIdentity, _ isRepaired: Bool, _ comparison: inout Comparison
    ) -> [TableEvent] {
        // The destinations of a service that is missing are missing too.
        let drift = drift.contains(.serviceMissing(service)) ? [.serviceMissing(service)] : drift
        var known = KnownDrift(drift: drift)
        if let earlier = knownDrift[service], earlier.drift == drift { known.times = earlier.times + 1 }
        knownDrift[service] = known
        guard known.isWorthALine, isRepaired || known.times == 1 else { return [] }
        let told = drift.prefix(Self.linesOfAComparison - comparison.lines)
        comparison.lines += told.count
        comparison.untold += drift.count - told.count
        return told.map { .drift($0, isRepaired: isRepaired) }
    }

    /// The service could not be read: the comparison ends here and is begun anew a little later.
    public mutating func unreadable(because detail: String, now: MonotonicInstant) -> [TableEvent] {
        if let reading = comparison?.reading { doubts[reading] = doubts[reading] ?? Doubt() }
        comparison = nil
        planRetry(now: now)
        return [.failed(detail)]
    }

    /// The comparison is through.
    public mutating func endComparison(now: MonotonicInstant) -> [TableEvent] {
        guard let comparison else { return [] }
        self.comparison = nil
        if doubts.isEmpty {
            retryDelay = Self.firstRetry
            retryTime = nil
        } else {
            planRetry(now: now)
        }
        // A large table takes as long as it takes; the next round keeps a distance.
        if comparison.isRound { nextRound = max(nextRound ?? now, now + Self.pause) }
        return comparison.untold > 0 ? [.moreDrift(count: comparison.untold, isRepaired: reconciliation.reaction == .repair)] : []
    }

    /// Between the end of a round and the next.
    private static let pause = Duration.milliseconds(500)
}

extension ServiceSettings {
    fileprivate static let none = ServiceSettings(scheduler: Scheduler(rawValue: ""), persistencePrefixLength: 0)
}
