/// Who may talk to the running daemon over its control socket, beside root.
public struct ControlSettings: Hashable, Sendable {
    /// `control_group`: the group that may ask; where the machine has no such group, only root may.
    public var group = "lvsd"
    /// `control_group_may_change`: the group may also give orders.
    public var groupMayChange = false

    public init() {}
}
