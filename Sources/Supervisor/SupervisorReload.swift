internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes

/// A reload as a transaction: every role reads its part, and only if all agree do they follow.
///
/// Where the text names other files, a child process reads the whole of it first, as at the start: the files must be read once, and not by
/// this process.
extension Supervisor {
    /// - Parameter waiter: is told of the outcome; nil: nobody is.
    func reload(for waiter: ReloadWaiter? = nil) {
        guard !isStopping else { return waiter?.done(.refused, "The daemon is stopping.", nil) ?? () }
        guard !isReloading else {
            reloadsAgain = true
            if let waiter { waitersForNext.append(waiter) }
            return
        }
        if let waiter { waiters.append(waiter) }
        logger.info("Reloading ...")
        serviceManager.tell(.reloading)
        candidateFacts = ConfigurationFacts(fileVersion: FileStatus(options.configurationPath)?.version, readAt: SystemClock.sinceEpoch())
        beginReadingFiles()
        do throws(SystemError) {
            let asked = runningRoles
            if !asked.isEmpty, let file = try ConfigurationSource.sealUnread(options.configurationPath, settings: options.settings) {
                endReadingFiles()
                ask(asked.map(\.role), about: file)
            } else {
                try readWhole()
            }
        } catch {
            giveUp("\(error)", status: "The configuration file can't be read; an older configuration is running")
        }
    }

    /// Whether the outcome of a start, reload or upgrade is open, or one has yet to begin.
    var isReloading: Bool { script != nil || reloading != nil || isReading || isAwaitingRoles || isReplacingRoles || nextProgram != nil }

    var runningRoles: [RoleHandle] { handles.filter { $0.process != nil } }

    // MARK: reload_file

    /// Those who write configuration files leave them alone as long as this one is there.
    private func beginReadingFiles() {
        guard let file = facts.settings.daemon.reloadFile else { return }
        do throws(SystemError) {
            try Files.replace(places.reloadFile(file), with: [])
        } catch {
            logger.warning("reload_file: \(error)")
        }
    }

    func endReadingFiles() {
        if let file = facts.settings.daemon.reloadFile { Files.remove(places.reloadFile(file)) }
    }

    // MARK: Asking

    private func ask(_ roles: [Role], about file: consuming FileDescriptor) {
        let number = file.number
        candidate = consume file
        reloading = ReloadTransaction(asking: Set(roles), of: Set(handles.map(\.role)), now: SystemClock.now())
        for handle in runningRoles where !handle.order(.prepare, configuration: number) { return lost(handle.role) }
    }

    func heard(_ answer: PreparationAnswer, from role: Role) {
        guard let step = reloading?.heard(answer.findings, from: role) else { return }
        if let settings = answer.settings {
            candidateFacts.take(settings, options)
        }
        follow(step)
    }

    /// A role has died, which may be the answer to the question.
    func lost(_ role: Role) {
        guard let step = reloading?.lost(role) else { return }
        follow(step)
    }

    func abandonStuckReload(now: MonotonicInstant) {
        guard let role = reloading?.overdue(now: now) else { return }
        refuse("the \(role.title) process has not answered within \(ReloadTransaction.patience.secondsText) s")
    }

    private func follow(_ step: ReloadTransaction.Step) {
        switch step {
        case .wait: break
        case .commit(let busy):
            if let obstacle = obstacleToReload { return refuse(obstacle) }
            commit(busy)
        case .refuse: refuse()
        case .readWhole:
            discard()
            beginReadingFiles()
            do throws(SystemError) {
                try readWhole()
            } catch {
                giveUp("\(error)", status: "The configuration file can't be read; an older configuration is running")
            }
        }
    }

    // MARK: Deciding

    /// - Parameter outcome: what is said of it when all roles have followed.
    func commit(_ busy: Set<Role>, outcome: ReloadOutcome = .applied) {
        let hasRemarks = reloading?.hasRemarks ?? false
        reloading = nil
        unreadStart = nil
        keepForRollback()
        configuration = candidate.take()
        facts = candidateFacts
        facts.busyRoles = options.roles(forWorkOf: busy)
        control?.follow(facts.settings)
        followDefinitions()
        saveConfigurations()
        awaitRoles(bring(facts.busyRoles)) { [unowned self] in
            logger.info("Reload finished")
            serviceManager.tell(.ready, status: "Running")
            if hasRemarks, let number = configuration?.number {
                let logger = logger
                _ = try? Children.fork { ConfigurationSource.explain(number, logger: logger) }
            }
            conclude(outcome, nil, about: configuration?.number)
        }
    }

    /// What a reload can't change, for it is what this process is; nil where nothing speaks against it.
    private var obstacleToReload: String? {
        let (old, new) = (facts.settings.daemon, candidateFacts.settings.daemon)
        if old.networkNamespace != new.networkNamespace { return "the network namespace can't be changed by a reload: restart the daemon" }
        if old.tableNamespace != new.tableNamespace { return "net_namespace_ipvs can't be changed by a reload: restart the daemon" }
        if old.instance != new.instance { return "the instance's name can't be changed by a reload: restart the daemon" }
        return nil
    }

    private func refuse(_ obstacle: String) {
        discard()
        giveUp(obstacle, status: "The configuration can't be followed; an older configuration is running")
    }

    /// A child says what is wrong, so that this stands in the log before anybody hears of the refusal.
    private func refuse() {
        guard let refused = candidate.take() else { return }
        discard()
        let (number, log, logger) = (refused.number, candidateFacts.settings.daemon.reloadLog, logger)
        // Open until all who wait have been told.
        let held = SealedText(refused)
        isReading = true
        let end = { [unowned self] in
            isReading = false
            giveUp(nil, status: "The configuration file has errors; an older configuration is running", about: number)
            withExtendedLifetime(held) {}
        }
        do throws(SystemError) {
            try readers.start(outputs: 0, now: SystemClock.now(), { _ in ConfigurationSource.explain(number, alsoInto: log, logger: logger) }) { _, _ in end() }
        } catch {
            logger.error("\(error)")
            end()
        }
    }

    private func discard() {
        reloading = nil
        candidate = nil
        for handle in runningRoles { handle.order(.discard) }
    }

    /// - Parameter number: the descriptor of the configuration that was refused, where it could be read.
    private func giveUp(_ reason: String?, status: String, about number: Int32? = nil) {
        endReadingFiles()
        if let reason {
            logger.error("Reload: \(reason); the running configuration stays in force")
        } else {
            logger.error("New config failed validation, the running configuration stays in force")
        }
        serviceManager.tell(.ready, status: status)
        conclude(.refused, reason ?? "The configuration has errors.", about: number)
        // Not before what has come from the roles meanwhile was heard: it is about the text that is given up.
        loop.atEndOfRound { [unowned self] in reloadAgainIfAsked() }
    }

    func reloadAgainIfAsked() {
        guard reloadsAgain else { return upgradeLaterIfAsked() }
        guard !isReloading else { return }
        reloadsAgain = false
        let waiting = waitersForNext
        waitersForNext = []
        waiters += waiting
        reload()
    }

    // MARK: Reading the whole

    /// A child reads everything and logs what is wrong; the roles then follow without being asked. Meanwhile the loop goes on.
    private func readWhole() throws(SystemError) {
        let first = try ConfigurationSource.FirstFile(options.configurationPath, options.settings)
        let file = try ConfigurationSource.emptyFile()
        let (number, logger) = (file.number, logger)
        try readers.start(
            outputs: 1, now: SystemClock.now(), { ConfigurationSource.validate(first, into: number, findings: $0[0], logger: logger) }
        ) { [unowned self] end, outputs in wholeIsRead(end, outputs[0]) }
        isReading = true
        candidate = consume file
    }

    private func wholeIsRead(_ end: ProcessEnd, _ found: JobOutput) {
        isReading = false
        endReadingFiles()
        guard !isStopping, let file = candidate.take() else { return }
        let number = file.number
        let validation = try? ConfigurationSource.findings(end, found, file)
        let held = SealedText(file)
        guard let validation, validation.outcome == .clean else {
            giveUp(
                nil, status: "The configuration file has errors; an older configuration is running", about: validation == nil ? nil : number)
            return withExtendedLifetime(held) {}
        }
        candidateFacts.take(validation, options)
        if let obstacle = obstacleToReload {
            return giveUp(obstacle, status: "The configuration can't be followed; an older configuration is running")
        }
        for handle in runningRoles { handle.order(.prepare, configuration: number) }
        candidate = try? FileDescriptor.duplicate(of: number)
        commit(validation.busyRoles)
        withExtendedLifetime(held) {}
    }

    // MARK: config_save_dir

    /// Copies of what was in force before and of what is now, for whoever looks for the reason of something later. A child writes them.
    private func saveConfigurations() {
        guard let directory = facts.settings.daemon.saveDirectory, let new = configuration?.number, let old = previous?.number else { return }
        let logger = logger
        let stamp = SystemClock.localTime(SystemClock.sinceEpoch() / .seconds(1)).map { $0 == " " ? "_" : $0 }
        let place = directory + "/" + String(stamp)
        do throws(SystemError) {
            try readers.start(outputs: 0, now: SystemClock.now(), { _ in
                do throws(SystemError) {
                    try Files.makeDirectory(directory)
                    for (number, name) in [(old, "before"), (new, "after")] {
                        guard let copy = try? FileDescriptor.duplicate(of: number), let snapshot = SourceSnapshot(sealed: copy) else { continue }
                        try Files.replace("\(place)-\(name).conf", with: Configuration.read(snapshot).configuration.encodedText, mode: 0o600)
                    }
                    return 0
                } catch {
                    logger.error("config_save_dir: \(error)")
                    return 1
                }
            }) { _, _ in }
        } catch {
            logger.error("config_save_dir: \(error)")
        }
    }
}
