internal import EventLoop
internal import IPVSNetlink
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes

/// The way to the kernel's table: changes wait here until the end of the loop's round and go out in batches.
///
/// Whatever goes wrong on the way, the answer is the same: read the kernel's table and send what is missing.
final class KernelTable {
    private let loop: EventLoop
    private let logger: Logger
    private let connection: IPVSConnection
    private let record: OwnershipRecord
    private var queue: [TableChange] = []
    /// How many of the queue are sent.
    private var sent = 0
    private var isScheduled = false
    private var repair: EventLoop.Timer?
    private var repairDelay = Duration.seconds(1)
    /// Services that we have made or taken over.
    private var owned: Set<ServiceIdentity>

    /// What the table should hold, asked for when it has to be compared with the kernel's.
    var desired: () -> Table = { Table() }
    /// The services of that table alone, which cost little to name.
    var desiredServices: () -> Set<ServiceIdentity> = { [] }

    /// The longest batch: larger ones gain nothing, and hold up the loop.
    private static let batchLength = 256

    init(_ loop: EventLoop, logger: Logger, record: OwnershipRecord) throws(NetlinkError) {
        self.loop = loop
        self.logger = logger
        self.record = record
        connection = try IPVSConnection()
        owned = record.read()
        repair = EventLoop.Timer { [unowned self] in repairNow() }
    }

    /// The services in the kernel that an earlier run of ours left there.
    func leftBehind() throws(NetlinkError) -> Table {
        var table = try connection.readTable()
        table.services = table.services.filter { owned.contains($0.key) }
        return table
    }

    func flush() throws(NetlinkError) {
        try connection.flush()
    }

    // MARK: Changes

    func enqueue(_ change: TableChange) {
        queue.append(change)
        schedule()
    }

    /// Writes down that these services are going to be ours.
    func claim(_ services: some Sequence<ServiceIdentity>) {
        let all = owned.union(services)
        if all == owned { return }
        owned = all
        writeRecord()
    }

    /// Sends what the kernel's table lacks to be as desired, and removes what is left of ours.
    ///
    /// - Returns: how many changes that takes.
    @discardableResult
    func reconcile() throws(NetlinkError) -> Int {
        let wanted = desired()
        claim(wanted.services.keys)
        let changes = try connection.readTable().changes(toReach: wanted, owned: owned)
        // What waited is part of what is desired.
        queue = changes
        sent = 0
        if changes.isEmpty { settle() } else { schedule() }
        return changes.count
    }

    private func schedule() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [unowned self] in
            isScheduled = false
            sendBatch()
            if queue.isEmpty { settle() } else { schedule() }
        }
    }

    private func sendBatch() {
        let batch = queue[sent...].prefix(Self.batchLength)
        sent = batch.endIndex
        if sent == queue.count {
            queue = []
            sent = 0
        }
        do throws(NetlinkError) {
            let refused = try connection.apply(batch)
            for (change, refusal) in refused { logger.error("IPVS cmd error: \(refusal.detail) (\(change))") }
            if !refused.isEmpty { repairLater() }
        } catch {
            logger.error("IPVS: \(error)")
            repairLater()
        }
    }

    /// All changes are out: the record need not name services any more that are gone.
    private func settle() {
        let present = desiredServices()
        if present == owned { return }
        owned = present
        writeRecord()
    }

    private func writeRecord() {
        do throws(SystemError) {
            try record.write(owned)
        } catch {
            logger.error("\(error): after a crash, services of removed virtual servers would be taken for somebody else's")
        }
    }

    // MARK: Repair

    private func repairLater() {
        guard let repair else { return }
        loop.arm(repair, at: loop.now + repairDelay)
        repairDelay = min(repairDelay * 2, .seconds(60))
    }

    private func repairNow() {
        do throws(NetlinkError) {
            let count = try reconcile()
            logger.info("IPVS: compared with the kernel's table, \(count) changes to make")
            if count == 0 { repairDelay = .seconds(1) }
        } catch {
            logger.error("IPVS: \(error)")
            repairLater()
        }
    }

    /// Sends all that waits before it returns.
    ///
    /// - Parameter between: called after each batch.
    func sendAll(between: () -> Void) {
        while !queue.isEmpty {
            sendBatch()
            between()
        }
    }

    // MARK: Stop

    /// The end: sends all that waits before it returns, and then nothing is ours any more.
    ///
    /// - Parameter between: called after each batch.
    func drain(between: () -> Void) {
        sendAll(between: between)
        record.remove()
    }
}
