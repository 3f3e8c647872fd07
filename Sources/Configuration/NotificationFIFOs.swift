public import NetworkTypes

/// The FIFOs of `global_defs`.
public struct NotificationFIFOs: Hashable, Sendable {
    /// `notify_fifo`: for all that happens.
    public var common: NotificationFIFO?
    /// `vrrp_notify_fifo`: for instances and sync groups.
    public var vrrp: NotificationFIFO?
    /// `fifo_write_vrrp_states_on_reload`.
    public var tellsStatesOnReload = false

    public init() {}
}
