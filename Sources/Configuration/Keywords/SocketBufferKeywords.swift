internal import ConfigurationLanguage
internal import NetworkTypes

/// `global_defs`: how much the kernel keeps for a socket until it is read.
let socketBufferKeywords: [Keyword] =
    buffer("vrrp_netlink_cmd") { change, buffers in change(&buffers.vrrpCommands) }
    + buffer("vrrp_netlink_monitor") { change, buffers in change(&buffers.vrrpMonitor) }
    + buffer("lvs_netlink_cmd") { change, buffers in change(&buffers.checkCommands) }
    + buffer("process_monitor") { change, buffers in change(&buffers.processMonitor) }
    + [
        Keyword(
            "lvs_netlink_monitor_rcv_bufs", in: .globalDefinitions, .integer(bytes), syntax: "0-\(bytes.upperBound)", values: 1...1,
            status: .noEffect(noMonitor), action: .nothing),
        Keyword(
            "lvs_netlink_monitor_rcv_bufs_force", in: .globalDefinitions, .boolean, syntax: "[on|off]", values: 0...1, status: .noEffect(noMonitor),
            action: .nothing),
    ]

private let bytes = 0...4_294_967_295
private let noMonitor = "the check role has no socket for such reports"

private typealias SizeChange = (inout ReceiveBufferSize) -> Void

/// - Parameter select: finds the buffer's place.
private func buffer(_ name: String, _ select: @escaping @Sendable (SizeChange, inout SocketBuffers) -> Void) -> [Keyword] {
    [
        .number("\(name)_rcv_bufs", in: .globalDefinitions, bytes, default: "1048576, or net.core.rmem_max") { reader, value in
            select({ $0.bytes = value == 0 ? nil : value }, &reader.configuration.global.socketBuffers)
        },
        .boolean("\(name)_rcv_bufs_force", in: .globalDefinitions, default: "off") { reader, value in
            select({ $0.exceedsLimit = value }, &reader.configuration.global.socketBuffers)
        },
    ]
}
