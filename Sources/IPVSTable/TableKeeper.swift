public import NetworkTypes

/// Keeps the kernel's table as it should be: which commands go out next, what to do when one is refused, and when to compare.
///
/// It neither sends nor reads. Its owner hands changes to `enqueue`, takes them back in batches from `nextBatch`, and tells what became
/// of each batch. When `deadline` has come it calls `beginComparison`, and then, service by service as `nextService` names them, hands in
/// what it has read. Whatever goes wrong, the answer is the same: read the service that is in doubt, and send what it lacks.
public struct TableKeeper: Sendable {
    public var reconciliation: TableReconciliation
    /// Services that are ours in the kernel, or are about to be.
    public private(set) var owned: Set<ServiceIdentity>
    /// Those of `owned` that are to be written down yet.
    private var unrecorded: [ServiceIdentity] = []
    /// Whether services are written down that aren't ours any more.
    public private(set) var recordNamesOthers = false

    private var queue: [TableChange] = []
    /// How many of the queue are sent.
    private var sent = 0
    /// How many stand in the order in which they are to be sent.
    private var ordered = 0

    // The comparison's part, in TableComparison.swift.
    var doubts: [ServiceIdentity: Doubt] = [:]
    var retryDelay = Self.firstRetry
    var retryTime: MonotonicInstant?
    var nextRound: MonotonicInstant?
    var comparison: Comparison?
    var knownDrift: [ServiceIdentity: KnownDrift] = [:]

    static let firstRetry = Duration.milliseconds(100)
    static let longestRetry = Duration.seconds(60)

    /// - Parameter owned: what an earlier run wrote down as ours.
    public init(_ reconciliation: TableReconciliation = TableReconciliation(), owned: Set<ServiceIdentity> = []) {
        self.reconciliation = reconciliation
        self.owned = owned
    }

    // MARK: Start

    /// Plans the first commands.
    ///
    /// - Parameter actual: what the kernel has of the desired services and of ours.
    public mutating func begin(actual: Table, desired: Table, now: MonotonicInstant) {
        queue = actual.changes(toReach: desired, owned: owned)
        (sent, ordered) = (0, queue.count)
        claim(desired.services.keys)
        let present = owned.filter { actual.services[$0] != nil || desired.services[$0] != nil }
        if present.count != owned.count { recordNamesOthers = true }
        owned = present
        nextRound = now + reconciliation.interval
    }

    // MARK: Commands

    /// Whether commands wait to be sent.
    public var hasWork: Bool { sent < queue.count }

    /// How many commands wait to be sent.
    public var waitingCommands: Int { queue.count - sent }

    public mutating func enqueue(_ change: TableChange) {
        if change.service == comparison?.reading { comparison?.isTouched = true }
        queue.append(change)
    }

    /// The next commands to send at once; their fate is to be told by `answered` or `unanswered` before anything else happens. The services that
    /// they make are ours from now on: what `takeUnrecorded` gives is to be written down before.
    public mutating func nextBatch(upTo limit: Int) -> [TableChange] {
        if queue.count > ordered + 1 { queue.replaceSubrange(ordered..., with: Array(queue[ordered...]).inSafeOrder()) }
        ordered = queue.count
        let batch = Array(queue[sent...].prefix(limit))
        sent += batch.count
        // Most were claimed long ago. Not one whose removal was still waiting then, or of somebody who has left since.
        for case .addService(let service, _) in batch { claim(CollectionOfOne(service)) }
        if sent == queue.count {
            queue = []
            (sent, ordered) = (0, 0)
        }
        return batch
    }

    /// The kernel has carried out a batch, but for what it refused.
    public mutating func answered(_ batch: [TableChange], refusals: [TableRefusal], now: MonotonicInstant) -> [TableEvent] {
        let refused = Set(refusals.lazy.filter { !$0.wasNotNeeded }.map(\.change))
        for change in batch where refused.isEmpty || !refused.contains(change) { note(change) }
        var events: [TableEvent] = []
        for refusal in refusals where !refusal.wasNotNeeded {
            let service = refusal.change.service
            // The destinations of a service that could not be made fail for that reason alone.
            if refusal.code == TableRefusal.noSuchService, case .addDestination = refusal.change, doubts[service] != nil { continue }
            if doubts[service, default: Doubt()].isNews(refusal) { events.append(.refused(refusal)) }
            doubt(service, now: now)
        }
        return events
    }

    /// Nobody knows what became of a batch.
    public mutating func unanswered(_ batch: [TableChange], because detail: String, now: MonotonicInstant) -> [TableEvent] {
        for change in batch { doubt(change.service, now: now) }
        return [.failed(detail)]
    }

    private mutating func note(_ change: TableChange) {
        switch change {
        case .addService(let service, _):
            claim(CollectionOfOne(service))
        case .removeService(let service):
            disown(service)
            doubts[service] = nil
        default: break
        }
    }

    // MARK: What is ours

    /// These services are going to be ours: to be written down before the first command about them goes out.
    public mutating func claim(_ services: some Sequence<ServiceIdentity>) {
        for service in services where owned.insert(service).inserted { unrecorded.append(service) }
    }

    /// The service has left the kernel's table.
    mutating func disown(_ service: ServiceIdentity) {
        if owned.remove(service) != nil { recordNamesOthers = true }
    }

    /// Those that have become ours since this was asked last: to be written down at once.
    public mutating func takeUnrecorded() -> [ServiceIdentity] {
        defer { unrecorded = [] }
        return unrecorded
    }

    /// What is written down is going to be brought to what is ours now.
    public mutating func recordIsTidied() {
        recordNamesOthers = false
    }
}
