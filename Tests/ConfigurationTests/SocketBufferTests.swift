import Configuration
import NetworkTypes
import Testing

@Suite("Buffers of sockets, and where names of numbers stand")
struct SocketBufferTests {
    private func reading(_ lines: String) -> Configuration.Reading {
        read("global_defs {\n\(lines)\n}\n" + instance(""))
    }

    @Test("each buffer has a size of its own, and may exceed the machine's limit")
    func sizes() {
        let reading = reading(
            """
            vrrp_netlink_cmd_rcv_bufs 100000
            vrrp_netlink_monitor_rcv_bufs 4294967295
            vrrp_netlink_monitor_rcv_bufs_force
            lvs_netlink_cmd_rcv_bufs 70000
            lvs_netlink_cmd_rcv_bufs_force on
            process_monitor_rcv_bufs 500000
            process_monitor_rcv_bufs_force off
            """)
        #expect(reading.complaints == [])
        let buffers = reading.configuration.global.socketBuffers
        #expect(buffers.vrrpCommands == ReceiveBufferSize(bytes: 100_000))
        #expect(buffers.vrrpMonitor == ReceiveBufferSize(bytes: 4_294_967_295, exceedsLimit: true))
        #expect(buffers.checkCommands == ReceiveBufferSize(bytes: 70_000, exceedsLimit: true))
        #expect(buffers.processMonitor == ReceiveBufferSize(bytes: 500_000))
    }

    @Test("0 is what the program takes by itself; what is no number is left out")
    func usual() {
        #expect(reading("vrrp_netlink_cmd_rcv_bufs 0").configuration.global.socketBuffers == reading("").configuration.global.socketBuffers)
        #expect(reading("process_monitor_rcv_bufs abc").complaints == ["invalid-number"])
        #expect(reading("process_monitor_rcv_bufs 4294967296").complaints == ["out-of-range"])
        #expect(reading("vrrp_netlink_monitor_rcv_bufs_force maybe").complaints == ["invalid-value"])
        // There is no such socket; that is only mentioned.
        #expect(reading("lvs_netlink_monitor_rcv_bufs 9\nlvs_netlink_monitor_rcv_bufs_force").complaints == [])
    }

    @Test("directories of names, and all of it printed means the same again")
    func printing() {
        let configuration = reading(
            """
            iproute_etc_dir /opt/etc
            iproute_usr_dir "/opt/with space"
            vrrp_netlink_cmd_rcv_bufs 100000
            process_monitor_rcv_bufs_force on
            """
        ).configuration
        #expect(configuration.global.routingNamesOfAdministrator == "/opt/etc")
        #expect(configuration.global.routingNamesOfDistribution == "/opt/with space")
        #expect(read(configuration.text).configuration == configuration)
    }
}
