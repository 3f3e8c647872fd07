internal import EventLoop
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes

/// The way to the kernel's table: changes wait here until the end of the loop's round and go out in batches. What to send, what to do
/// about refusals and when to compare, `TableKeeper` decides.
final class KernelTable {
    let loop: EventLoop
    private let logger: Logger
    private let commandLogger = Logger(label: "table")
    private let ways: any TableWays
    private let record: OwnershipRecord
    var keeper: TableKeeper
    private var isScheduled = false
    /// What the kernel had when we came; until `begin`.
    private var found = Table()

    // The comparison's part, in TableComparing.swift.
    /// What should stand is changing: there is nothing to compare with.
    var isPaused = false
    let reader: any ServiceReading
    var comparing: EventLoop.Timer?
    /// The statistics of our services, as of the last comparison.
    var statistics: [ServiceIdentity: KeptStatistics] = [:]

    /// What the kernel should hold for a service, asked for when it is compared with what it does hold; nil where it should not be.
    var desired: (ServiceIdentity) -> TableService? = { _ in nil }
    /// Whether a service was read as it should be; false where that isn't known so quickly.
    var isRight: (ServiceIdentity, TableService) -> Bool = { _, _ in false }
    /// All services that should stand.
    var desiredServices: () -> [ServiceIdentity] = { [] }
    /// Told of each command to the kernel but for repairs.
    var onChange: (TableChange) -> Void = { _ in }
    /// Told of what is logged.
    var onEvent: (TableEvent) -> Void = { _ in }
    var counts = TableCounts()

    /// The longest batch: larger ones gain nothing, and hold up the loop.
    private static let batchLength = 256

    init(_ loop: EventLoop, logger: Logger, record: OwnershipRecord, _ reconciliation: TableReconciliation, by ways: any TableWays) {
        self.loop = loop
        self.logger = logger
        self.record = record
        self.ways = ways
        reader = ways.makeReader()
        keeper = TableKeeper(reconciliation, owned: record.read())
        record.owned = { [unowned self] in keeper.owned }
        comparing = EventLoop.Timer { [unowned self] in compare() }
    }

    // MARK: Start

    /// The services in the kernel that an earlier run of ours left there.
    ///
    /// - Parameter wanted: the services that are going to be ours.
    func leftBehind(beside wanted: Set<ServiceIdentity>) throws(NetlinkError) -> Table {
        let owned = keeper.owned
        found = try ways.read { owned.contains($0) || wanted.contains($0) }
        return Table(services: found.services.filter { owned.contains($0.key) })
    }

    func flush() throws(NetlinkError) {
        try ways.flush()
    }

    /// Brings the kernel's table up, and returns when that is done.
    ///
    /// - Parameter between: called after each batch.
    func begin(_ desired: Table, between: () -> Void) {
        claim(desired.services.keys)
        keeper.begin(actual: found, desired: desired, now: loop.now)
        found = Table()
        sendAll(between: between)
        planComparison()
    }

    // MARK: Changes

    func enqueue(_ change: TableChange) {
        keeper.enqueue(change)
        onChange(change)
        schedule()
    }

    /// Writes down that these services are going to be ours.
    func claim(_ services: some Sequence<ServiceIdentity>) {
        keeper.claim(services)
        record.add(keeper.takeUnrecorded())
    }

    /// A reader beside that of the comparison.
    func makeReader() -> any ServiceReading { ways.makeReader() }

    private func schedule() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [unowned self] in
            isScheduled = false
            loop.part("batch") { sendBatch() }
            if keeper.hasWork { schedule() } else { settle() }
        }
    }

    func sendBatch() {
        let batch = keeper.nextBatch(upTo: Self.batchLength)
        if batch.isEmpty { return }
        record.add(keeper.takeUnrecorded())
        for change in batch { commandLogger.trace("\(change)") }
        counts.batches &+= 1
        counts.commands &+= UInt64(batch.count)
        do throws(NetlinkError) {
            tell(keeper.answered(batch, refusals: try ways.apply(batch), now: loop.now))
        } catch {
            tell(keeper.unanswered(batch, because: "\(error)", now: loop.now))
        }
    }

    /// Sends all that waits before it returns.
    ///
    /// - Parameter between: called after each batch.
    private func sendAll(between: () -> Void) {
        while keeper.hasWork {
            sendBatch()
            between()
        }
        settle()
    }

    /// All changes are out: the record need not name services any more that are gone.
    func settle() {
        record.add(keeper.takeUnrecorded())
        if keeper.recordNamesOthers {
            keeper.recordIsTidied()
            record.strikeOut()
        }
        planComparison()
    }

    func tell(_ events: [TableEvent]) {
        for event in events {
            logger.log(
                level: event.isError ? .error : .warning, "\(event)",
                metadata: DaemonLog.fields(virtualServer: event.service.map { "\($0)" }, realServer: event.destination.map { "\($0)" }, event: event.name))
            counts.count(event)
            onEvent(event)
        }
    }

    // MARK: Stop

    /// The end: sends all that waits before it returns, and then nothing is ours any more.
    ///
    /// - Parameter between: called after each batch.
    func drain(between: () -> Void) {
        if let comparing { loop.disarm(comparing) }
        while keeper.hasWork {
            sendBatch()
            between()
        }
        record.remove()
    }
}
