internal import Configuration
internal import ControlProtocol
internal import Logging
internal import RouteNetlink
internal import VRRP

extension VRRPEnvironment {
    /// Brings trackers other than scripts in line with a configuration: those that instances track run, and no others.
    func followTrackers(_ configuration: Configuration, isStart: Bool) {
        let tracked = Set(configuration.synchronizedInstances.flatMap(\.parameters.tracking).map(\.object))
        files.follow(configuration.trackedFiles.filter { tracked.contains(.file($0.name)) }, isStart: isStart)
        processes.follow(configuration.trackedProcesses.filter { tracked.contains(.process($0.name)) })
        peerServers.follow(Set(tracked.compactMap { if case .virtualServer(let name) = $0 { name } else { nil } }))
        let followed = tracked.compactMap { if case .session(let name) = $0 { name } else { nil } }
        if !hasSessions, let first = followed.sorted().first {
            Logger(label: "tracking").warning("track_bfd has no effect: the daemon was started without BFD (\(first)\(followed.count > 1 ? " and others" : ""))")
        }
        guard isStart, hasSessions else { return }
        // As in keepalived, a session is down until it is up; later on, until something is known of it, it has no influence.
        for name in followed { sessions.presumeDown(name) }
    }

    /// Takes in what another role has reported.
    func hear(_ report: PeerReport) {
        switch report {
        case .quorum(let name, let isUp): peerServers.hear(name, isUp: isUp)
        case .session(let name, let isUp):
            if let isUp { Logger(label: "tracking").debug("Received BFD event: instance \(name) is in state \(isUp ? "Up" : "Down")") }
            sessions.hear(name, isUp: isUp)
        case .mastership, .interest: break
        }
    }

    /// Has every change of a tracked object reported.
    func reportChanges(_ report: @escaping (TrackedObject, TrackedState?) -> Void) {
        trackers.changed = { report(.script($0), TrackedState(isUp: $1)) }
        files.changed = { report(.file($0), .value($1)) }
        processes.changed = { report(.process($0), TrackedState(isUp: $1)) }
        staticGroups.changed = { report(.staticGroup($0), TrackedState(isUp: $1)) }
        sessions.changed = { report(.session($0), $1.map(TrackedState.init(isUp:))) }
        peerServers.changed = { report(.virtualServer($0), $1.map(TrackedState.init(isUp:))) }
    }

    /// What is known of something that instances track; nil while nothing is.
    func state(of object: TrackedObject) -> TrackedState? {
        switch object {
        case .script(let name): trackers.isUp(name).map(TrackedState.init(isUp:))
        case .interface(let name): TrackedState(isUp: links.isUp(name))
        case .file(let name): files.value(name).map(TrackedState.value)
        case .process(let name): processes.isUp(name).map(TrackedState.init(isUp:))
        case .staticGroup(let name): TrackedState(isUp: staticGroups.isUp(name))
        case .session(let name): sessions.isUp(name).map(TrackedState.init(isUp:))
        case .virtualServer(let name): peerServers.isUp(name).map(TrackedState.init(isUp:))
        }
    }
}

extension InstanceRunner {
    /// keepalived has a line for each instance that tracks a session of BFD.
    func tellTrackedSession(_ object: TrackedObject, _ state: TrackedState?) {
        guard case .session(let name) = object, let state, configuration.parameters.tracking.contains(where: { $0.object == object }) else { return }
        Logger(label: "tracking").info("VRRP_Instance(\(configuration.parameters.name)) Tracked BFD instance \(name) is \(state == .up ? "UP" : "DOWN")")
    }
}
