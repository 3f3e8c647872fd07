internal import VRRP

/// Who hears first that an instance has another state: its notify scripts, or the kernel's threads that tell other directors of connections.
enum StateChangeOrder {
    enum Listener {
        case scripts, connectionSync
    }

    /// As with keepalived, those threads become master when notify scripts have been started, and backup before that.
    static func listeners(of state: VirtualRouterState) -> [Listener] {
        state == .master ? [.scripts, .connectionSync] : [.connectionSync, .scripts]
    }
}
