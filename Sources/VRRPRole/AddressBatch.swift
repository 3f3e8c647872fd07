internal import EventLoop
internal import Logging
internal import Netlink
internal import RouteNetlink
internal import VRRP

/// The virtual addresses of all instances that took over in one round of the loop, on their way to the kernel.
///
/// Hundreds of instances lose their master at one moment: first each of them advertises, then all addresses are set in one batch, then
/// all gratuitous ARPs leave together, and only then notify scripts begin.
final class AddressBatch {
    private let loop: EventLoop
    private let routes: RouteConnection
    private let announcer: Announcer
    private let logger = Logger(label: "vrrp")
    private var waiting: [(runner: InstanceRunner, effects: ArraySlice<VirtualRouter.Effect>)] = []

    private var isRehearsing = false

    /// Addresses wait to be set.
    var isBusy: Bool { !waiting.isEmpty }

    init(_ loop: EventLoop, _ routes: RouteConnection, _ announcer: Announcer) {
        self.loop = loop
        self.routes = routes
        self.announcer = announcer
    }

    /// Sets the addresses of an instance before the loop waits again.
    ///
    /// - Parameter effects: what the instance is to do once they are set.
    func add(_ runner: InstanceRunner, then effects: ArraySlice<VirtualRouter.Effect>) {
        if waiting.isEmpty { loop.atEndOfRound { [unowned self] in finish() } }
        waiting.append((runner, effects))
    }

    /// Sets what waits, at once: for whoever must find the addresses there.
    func finish() {
        if waiting.isEmpty { return }
        let batch = waiting
        waiting = []
        set(batch.map(\.runner))
        // What announces comes before what may take long.
        let parts = batch.map { entry in
            (entry.runner, entry.effects.prefix(while: { $0.isAnnouncement }), entry.effects.drop(while: { $0.isAnnouncement }))
        }
        announcer.gather(sends: !isRehearsing) {
            for (runner, effects, _) in parts { runner.carryOut(effects) }
        }
        for (runner, _, effects) in parts {
            runner.addresses.noteHeld(inEarnest: !isRehearsing)
            runner.carryOut(effects)
            runner.tellWhatWaited()
        }
    }

    /// Goes the whole way for an instance, and nothing leaves the process (see `Rehearsal`).
    ///
    /// - Parameter logs: what is logged behind it.
    func rehearse(_ runner: InstanceRunner, telling logs: [VirtualRouter.Effect]) {
        // In earnest, what waits.
        finish()
        isRehearsing = true
        add(runner, then: ([.sendGratuitousARPs(rounds: 2)] + logs)[...])
        finish()
        isRehearsing = false
    }

    private func set(_ runners: [InstanceRunner]) {
        let wanted = runners.map { (runner: $0, requests: isRehearsing ? $0.addresses.requests() : $0.addresses.beginAdding()) }
        if isRehearsing { return routes.rehearse(wanted.flatMap(\.requests)) }
        do throws(NetlinkError) {
            for (request, refusal) in try routes.add(wanted.flatMap(\.requests)) {
                wanted.first { $0.requests.contains(request) }?.runner.addresses.adding(request, wasRefused: refusal)
            }
        } catch {
            logger.error("can't add virtual addresses: \(error)")
        }
        for runner in runners { runner.addresses.endAdding() }
    }
}

extension VirtualRouter.Effect {
    fileprivate var isAnnouncement: Bool {
        if case .sendGratuitousARPs = self { true } else { false }
    }
}
