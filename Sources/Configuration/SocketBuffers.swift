public import NetworkTypes

/// What the kernel keeps for sockets of netlink: `*_rcv_bufs` and `*_rcv_bufs_force`.
public struct SocketBuffers: Hashable, Sendable {
    /// `vrrp_netlink_cmd_*`: answers to what the VRRP role asks.
    public var vrrpCommands = ReceiveBufferSize()
    /// `vrrp_netlink_monitor_*`: reports of interfaces, addresses, routes and rules.
    public var vrrpMonitor = ReceiveBufferSize()
    /// `lvs_netlink_cmd_*`: answers about the IPVS table.
    public var checkCommands = ReceiveBufferSize()
    /// `process_monitor_*`: reports of processes that begin and end.
    public var processMonitor = ReceiveBufferSize()
}
