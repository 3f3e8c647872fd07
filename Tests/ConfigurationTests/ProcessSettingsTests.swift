import Configuration
import ConfigurationLanguage
import NetworkTypes
import Testing

@Suite("What the processes are called and how they are scheduled")
struct ProcessSettingsTests {
    private func global(_ lines: String) -> GlobalDefinitions { read("global_defs {\n\(lines)\n}\n").configuration.global }

    @Test("each role has its own keywords")
    func roles() {
        let processes = global(
            "vrrp_priority -5\nchecker_priority 19\nvrrp_rt_priority 20\nvrrp_rlimit_rttime 50000\nchecker_no_swap\nbfd_cpu_affinity 3 1 3\nbfd_process_name b").processes
        #expect(processes.vrrp.niceness == -5 && processes.check.niceness == 19 && processes.bfd.niceness == nil)
        #expect(processes.vrrp.realTimePriority == 20 && processes.vrrp.realTimeLimit == .microseconds(50_000))
        #expect(processes.check.staysInMemory && !processes.vrrp.staysInMemory)
        #expect(processes.bfd.processors == [1, 3] && processes.bfd.name == "b")
        #expect(processes.check.realTimeLimit == .milliseconds(10))
        #expect(processes[.vrrp] == processes.vrrp && processes[.check] == processes.check)
    }

    @Test("process_names gives keepalived's names to whoever has none of its own, wherever it stands")
    func names() {
        let named = global("vrrp_process_name one-that-is-longer-than-15\nprocess_names")
        #expect(named.processes.vrrp.name == "one-that-is-lon")
        #expect(named.processes.check.name == "keepalived_ipvs" && named.daemon.processName == "keepalived")
        #expect(global("").processes.vrrp.name == nil && global("").daemon.processName == nil)
        #expect(global("lvs_process_name c").processes.check.name == "c")
    }

    @Test("max_auto_priority: none without it, the highest where no number follows, 0 and -1 say no", arguments: [
        ("", nil), ("max_auto_priority", 99), ("max_auto_priority 7", 7), ("max_auto_priority 0", nil), ("max_auto_priority -1", nil),
    ] as [(String, Int?)])
    func automatic(_ line: String, _ highest: Int?) {
        #expect(global(line).processes.highestAutomaticPriority == highest)
        #expect(global("min_auto_priority_delay 20").processes.automaticPriorityDelay == .microseconds(20))
    }

    @Test("values out of range are refused", arguments: [
        "vrrp_priority -21", "vrrp_priority 20", "vrrp_rt_priority 0", "vrrp_rt_priority 100", "checker_rlimit_rttime 1", "max_auto_priority 100",
        "max_auto_priority -2", "min_auto_priority_delay 0", "min_auto_priority_delay 10000001", "vrrp_cpu_affinity 8192",
    ])
    func ranges(_ line: String) {
        #expect(read("global_defs {\n\(line)\n}\n").complaints == ["out-of-range"])
    }

    @Test("what is no value is refused too", arguments: ["vrrp_priority high", "vrrp_priority --1", "process_name a/b", "max_auto_priority x"])
    func values(_ line: String) {
        #expect(read("global_defs {\n\(line)\n}\n").complaints == ["invalid-value"])
    }

    @Test("the older spelling of the limit takes effect")
    func spelling() {
        #expect(global("vrrp_rlimit_rtime 77").processes.vrrp.realTimeLimit == .microseconds(77))
        #expect(read("global_defs {\nvrrp_rlimit_rtime 77\n}\n").diagnostics.map(\.code.rawValue) == ["obsolete-keyword"])
    }

    @Test("what is printed reads back as the same")
    func printing() {
        let configuration = read(
            """
            instance a
            net_namespace ns
            net_namespace_ipvs
            use_pid_dir
            child_wait_time 7
            global_defs {
            process_names
            vrrp_priority -5
            vrrp_rt_priority 20
            vrrp_rlimit_rttime 50000
            checker_no_swap
            bfd_cpu_affinity 3 1
            max_auto_priority
            min_auto_priority_delay 20
            umask IWGRP | IROTH|IWOTH
            reload_check_config /tmp/log
            reload_time_file /etc/reload-at
            reload_repeat
            reload_file
            config_save_dir "/var/lib/a b"
            state_dump_file /var/lib/x.data
            stats_file_location /var/lib/y
            json_version 2
            data_use_instance
            }
            """).configuration
        #expect(read(configuration.text).configuration == configuration)
        #expect(configuration.global.daemon.fileModeMask == 0o026)
        #expect(configuration.global.daemon.tableNamespace == .initial)
        #expect(configuration.global.daemon.distinction == "ns_a")
        #expect(configuration.global.daemon.dataFiles.statistics == "/var/lib/y")
    }
}

@Suite("What the configuration says about the daemon as a program")
struct DaemonDefinitionsTests {
    private func daemon(_ text: String) -> DaemonDefinitions { read(text).configuration.global.daemon }

    @Test("names that become parts of files name no directory", arguments: ["instance ../x", "instance .", "net_namespace a/b", "net_namespace_ipvs ..", "instance \"a b\""])
    func names(_ line: String) {
        #expect(read(line + "\n").complaints == ["invalid-value"])
    }

    @Test("paths are absolute", arguments: ["reload_time_file at", "config_save_dir x", "state_dump_file x.data", "reload_file x", "reload_check_config x"])
    func paths(_ line: String) {
        #expect(read("global_defs {\n\(line)\n}\n").complaints == ["invalid-value"])
    }

    @Test("a mask is a number in any base or names of bits", arguments: [
        ("022", 0o022), ("0x12", 0o022), ("18", 0o022), ("0", 0), ("IWGRP|IWOTH", 0o022), ("IRUSR | IXOTH", 0o401), ("1000", nil), ("IWGRP|", nil), ("-1", nil), ("+1", nil),
    ] as [(String, UInt32?)])
    func masks(_ text: String, _ mask: UInt32?) {
        #expect(daemon("global_defs {\numask \(text)\n}\n").fileModeMask == mask)
    }

    @Test("reload_file has a place of its own where none is named")
    func reloadFile() {
        #expect(daemon("global_defs {\nreload_file\n}\n").reloadFile == .standard)
        #expect(daemon("global_defs {\nreload_file /run/x\n}\n").reloadFile == .path("/run/x"))
        #expect(daemon("").reloadFile == nil)
    }

    @Test("the namespace of the table is named, or is that in which the daemon was started")
    func tableNamespace() {
        #expect(daemon("net_namespace_ipvs\n").tableNamespace == .initial)
        #expect(daemon("net_namespace_ipvs lb\n").tableNamespace == .named("lb"))
        #expect(daemon("net_namespace lb\n").tableNamespace == nil)
    }
}
