internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes

/// The way back from a reload: the configuration before it is kept, and comes back when somebody asks for it, or when a reload that was
/// to be confirmed isn't.
extension Supervisor {
    /// Called when another configuration takes the place of the running one.
    ///
    /// While a reload waits to be confirmed, what came before it is the one to go back to, whatever comes after it.
    func keepForRollback() {
        guard confirmUntil == nil || previous == nil else { return }
        previous = configuration.take()
        previousFacts = facts
    }

    /// The outcome of a reload is known: everybody who waits is told.
    ///
    /// - Parameter number: the descriptor of the configuration that it was about, where it could be read.
    func conclude(_ outcome: ReloadOutcome, _ reason: String?, about number: Int32?) {
        history.note(outcome, at: SystemClock.sinceEpoch(), reason: reason)
        let told = waiters
        waiters = []
        if outcome == .applied, let time = told.compactMap(\.confirmation).min() { awaitConfirmation(time) }
        control?.publish {
            $0.member("kind", "reload")
            $0.member("outcome", outcome.rawValue)
            $0.member("cause", reason)
        }
        let findings = number.map { ReloadFindings($0) }
        for waiter in told { waiter.done(outcome, reason, findings) }
    }

    // MARK: Confirmation

    private func awaitConfirmation(_ time: Duration) {
        logger.warning("The configuration before comes back in \(time.secondsText) s, unless the reload is confirmed (lvsctl confirm)")
        awaitConfirmation(until: SystemClock.now() + time)
    }

    func awaitConfirmation(until time: MonotonicInstant) {
        confirmUntil = time
        let timer = EventLoop.Timer { [unowned self] in confirmationIsDue() }
        confirmationTimer = timer
        loop.arm(timer, at: time)
    }

    private func confirmationIsDue() {
        guard confirmUntil != nil else { return }
        if isReloading, let confirmationTimer { return loop.arm(confirmationTimer, at: SystemClock.now() + .seconds(1)) }
        logger.warning("The reload was not confirmed in time")
        rollBack(for: nil)
    }

    func confirmReload(by user: UInt32) throws(ControlProblem) {
        guard confirmUntil != nil else { throw .failure(.refused, "No reload waits to be confirmed.") }
        endConfirmation()
        logger.info("The reload was confirmed by user \(user)")
        control?.publish { $0.member("kind", "reloadConfirmed") }
    }

    private func endConfirmation() {
        confirmUntil = nil
        if let confirmationTimer { loop.disarm(confirmationTimer) }
        confirmationTimer = nil
    }

    // MARK: Going back

    /// Puts the configuration before the last reload back in force. It was in force before, so nobody is asked about it.
    func rollBack(for waiter: ReloadWaiter?) {
        guard !isStopping, !isReloading else { return waiter?.done(.refused, "A reload is under way. Try again when it has ended.", nil) ?? () }
        guard previous != nil else { return waiter?.done(.refused, "There is no configuration to go back to: none was replaced since the start.", nil) ?? () }
        endConfirmation()
        if let waiter { waiters.append(waiter) }
        logger.info("Going back to the configuration before the last reload")
        serviceManager.tell(.reloading)
        candidate = previous.take()
        candidateFacts = previousFacts
        if let number = candidate?.number {
            for handle in runningRoles { handle.order(.prepare, configuration: number) }
        }
        commit(candidateFacts.busyRoles, outcome: .rolledBack)
        // There is no going back and forth.
        previous = nil
    }
}
