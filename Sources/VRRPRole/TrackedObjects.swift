internal import RouteNetlink
internal import VRRP

extension VRRPEnvironment {
    /// What is known of something that instances track; nil while nothing is.
    func state(of object: TrackedObject) -> TrackedState? {
        switch object {
        case .script(let name): trackers.isUp(name).map(TrackedState.init(isUp:))
        case .interface(let name): TrackedState(isUp: interfaces.interface(named: name)?.isUp ?? false)
        case .file, .process, .virtualServer: nil
        }
    }
}
