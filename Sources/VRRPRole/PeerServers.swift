internal import ControlProtocol
internal import EventLoop

/// The virtual servers of the check role that instances follow, as that role reports them.
final class PeerServers {
    private let states: FollowedStates
    private var wanted: Set<String> = []
    /// Tells the check role what is followed.
    var publish: (PeerReport) -> Void = { _ in }

    init(_ loop: EventLoop) {
        states = FollowedStates(loop)
    }

    /// Called when a virtual server has its quorum or has lost it; nil where there is no such virtual server.
    var changed: (_ name: String, _ isUp: Bool?) -> Void {
        get { states.changed }
        set { states.changed = newValue }
    }

    func follow(_ names: Set<String>) {
        for name in wanted.subtracting(names) {
            publish(.interest(inVirtualServer: name, isWanted: nil))
            states.forget(name)
        }
        for name in names.subtracting(wanted) { publish(.interest(inVirtualServer: name, isWanted: true)) }
        wanted = names
    }

    func isUp(_ name: String) -> Bool? {
        states.isUp(name)
    }

    func hear(_ name: String, isUp: Bool?) {
        if wanted.contains(name) { states.hear(name, isUp: isUp) }
    }
}
