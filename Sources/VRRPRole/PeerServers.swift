internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import NetworkTypes

/// The virtual servers of the check role that instances follow, as that role reports them.
final class PeerServers {
    private let loop: EventLoop
    private var wanted: Set<String> = []
    private var states: [String: Bool] = [:]
    private var timers: [String: EventLoop.Timer] = [:]
    /// Called when a virtual server has its quorum or has lost it; nil where there is no such virtual server.
    var changed: (_ name: String, _ isUp: Bool?) -> Void = { _, _ in }
    /// Tells the check role what is followed.
    var publish: (PeerReport) -> Void = { _ in }

    /// How long the last word counts when it is withdrawn: a check role that was restarted says it again.
    static let memory = Duration.seconds(5)

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    func follow(_ names: Set<String>) {
        for name in wanted.subtracting(names) {
            publish(.interest(inVirtualServer: name, isWanted: nil))
            if let timer = timers[name] { loop.disarm(timer) }
            (states[name], timers[name]) = (nil, nil)
        }
        for name in names.subtracting(wanted) { publish(.interest(inVirtualServer: name, isWanted: true)) }
        wanted = names
    }

    func isUp(_ name: String) -> Bool? {
        states[name]
    }

    func hear(_ report: PeerReport) {
        guard case .quorum(let name, let isUp) = report, wanted.contains(name) else { return }
        if let timer = timers[name] { loop.disarm(timer) }
        guard let isUp else {
            let timer = timers[name] ?? EventLoop.Timer { [unowned self] in set(name, nil) }
            timers[name] = timer
            return loop.arm(timer, at: SystemClock.now() + Self.memory)
        }
        set(name, isUp)
    }

    private func set(_ name: String, _ isUp: Bool?) {
        if states[name] == isUp { return }
        states[name] = isUp
        changed(name, isUp)
    }
}
