internal import Configuration
internal import ControlProtocol
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
        do throws(SystemError) {
            let asked = runningRoles
            if !asked.isEmpty, let file = try ConfigurationSource.sealUnread(options.configurationPath, settings: options.settings) {
                ask(asked.map(\.role), about: file)
            } else {
                try readWhole()
            }
        } catch {
            giveUp("\(error)", status: "The configuration file can't be read; an older configuration is running")
        }
    }

    /// Whether the outcome of a start, reload or upgrade is open.
    var isReloading: Bool { reloading != nil || isAwaitingRoles || isReplacingRoles || nextProgram != nil }

    var runningRoles: [RoleHandle] { [vrrp, check].compactMap { $0 }.filter { $0.process != nil } }

    // MARK: Asking

    private func ask(_ roles: [Role], about file: consuming FileDescriptor) {
        let number = file.number
        candidate = consume file
        reloadBegan = SystemClock.now()
        reloading = ReloadTransaction(asking: Set(roles), of: Set([vrrp, check].compactMap { $0?.role }))
        for handle in runningRoles where !handle.order(.prepare, configuration: number) { return lost(handle.role) }
    }

    func heard(_ answer: PreparationAnswer, from role: Role) {
        guard let step = reloading?.heard(answer.findings, from: role) else { return }
        if let settings = answer.settings { candidateFacts.settings = settings }
        follow(step)
    }

    /// A role has died, which may be the answer to the question.
    func lost(_ role: Role) {
        guard let step = reloading?.lost(role) else { return }
        follow(step)
    }

    func abandonStuckReload(now: MonotonicInstant) {
        guard let reloadBegan, reloading != nil, now - reloadBegan > Self.longestWait else { return }
        follow(.refuse)
    }

    private func follow(_ step: ReloadTransaction.Step) {
        switch step {
        case .wait: break
        case .commit(let busy): commit(busy)
        case .refuse: refuse()
        case .readWhole:
            discard()
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
        keepForRollback()
        configuration = candidate.take()
        facts = candidateFacts
        facts.busyRoles = busy
        control?.follow(facts.settings)
        awaitRoles(bring(busy)) { [unowned self] in
            logger.info("Reload finished")
            serviceManager.tell(.ready, status: "Running")
            if hasRemarks, let number = configuration?.number { _ = try? ConfigurationSource.explain(number, logger: logger) }
            conclude(outcome, nil, about: configuration?.number)
        }
    }

    private func refuse() {
        let number = candidate?.number
        if let number, let child = try? ConfigurationSource.explain(number, logger: logger) { _ = Children.wait(child) }
        // Open until all who wait have been told.
        let refused = candidate.take()
        discard()
        giveUp(nil, status: "The configuration file has errors; an older configuration is running", about: number)
        _ = consume refused
    }

    private func discard() {
        reloading = nil
        candidate = nil
        for handle in runningRoles { handle.order(.discard) }
    }

    /// - Parameter number: the descriptor of the configuration that was refused, where it could be read.
    private func giveUp(_ reason: String?, status: String, about number: Int32? = nil) {
        if let reason {
            logger.error("Reload: \(reason); the running configuration stays in force")
        } else {
            logger.error("New config failed validation, the running configuration stays in force")
        }
        serviceManager.tell(.ready, status: status)
        conclude(.refused, reason ?? "The configuration has errors.", about: number)
        reloadAgainIfAsked()
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

    /// A child reads everything and logs what is wrong; the roles then follow without being asked.
    private func readWhole() throws(SystemError) {
        let file = try ConfigurationSource.emptyFile()
        let validation = try ConfigurationSource.prepare(
            options.configurationPath, settings: options.settings, into: file, logger: logger)
        guard let validation, validation.outcome == .clean else {
            return giveUp(
                nil, status: "The configuration file has errors; an older configuration is running", about: validation == nil ? nil : file.number)
        }
        candidateFacts.settings = validation.settings
        for handle in runningRoles { handle.order(.prepare, configuration: file.number) }
        candidate = consume file
        commit(validation.busyRoles)
    }
}
