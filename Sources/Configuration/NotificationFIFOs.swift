public import NetworkTypes

/// The FIFOs of `global_defs`.
public struct NotificationFIFOs: Hashable, Sendable {
    /// `notify_fifo`: for all that happens.
    public var common: NotificationFIFO?
    /// `vrrp_notify_fifo`: for instances and sync groups.
    public var vrrp: NotificationFIFO?
    /// `lvs_notify_fifo`: for virtual and real servers.
    public var lvs: NotificationFIFO?
    /// The configuration gives the other role something to tell too, whose blocks weren't read. Never so where all was read.
    public var otherRoleWrites = false
    /// `fifo_write_vrrp_states_on_reload`.
    public var tellsStatesOnReload = false

    public init() {}
}
