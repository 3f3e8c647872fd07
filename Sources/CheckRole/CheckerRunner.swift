internal import EventLoop
internal import HealthCheck
internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes
internal import VirtualServers

/// One checker at work: its schedule, and the probe that runs.
final class CheckerRunner {
    private let environment: CheckEnvironment
    private var checker: Checker
    private var timer: EventLoop.Timer?
    private var flight = Flight.none
    private unowned let owner: VirtualServerRunner
    /// Where the checker stands in the virtual server's present definition.
    var position: CheckPosition

    private enum Flight {
        case none
        case stream(StreamProbe)
        case datagram(DatagramProbe)
        case echo(EchoProber, EchoProber.Ticket)
    }

    init(_ environment: CheckEnvironment, _ definition: CheckDefinition, isUp: Bool, position: CheckPosition, owner: VirtualServerRunner) {
        self.environment = environment
        self.position = position
        self.owner = owner
        checker = Checker(definition, isUp: isUp)
        timer = EventLoop.Timer { [unowned self] in timeHasCome() }
    }

    func start() {
        perform(checker.start(now: environment.loop.now, using: &environment.generator))
    }

    func stop() {
        checker.stop()
        endFlight()
        if let timer { environment.loop.disarm(timer) }
    }

    private func timeHasCome() {
        switch flight {
        case .none: beginProbe()
        case .stream(let probe):
            // Each answer moved the end of the wait; the timer follows only when it has run out.
            if environment.loop.now < probe.waitsUntil { arm(at: probe.waitsUntil) } else { probe.expired() }
        case .datagram(let probe): probe.expired()
        case .echo: finished(.failure(.answerTimeout))
        }
    }

    private func beginProbe() {
        do throws(SystemError) {
            try launchProbe()
            checker.probeStarted()
        } catch {
            if error.isLocalShortage { return postpone(error) }
            checker.probeStarted()
            finished(.failure(FailureReason(systemError: error.code)))
        }
    }

    private func launchProbe() throws(SystemError) {
        let definition = checker.definition
        switch checker.makeConversation(environment, using: &environment.generator) {
        case .stream(let conversation):
            let probe = try StreamProbe(environment, definition, conversation) { [unowned self] verdict in finished(verdict) }
            flight = .stream(probe)
            arm(at: probe.waitsUntil)
        case .datagram(let conversation):
            flight = .datagram(try DatagramProbe(environment, definition, conversation) { [unowned self] verdict in finished(verdict) })
            arm(at: environment.loop.now + definition.timing.answerTimeout)
        case .echo:
            let prober = try environment.echoProber(definition.target.address.family)
            flight = .echo(prober, try prober.send(to: definition.target.address) { [unowned self] verdict in finished(verdict) })
            arm(at: environment.loop.now + definition.timing.answerTimeout)
        }
    }

    /// This machine's own shortage must not cost a healthy server its traffic: nothing was learnt, so the probe is made a little later.
    private func postpone(_ error: SystemError) {
        environment.complainOfShortage(error)
        arm(at: environment.loop.now + .seconds(1))
    }

    private func finished(_ verdict: Verdict) {
        endFlight()
        perform(checker.finished(verdict, now: environment.loop.now))
    }

    private func endFlight() {
        if case .echo(let prober, let ticket) = flight { prober.forget(ticket) }
        flight = .none
    }

    private func perform(_ effects: [CheckEffect]) {
        for effect in effects {
            switch effect {
            case .becameUp: owner.checkerChanged(position, isUp: true)
            case .becameDown: owner.checkerChanged(position, isUp: false)
            case .log(let event): owner.log(event, at: position)
            }
        }
        if let deadline = checker.deadline { arm(at: deadline) }
    }

    private func arm(at deadline: MonotonicInstant) {
        if let timer { environment.loop.arm(timer, at: deadline) }
    }
}
