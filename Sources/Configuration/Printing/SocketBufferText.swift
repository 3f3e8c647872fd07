internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ buffers: SocketBuffers) {
        for (name, size) in [
            ("vrrp_netlink_cmd", buffers.vrrpCommands), ("vrrp_netlink_monitor", buffers.vrrpMonitor), ("lvs_netlink_cmd", buffers.checkCommands),
            ("process_monitor", buffers.processMonitor),
        ] {
            if let bytes = size.bytes { line("\(name)_rcv_bufs", "\(bytes)") }
            if size.exceedsLimit { line("\(name)_rcv_bufs_force", "on") }
        }
    }
}
