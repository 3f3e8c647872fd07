import Configuration
import IPVSTable
import NetworkTypes
import Testing

@Suite("lvs_sync_daemon and lvs_timeouts")
struct KernelServiceTests {
    private func global(_ lines: String) -> Configuration.Reading {
        read("global_defs {\n\(lines)\n}\n" + instance("", name: "VI_1"))
    }

    @Test("the sync daemon's instance stands with or without `inst`, and its options in any order")
    func syncDaemon() {
        #expect(global("").configuration.global.syncDaemon == nil)
        #expect(global("lvs_sync_daemon eth1").configuration.global.syncDaemon == SyncDaemonSettings(interface: "eth1"))
        for name in ["VI_1", "inst VI_1"] {
            let reading = global("lvs_sync_daemon eth1 \(name) group 224.0.0.82 id 7 maxlen 1400 ttl 2 port 9000")
            #expect(reading.complaints == [])
            #expect(
                reading.configuration.global.syncDaemon
                    == SyncDaemonSettings(
                        interface: "eth1", instance: "VI_1", syncID: 7, maximumLength: 1400, port: 9000, timeToLive: 2,
                        group: .v4(IPv4Address(224, 0, 0, 82))))
        }
    }

    @Test(
        "what it can't be is left out with a message",
        arguments: [
            ("eth1 VI_2", "unknown-instance"), ("eth1 id 256", "out-of-range"), ("eth1 maxlen 0", "out-of-range"), ("eth1 id", "missing-value"),
            ("eth1 inst", "missing-value"), ("eth1 group 10.0.0.1", "invalid-value"), ("eth1 group", "missing-value"), ("eth1 VI_1 VI_1", "invalid-value"),
        ])
    func mistakes(words: String, code: String) {
        let reading = global("lvs_sync_daemon \(words)")
        #expect(reading.complaints == [code])
        #expect(reading.configuration.global.syncDaemon == nil)
    }

    @Test("an instance says it in the old way: the first one counts, and `lvs_sync_daemon` before any")
    func oldWay() {
        let two = instance("lvs_sync_daemon_interface eth1", name: "VI_1") + instance("lvs_sync_daemon_interface eth2\nvirtual_router_id 9", name: "VI_2", address: "10.0.0.2")
        let reading = read(two)
        #expect(reading.configuration.global.syncDaemon == SyncDaemonSettings(interface: "eth1", instance: "VI_1"))
        #expect(reading.complaints == ["no-effect"])
        #expect(read(two + "global_defs {\nlvs_sync_daemon eth3\n}\n").configuration.global.syncDaemon == SyncDaemonSettings(interface: "eth3"))
        #expect(read(reading.configuration.text).configuration == reading.configuration)
    }

    @Test("timeouts: each may be left to the kernel")
    func timeouts() {
        #expect(global("").configuration.global.connectionTimeouts == nil)
        #expect(global("lvs_timeouts tcp 7200 udp 60").configuration.global.connectionTimeouts == ConnectionTimeouts(tcp: 7200, udp: 60))
        #expect(global("lvs_timeouts tcpfin 30").configuration.global.connectionTimeouts == ConnectionTimeouts(tcpFinished: 30))
        #expect(global("lvs_timeouts tcp 9999999").complaints == ["out-of-range"])
        #expect(global("lvs_timeouts sctp 9").complaints == ["invalid-value"])
        #expect(global("lvs_timeouts tcp 1 udp").complaints == ["missing-value"])
    }

    @Test("printed, they mean the same again")
    func printing() {
        let configuration = global("lvs_sync_daemon eth1 VI_1 group ff02::81 id 0 maxlen 9 ttl 2 port 9\nlvs_timeouts tcp 1 tcpfin 2 udp 3").configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
