internal import Configuration
public import ControlProtocol
public import EventLoop
internal import IPVSNetlink
internal import IPVSTable
internal import LinuxSystem
internal import Logging
internal import Netlink
internal import NetworkTypes
internal import Processes
internal import VirtualServers

/// The process that checks real servers and keeps the kernel's IPVS table.
public final class CheckRole: RoleProgram {
    private let environment: CheckEnvironment
    private let arguments: RoleArguments
    private let record: OwnershipRecord
    /// Where the table is kept.
    private let tableNamespace: TableNamespace
    private var control: RoleChannel?
    private let preparation: Preparation
    /// A start or a reload under way.
    private let work: SlicedWork
    /// What the supervisor is told when that is over.
    private var outcome: RoleMessage?
    private var configuration = Configuration()
    /// nil while the kernel has no IPVS, as the table is.
    private var virtualServers: VirtualServerRunners?
    private var table: KernelTable?
    /// To the kernel's IPVS, while there is one.
    private var connection: IPVSConnection?
    /// The sets of `lvs_ipset`.
    private var sets: SetKeeper?
    private var services: KernelServices
    private var anotherTry: EventLoop.Timer?
    private var pulse: Pulse?
    private var hasComplained = false
    private var isStopping = false
    private var dataFiles: DataFileWriter?

    /// How often a kernel without IPVS is asked again.
    private static let retryInterval = Duration.seconds(30)

    public init(_ arguments: RoleArguments, channel: Int32) throws {
        CurrentProcess.raiseDescriptorLimit()
        self.arguments = arguments
        tableNamespace = try TableNamespace(owning: arguments.hasTableNamespace ? RoleDescriptors.inherited.tableNamespace : nil)
        environment = try CheckEnvironment()
        record = OwnershipRecord(environment.loop, runtimeDirectory: arguments.runtimeDirectory)
        environment.lacksSessions = arguments.absentRoles.contains(.bfd)
        preparation = Preparation(environment.loop, part: .check)
        work = SlicedWork(environment.loop, "following")
        services = KernelServices(environment.logger, runtimeDirectory: arguments.runtimeDirectory)
        control = try RoleChannel(environment.loop, descriptor: channel) { [unowned self] order in
            switch order {
            case .prepare(let text): preparation.prepare(text)
            case .commit: preparation.commit()
            case .discard: preparation.discard()
            case .peerReport(let report):
                environment.quorums.hear(report)
                environment.sessions.hear(report)
            case .stop: stop()
            case .leave: stop(leavingEverything: true)
            case .write(let file): dataFiles?.write(file)
            case .abandon: abandon()
            }
        }
        preparation.answer = { [unowned self] in control?.answer($0) }
        preparation.follow = { [unowned self] in reload($0) }
        preparation.makeWay = { [unowned self] in control?.send(.makesWay) }
        control?.answer = { [unowned self] in answer($0) }
        dataFiles = DataFileWriter(environment.loop, arguments) { [unowned self] in piece(of: $0, at: $1) }
        environment.publish = { [unowned self] in control?.publish($0) }
        environment.quorums.publish = { [unowned self] in control?.publish($0) }
        anotherTry = EventLoop.Timer { [unowned self] in openTable() }
    }

    public var loop: EventLoop { environment.loop }

    public func begin(_ text: SealedText) -> Bool {
        guard let (configuration, beginning) = preparation.begin(text) else { return false }
        control?.tellBeginning(beginning)
        outcome = .ready
        self.configuration = configuration
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, configuration.global.daemon)
        environment.follow(configuration.global.probeLimits)
        environment.mail.follow(configuration)
        environment.scripts.policy = configuration.global.scriptPolicy
        environment.fifos.presentStates = { [unowned self] in
            configuration.virtualServers.flatMap { virtualServers?.runner($0.identity)?.server.presentStates ?? [] }
        }
        environment.fifos.follow(configuration.global.fifos)
        if beginning.findings.contains(.hasWork) { openTable() } else { settle() }
        return true
    }

    /// What was begun is done: the configuration is in force.
    private func settle() {
        // Equal ones are kept once, and those that came out of the new text are given up.
        environment.loop.part("settling") {
            if let virtualServers { configuration.virtualServers = virtualServers.definitions }
            preparation.settle(configuration.virtualServers)
        }
        if let outcome { control?.send(outcome) }
        outcome = nil
        if pulse == nil { pulse = Pulse(environment) }
        // Each of the two in a round of its own.
        environment.loop.atEndOfRound { [unowned self] in
            environment.loop.part("giving memory back") { Memory.giveBackHeap() }
            environment.loop.atEndOfRound { [unowned self] in
                environment.loop.part("unmapping the program") { Memory.unmapProgram() }
            }
        }
    }

    // MARK: Start

    private func openTable() {
        do throws(NetlinkError) {
            let ways = try KernelWays(in: tableNamespace)
            let table = KernelTable(environment.loop, logger: environment.logger, record: record, configuration.global.reconciliation, by: ways)
            if configuration.global.flushAtStart { try table.flush() }
            let leftBehind = try table.leftBehind(beside: Set(configuration.virtualServers.lazy.flatMap(\.services)))
            self.table = table
            connection = ways.connection
            let virtualServers = VirtualServerRunners(
                environment, table, configuration.virtualServers, adopting: leftBehind, DrainRecord(environment.loop, runtimeDirectory: arguments.runtimeDirectory),
                OrderRecord(runtimeDirectory: arguments.runtimeDirectory))
            self.virtualServers = virtualServers
            table.desired = { [unowned virtualServers] in virtualServers.desired($0) }
            table.isRight = { [unowned virtualServers] in virtualServers.isRight($1, for: $0) }
            table.desiredServices = { [unowned virtualServers] in virtualServers.desiredServices }
            // Traffic first: thousands of checkers would take their time to start.
            table.begin(virtualServers.desiredTable) { [unowned self] in control?.beat() }
            table.onEvent = { [unowned self] event in environment.publish(RoleEvent { event.write(to: &$0) }) }
            table.onChange = { [unowned self] in sets?.follow($0) }
            followSets()
            services.follow(configuration.global, by: ways.connection)
            preparation.hold()
            work.begin(virtualServers.start(configuration.virtualServers)) { [unowned self] in settle() }
        } catch {
            table = nil
            connection = nil
            virtualServers = nil
            if !hasComplained { environment.logger.error("\(error): no virtual server is in force, trying again every \(Self.retryInterval.secondsText) s") }
            hasComplained = true
            if let anotherTry { environment.loop.arm(anotherTry, at: environment.loop.now + Self.retryInterval) }
            settle()
        }
    }

    /// Begins, ends or renames the sets as configured.
    private func followSets() {
        sets?.repairs = configuration.global.reconciliation.reaction == .repair
        if sets?.prefix == configuration.global.setPrefix { return }
        sets?.remove()
        guard let prefix = configuration.global.setPrefix, let virtualServers else { return sets = nil }
        sets = SetKeeper(environment.loop, environment.logger, prefix: prefix, table: virtualServers.desiredTable, in: tableNamespace)
        sets?.repairs = configuration.global.reconciliation.reaction == .repair
    }

    // MARK: Clients

    private func answer(_ request: ControlRequest) -> ControlReply {
        guard let virtualServers, let table else {
            return .failed(request, .roleUnavailable, "This kernel has no IPVS yet, so that no virtual server is in force; it is tried again every \(Self.retryInterval.secondsText) s.")
        }
        return CheckAnswers(environment, virtualServers, table).answer(request)
    }

    private func piece(of file: DataFile, at position: UInt64) -> DataFileWriter.Piece {
        guard let virtualServers, let table else { return DataFileWriter.Piece([]) }
        return CheckAnswers(environment, virtualServers, table).piece(of: file, at: position)
    }

    // MARK: Reload

    private func reload(_ new: Configuration) {
        if isStopping { return }
        configuration = new
        outcome = .reloaded
        dataFiles?.place = DataFilePlace(arguments.runtimeDirectory, new.global.daemon)
        environment.forgetTools()
        let mustSettle = environment.follow(configuration.global.probeLimits)
        environment.mail.follow(configuration)
        environment.scripts.policy = configuration.global.scriptPolicy
        environment.fifos.follow(configuration.global.fifos)
        guard let virtualServers else { return settle() }
        work.begin(virtualServers.follow(configuration.virtualServers)) { [unowned self] in
            if mustSettle { virtualServers.settleCheckers() }
            endReload()
        }
    }

    private func endReload() {
        table?.follow(configuration.global.reconciliation)
        environment.loop.part("sets") { followSets() }
        if let connection { services.follow(configuration.global, by: connection) }
        settle()
    }

    // MARK: Stop

    /// The table stays as after any crash: the addresses are gone to another director, and the next daemon adopts the table without
    /// a write.
    private func abandon() {
        environment.logger.error("The supervisor is gone: leaving the IPVS table to the next one")
        virtualServers?.keepPersistentOrders()
        environment.loop.stop()
    }

    /// How long the end waits for scripts that read FIFOs.
    private static let longestNotification = Duration.seconds(3)

    /// - Parameter leavesEverything: `-I`: the table stays, and the sets with it that firewall rules name.
    private func stop(leavingEverything leavesEverything: Bool = false) {
        if isStopping { return }
        isStopping = true
        work.cancel()
        preparation.discard()
        if leavesEverything {
            environment.logger.notice("The IPVS table is left as it is (--dont-release-ipvs)")
            virtualServers?.keepPersistentOrders()
        } else if let table {
            virtualServers?.stop()
            table.drain { [unowned self] in control?.beat() }
            // What is left then is somebody else's.
            if configuration.global.flushOnStop == .everything { try? table.flush() }
            if let connection { services.stop(by: connection) }
        }
        if !leavesEverything { sets?.remove() }
        environment.fifos.close { [unowned self] in endWhenNotified() }
        let timer = EventLoop.Timer { [unowned self] in environment.loop.stop() }
        environment.loop.arm(timer, at: environment.loop.now + Self.longestNotification)
        endWhenNotified()
    }

    private func endWhenNotified() {
        if !environment.fifos.isBusy { environment.loop.stop() }
    }
}
