internal import ControlProtocol
internal import EventLoop

/// What is known of the sessions of the BFD role, for BFD_CHECK.
final class SessionStates {
    private let states: FollowedStates
    private var watches: [String: [WeakWatch]] = [:]

    private struct WeakWatch {
        weak var watch: SessionWatch?
    }

    init(_ loop: EventLoop) {
        states = FollowedStates(loop, memory: FollowedStates.longMemory)
        states.changed = { [unowned self] name, _ in
            for entry in watches[name] ?? [] { entry.watch?.changed() }
        }
    }

    /// nil where nothing is known.
    func isUp(_ name: String) -> Bool? {
        states.isUp(name)
    }

    func hear(_ report: PeerReport) {
        if case .session(let name, let isUp) = report { states.hear(name, isUp: isUp) }
    }

    /// - Parameter changed: called when there is something new of the session, as long as the watch lives.
    func watch(_ name: String, changed: @escaping () -> Void) -> SessionWatch {
        let watch = SessionWatch(changed)
        let others = watches[name]?.filter { $0.watch != nil } ?? []
        watches[name] = others + [WeakWatch(watch: watch)]
        return watch
    }
}

/// One who wants to hear of a session.
final class SessionWatch {
    fileprivate let changed: () -> Void

    fileprivate init(_ changed: @escaping () -> Void) {
        self.changed = changed
    }
}
