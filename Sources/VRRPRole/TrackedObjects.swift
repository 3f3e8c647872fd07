internal import Configuration
internal import RouteNetlink
internal import VRRP

extension VRRPEnvironment {
    /// Brings trackers other than scripts in line with a configuration: those that instances track run, and no others.
    func followTrackers(_ configuration: Configuration, isStart: Bool) {
        let tracked = Set(configuration.synchronizedInstances.flatMap(\.parameters.tracking).map(\.object))
        files.follow(configuration.trackedFiles.filter { tracked.contains(.file($0.name)) }, isStart: isStart)
        processes.follow(configuration.trackedProcesses.filter { tracked.contains(.process($0.name)) })
        peerServers.follow(Set(tracked.compactMap { if case .virtualServer(let name) = $0 { name } else { nil } }))
    }

    /// Has every change of a tracked object reported.
    func reportChanges(_ report: @escaping (TrackedObject, TrackedState?) -> Void) {
        trackers.changed = { report(.script($0), TrackedState(isUp: $1)) }
        files.changed = { report(.file($0), .value($1)) }
        processes.changed = { report(.process($0), TrackedState(isUp: $1)) }
        staticGroups.changed = { report(.staticGroup($0), TrackedState(isUp: $1)) }
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
        case .virtualServer(let name): peerServers.isUp(name).map(TrackedState.init(isUp:))
        }
    }
}
