internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Processes

/// An upgrade: the program of this process is replaced while the roles go on, then each role in turn is replaced by a process of the new
/// program, which takes over what stands in the kernel as after a crash. No address and no entry is touched.
extension Supervisor {
    /// Replaces the running program.
    ///
    /// The new one is first asked, beside the loop, whether it understands what it would take over. If so, the process goes on as the new
    /// program at the end of the loop's round.
    ///
    /// - Parameters:
    ///   - program: absolute; by default the file from which this program was started.
    ///   - answer: gets nil where it is done, or put off till after a start, reload or upgrade that is under way; else the reason why it isn't.
    public func upgrade(to program: String? = nil, then answer: @escaping (String?) -> Void = { _ in }) {
        guard let program = program ?? ProgramReplacement.installedProgram, program.hasPrefix("/") else { return answer("there is no such program") }
        if isStopping { return answer(refuseUpgrade(program, "the daemon is stopping")) }
        if mustPutOffUpgrade {
            laterProgram = program
            return answer(nil)
        }
        if let weakness = PathSecurity.weakness(of: program) { return answer(refuseUpgrade(program, "others than root can change \(weakness)")) }
        do throws(SystemError) {
            guard let configuration = configuration?.number else { return answer(refuseUpgrade(program, "there is no configuration")) }
            let record = try SealedMemoryFile.make(name: "lvsd-handover", content: Array(handover(configuration).text.utf8))
            let descriptors = [record.number, configuration]
            try readers.start(outputs: 0, now: SystemClock.now(), { _ in Self.test(program, descriptors) }) { [unowned self] end, _ in
                isReading = false
                answer(decide(on: program, end))
                reloadAgainIfAsked()
            }
            isReading = true
        } catch {
            answer(refuseUpgrade(program, "\(error)"))
        }
    }

    /// For a child process.
    private static func test(_ program: String, _ descriptors: [Int32]) -> Int32 {
        let end = try? ProgramReplacement.run(program, arguments: ["lvsd", "--can-take-over"], descriptors: descriptors, limit: testLimit)
        if case .exited(let status) = end { return status }
        return TakeoverTest.hasNotEnded
    }

    /// - Returns: why the upgrade isn't done.
    private func decide(on program: String, _ end: ProcessEnd) -> String? {
        if isStopping { return refuseUpgrade(program, "the daemon is stopping") }
        if let reason = TakeoverTest.reason(end) { return refuseUpgrade(program, reason) }
        logger.info("Upgrading to \(program)")
        nextProgram = program
        loop.atEndOfRound { [unowned self] in replaceProgram(program) }
        return nil
    }

    /// In seconds: reading the largest configurations takes one.
    private static let testLimit: UInt32 = 20

    /// A start, reload or upgrade is under way, or a role is undoing its work.
    private var mustPutOffUpgrade: Bool { isReloading || handles.contains(where: \.isLeaving) }

    /// What was put off is done now, if nothing else is under way.
    func upgradeLaterIfAsked() {
        guard !mustPutOffUpgrade, let program = laterProgram.take() else { return }
        upgrade(to: program)
    }

    private func refuseUpgrade(_ program: String, _ reason: String) -> String {
        nextProgram = nil
        logger.error("Not upgraded to \(program): \(reason)")
        return reason
    }

    private func handover(_ configuration: Int32) -> Handover {
        var handover = Handover(
            lock: lock.number, configuration: configuration, roles: handles.compactMap(\.running),
            waiting: handles.filter { $0.isWanted && $0.process == nil }.map(\.role), levels: DaemonLog.levels,
            reloads: reloadsAgain, serviceManager: serviceManager.socket, facts: facts,
            reports: board.everything.compactMap { role, report in report.message.map { Handover.Report(role: role, message: $0) } })
        handover.tableNamespace = tableNamespace?.number
        handover.startedAt = startedAt
        handover.reloadCounts = ReloadOutcome.allCases.map { history.count($0) }
        handover.lastReload = history.last.map { Handover.LastReload(outcome: $0.outcome, at: $0.at, reason: $0.reason) }
        if let number = previous?.number {
            handover.previous = Handover.Previous(configuration: number, facts: previousFacts)
            handover.confirmUntil = confirmUntil
        }
        if let control { handover.events = control.handedOverEvents }
        return handover
    }

    private func replaceProgram(_ program: String) {
        guard !isStopping else { return }
        do throws(SystemError) {
            guard let configuration = configuration?.number else { return }
            // Anew: a role may have died since.
            let handover = handover(configuration)
            let record = try SealedMemoryFile.make(name: "lvsd-handover", content: Array(handover.text.utf8))
            serviceManager.tell(.reloading, status: "Upgrading")
            try ProgramReplacement.proceed(
                as: program, arguments: CommandLine.arguments.withoutHandover + ["--handover=\(record.number)"],
                keeping: handover.descriptors + [record.number], directory: options.startDirectory,
                environment: handover.serviceManager.map { [("NOTIFY_SOCKET", $0)] } ?? [])
        } catch {
            serviceManager.tell(.ready, status: "Running")
            _ = refuseUpgrade(program, "\(error)")
            reloadAgainIfAsked()
        }
    }

    // MARK: The new program

    /// Goes on where the program before stopped: its roles run, and are replaced one after the other.
    func takeOver(_ handover: Handover) {
        restore(handover)
        for report in handover.reports { PeerReport(message: report.message).map { board.note($0, from: report.role) } }
        follow(handover.levels)
        reloadsAgain = handover.reloads
        for running in handover.roles {
            if let handle = handle(of: running.role) { handle.adopt(running, telling: board.reports(for: running.role)) }
        }
        for role in handover.waiting { handle(of: role)?.start() }
        logger.info("Upgraded: the daemon runs the new program")
        collectChildren()
        // First those whose pause hardly anybody on the network can notice.
        replaceRoles(handles.reversed().filter { handle in handover.roles.contains { $0.role == handle.role } && handle.process != nil }.map(\.role)) { [unowned self] in
            logger.info("Upgrade finished")
            serviceManager.tell(.ready, status: "Running")
            Memory.giveBack()
            reloadAgainIfAsked()
        }
    }

    /// What clients have seen and what they have been promised stays: events, counts, the way back, and the time until which a reload must be
    /// confirmed.
    private func restore(_ handover: Handover) {
        history = ReloadHistory(
            counts: Dictionary(uniqueKeysWithValues: zip(ReloadOutcome.allCases, handover.reloadCounts)),
            last: handover.lastReload.map { ($0.outcome, $0.at, $0.reason) })
        control?.restore(handover.events)
        guard let before = handover.previous else { return }
        previous = FileDescriptor(owning: before.configuration)
        previousFacts = before.facts
        if let time = handover.confirmUntil { awaitConfirmation(until: time) }
    }

    /// Has a new process take over from each of these, one after the other.
    func replaceRoles(_ roles: [Role], whenDone: @escaping () -> Void) {
        guard let role = roles.first, let handle = handle(of: role), !isStopping else {
            isReplacingRoles = false
            return whenDone()
        }
        isReplacingRoles = true
        handle.replace()
        awaitRoles([role]) { [unowned self] in replaceRoles(Array(roles.dropFirst()), whenDone: whenDone) }
    }
}

extension Handover {
    /// Reads what the program before this one has left, and closes its descriptor.
    static func receive(_ number: Int32) throws(StartFailure) -> Handover {
        let handover: Handover?
        do throws(SystemError) {
            handover = Handover(String(decoding: try SealedMemoryFile.read(FileDescriptor(owning: number), limit: longest), as: UTF8.self))
        } catch {
            throw .system(error)
        }
        guard let handover, handover.descriptors.allSatisfy(ProgramReplacement.isOpen) else { throw .unusableHandover }
        return handover
    }
}

/// What a program answers that is asked whether it could take over: `lvsd --can-take-over` with the handover as descriptor 3 and the
/// configuration as descriptor 4.
public enum TakeoverTest: Int32, Sendable {
    /// Not 0, with which any program might end that knows nothing of the question.
    case possible = 86
    /// What the running program hands over isn't understood.
    case unknownHandover = 3
    case unreadableConfiguration = 4

    /// Of the child that asks, where the program was ended by a signal.
    static let hasNotEnded: Int32 = 125

    /// The answer of this program.
    public static func run() -> Int32 {
        guard let bytes = try? SealedMemoryFile.read(FileDescriptor(owning: 3), limit: Handover.longest),
            Handover(String(decoding: bytes, as: UTF8.self)) != nil
        else { return unknownHandover.rawValue }
        guard let snapshot = SourceSnapshot(sealed: FileDescriptor(owning: 4)), Configuration.read(snapshot).outcome != .unusable else {
            return unreadableConfiguration.rawValue
        }
        return possible.rawValue
    }

    /// Why a program that ended so can't take over; nil where it can.
    static func reason(_ end: ProcessEnd) -> String? {
        guard case .exited(let status) = end else { return "it \(end) when it was asked whether it can take over" }
        switch TakeoverTest(rawValue: status) {
        case .possible: return nil
        case .unknownHandover: return "it doesn't understand what this version hands over: restart the daemon instead"
        case .unreadableConfiguration: return "it can't read the running configuration"
        case nil where status == hasNotEnded: return "it crashed or took too long when it was asked whether it can take over"
        case nil: return status == 127 ? "it can't be executed" : "it doesn't know how to take over (exit status \(status)): restart the daemon instead"
        }
    }
}

extension [String] {
    /// A command line without the descriptor of an earlier upgrade.
    fileprivate var withoutHandover: [String] { filter { !$0.hasPrefix("--handover=") } }
}
