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
    func reload() {
        guard !isStopping else { return }
        guard reloading == nil, !isAwaitingRoles, !isReplacingRoles, nextProgram == nil else {
            reloadsAgain = true
            return
        }
        logger.info("Reloading ...")
        serviceManager.tell(.reloading)
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

    private var runningRoles: [RoleHandle] { [vrrp, check].compactMap { $0 }.filter { $0.process != nil } }

    // MARK: Asking

    private func ask(_ roles: [Role], about file: consuming FileDescriptor) {
        let number = file.number
        candidate = consume file
        reloadBegan = SystemClock.now()
        reloading = ReloadTransaction(asking: Set(roles), of: Set([vrrp, check].compactMap { $0?.role }))
        for handle in runningRoles where !handle.order(.prepare, configuration: number) { return lost(handle.role) }
    }

    func heard(_ findings: PreparationFindings, from role: Role) {
        guard let step = reloading?.heard(findings, from: role) else { return }
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

    private func commit(_ busy: Set<Role>) {
        let hasRemarks = reloading?.hasRemarks ?? false
        configuration = candidate.take()
        reloading = nil
        awaitRoles(bring(busy)) { [unowned self] in
            logger.info("Reload finished")
            serviceManager.tell(.ready, status: "Running")
            if hasRemarks, let number = configuration?.number { _ = try? ConfigurationSource.explain(number, logger: logger) }
        }
    }

    private func refuse() {
        if let number = candidate?.number, let child = try? ConfigurationSource.explain(number, logger: logger) { _ = Children.wait(child) }
        discard()
        giveUp(nil, status: "The configuration file has errors; an older configuration is running")
    }

    private func discard() {
        reloading = nil
        candidate = nil
        for handle in runningRoles { handle.order(.discard) }
    }

    private func giveUp(_ reason: String?, status: String) {
        if let reason {
            logger.error("Reload: \(reason); the running configuration stays in force")
        } else {
            logger.error("New config failed validation, the running configuration stays in force")
        }
        serviceManager.tell(.ready, status: status)
        reloadAgainIfAsked()
    }

    func reloadAgainIfAsked() {
        guard reloadsAgain else { return upgradeLaterIfAsked() }
        reloadsAgain = false
        reload()
    }

    // MARK: Reading the whole

    /// A child reads everything and logs what is wrong; the roles then follow without being asked.
    private func readWhole() throws(SystemError) {
        let file = try ConfigurationSource.emptyFile()
        let validation = try ConfigurationSource.prepare(
            options.configurationPath, settings: options.settings, into: file, logger: logger)
        guard let validation, validation.outcome == .clean else {
            return giveUp(nil, status: "The configuration file has errors; an older configuration is running")
        }
        for handle in runningRoles { handle.order(.prepare, configuration: file.number) }
        candidate = consume file
        commit(validation.busyRoles)
    }
}
