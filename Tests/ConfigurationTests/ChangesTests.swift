import Configuration
import IPVSTable
import NetworkTypes
import Testing
import VRRP
import VirtualServers

@Suite("What is different between two configurations")
struct ChangesTests {
    private typealias Difference = ConfigurationChanges.Difference

    private func changes(_ old: String, _ new: String) -> [ConfigurationChanges.Change] {
        read(new).configuration.changes(from: read(old).configuration).all
    }

    private let service = VirtualServerIdentity.service(.endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)))
    private let server = Endpoint(.v4(IPv4Address(10, 0, 1, 1)), port: 8080)

    @Test("nothing where both mean the same, however they are written")
    func equal() {
        let first = instance("priority 100") + realServer("TCP_CHECK {\n}")
        let second = "# other words\n" + realServer("weight 1\nTCP_CHECK {\nretry 1\n}") + instance("")
        #expect(changes(first, second) == [])
        #expect(read(second).configuration.changes(from: read(first).configuration).isEmpty)
    }

    @Test("objects that come and go")
    func comeAndGo() {
        let first = instance("", name: "A")
        let second = instance("", name: "B") + realServer("")
        #expect(
            changes(first, second)
                == [
                    .init(.vrrpInstance(name: "A"), .removed), .init(.vrrpInstance(name: "B"), .added),
                    .init(.virtualServer(service), .added),
                ])
        #expect(changes(second, first).contains(.init(.virtualServer(service), .removed)))
    }

    @Test("a changed weight is a change of its real server only")
    func weight() {
        let other = "real_server 10.0.1.2 8080 {\n}\n"
        let found = changes(realServer("weight 1", other), realServer("weight 5", other))
        #expect(
            found == [.init(.realServer(server, of: service), .changed([Difference(keyword: "weight", old: "1", new: "5")]))])
    }

    @Test("real servers that come and go leave their virtual server unchanged")
    func realServers() {
        let second = Endpoint(.v4(IPv4Address(10, 0, 1, 2)), port: 8080)
        let (one, two) = (realServer(""), realServer("", "real_server 10.0.1.2 8080 {\n}"))
        #expect(changes(one, two) == [.init(.realServer(second, of: service), .added)])
        #expect(changes(two, one) == [.init(.realServer(second, of: service), .removed)])
    }

    @Test("an object that comes or goes is told line by line, a virtual server with a line for each real server")
    func lines() {
        var text = ObjectText(read(instance("priority 120", name: "A") + realServer("weight 3\nTCP_CHECK {\n}", "delay_loop 6")).configuration)
        let instance = text.lines(of: .vrrpInstance(name: "A"))
        #expect(instance.contains { $0 == ("priority", "120") })
        let virtualServer = text.lines(of: .virtualServer(service))
        #expect(virtualServer.contains { $0 == ("real_server", "10.0.1.1 8080 weight 3") })
        #expect(!virtualServer.contains { $0.keyword.contains("TCP_CHECK") })
        let realServer = text.lines(of: .realServer(server, of: service))
        #expect(realServer.contains { $0 == ("weight", "3") } && realServer.contains { $0 == ("TCP_CHECK delay_loop", "6") })
        #expect(text.lines(of: .vrrpInstance(name: "B")).isEmpty)
    }

    @Test("an inherited setting shows where it has its effect")
    func inherited() {
        let found = changes(realServer("TCP_CHECK {\n}"), realServer("TCP_CHECK {\n}", "delay_loop 6"))
        #expect(
            found == [
                .init(
                    .realServer(server, of: service),
                    .changed([
                        Difference(keyword: "TCP_CHECK delay_loop", old: "60", new: "6"),
                        Difference(keyword: "TCP_CHECK warmup", old: "60", new: "6"),
                    ]))
            ])
    }

    @Test("settings that appear, disappear and change; addresses that come and go")
    func settings() {
        let first = instance("nopreempt\nmcast_src_ip 10.0.0.9", address: "10.0.0.1\n10.0.0.2")
        let second = instance("priority 90", address: "10.0.0.3\n10.0.0.1")
        #expect(
            changes(first, second) == [
                .init(
                    .vrrpInstance(name: "VI_1"),
                    .changed([
                        Difference(keyword: "priority", old: "100", new: "90"), Difference(keyword: "nopreempt", old: "", new: nil),
                        Difference(keyword: "mcast_src_ip", old: "10.0.0.9", new: nil),
                        Difference(keyword: "virtual_ipaddress", old: "10.0.0.2/32", new: nil),
                        Difference(keyword: "virtual_ipaddress", old: nil, new: "10.0.0.3/32"),
                        Difference(keyword: "preempt", old: nil, new: ""),
                    ]))
            ])
    }

    @Test("another order of addresses, or of checkers, is a change too")
    func order() {
        let turned = changes(instance("", address: "10.0.0.1\n10.0.0.2"), instance("", address: "10.0.0.2\n10.0.0.1"))
        #expect(
            turned == [
                .init(
                    .vrrpInstance(name: "VI_1"),
                    .changed([
                        Difference(keyword: "virtual_ipaddress", old: "10.0.0.1/32, 10.0.0.2/32", new: "10.0.0.2/32, 10.0.0.1/32")
                    ]))
            ])
        let checks = changes(
            realServer("TCP_CHECK {\nretry 1\n}\nTCP_CHECK {\nretry 2\n}"), realServer("TCP_CHECK {\nretry 2\n}\nTCP_CHECK {\nretry 1\n}"))
        #expect(
            checks == [
                .init(
                    .realServer(server, of: service),
                    .changed([
                        Difference(keyword: "TCP_CHECK retry", old: "1", new: "2"),
                        Difference(keyword: "TCP_CHECK (2) retry", old: "2", new: "1"),
                    ]))
            ])
    }

    @Test("scripts are objects by their names")
    func scripts() {
        func script(_ lines: String) -> String { "vrrp_script s {\nscript /bin/true\n\(lines)\n}\n" }
        #expect(
            changes(script("fall 2"), script("fall 3"))
                == [.init(.vrrpScript(name: "s"), .changed([Difference(keyword: "fall", old: "2", new: "3")]))])
        #expect(changes("", script("")) == [.init(.vrrpScript(name: "s"), .added)])
        #expect(changes(script(""), "") == [.init(.vrrpScript(name: "s"), .removed)])
    }

    @Test("global definitions are one object")
    func global() {
        #expect(
            changes("global_defs {\nrouter_id a\n}\n", "global_defs {\nrouter_id b\n}\n")
                == [.init(.global, .changed([Difference(keyword: "router_id", old: "a", new: "b")]))])
    }

    @Test("what stands beside global_defs and belongs to it is told with the names of its blocks")
    func besideGlobalDefinitions() {
        #expect(
            changes("linkbeat_interfaces {\neth1\n}\n", "linkbeat_interfaces {\neth2\n}\ninterface_up_down_delays {\neth1 2\n}\n")
                == [
                    .init(
                        .global,
                        .changed([
                            Difference(keyword: "linkbeat_interfaces", old: "eth1 MII", new: nil),
                            Difference(keyword: "linkbeat_interfaces", old: nil, new: "eth2 MII"),
                            Difference(keyword: "interface_up_down_delays", old: nil, new: "eth1 2 2"),
                        ]))
                ])
        let group = "garp_group {\ngarp_interval 3\ninterface eth0\n}\n"
        let found = changes(group + "garp_group {\ngarp_interval 1\ninterface eth1\n}\n", group + "garp_group {\ngarp_interval 2\ninterface eth1\n}\n")
        #expect(found == [.init(.global, .changed([Difference(keyword: "garp_group (2) garp_interval", old: "1", new: "2")]))])
    }

    /// For each part of the global definitions, a statement that changes it and nothing else of them.
    private static let globalStatements = [
        "routerID": "router_id x", "mail": "smtp_server 10.9.9.9", "probeLimits": "checker_max_rate 5", "reconciliation": "lvs_reconcile off",
        "scriptPolicy": "enable_script_security", "setPrefix": "lvs_ipset x", "syncDaemon": "lvs_sync_daemon eth0 VI_1", "connectionTimeouts": "lvs_timeouts tcp 9",
        "fifos": "vrrp_notify_fifo /run/f", "control": "control_group adm", "processes": "vrrp_no_swap", "daemon": "process_name x",
        "instanceDelay": "vrrp_startup_delay 5", "instanceDelayAfterBoot": "vrrp_delay_after_boot 5", "flushAtStart": "lvs_flush",
        "flushOnStop": "lvs_flush_on_stop", "logsAllCheckFailures": "checker_log_all_failures", "notifiesInitialStates": "rs_init_notifies",
        "announcementLimits": "vrrp_garp_interval 1", "links": "dynamic_interfaces", "startupScript": "startup_script /bin/true",
        "shutdownScript": "shutdown_script /bin/true", "reportsNoLocalGroups": "disable_local_igmp", "receiveBuffer": "vrrp_rx_bufs_policy MTU",
        "logsUnknownIdentifiers": "log_unknown_vrids", "addressInterfacePrefix": "vmac_addr_prefix x", "socketBuffers": "vrrp_netlink_monitor_rcv_bufs 99999",
        "routingNamesOfAdministrator": "iproute_etc_dir /x", "routingNamesOfDistribution": "iproute_usr_dir /x", "firewall": "nftables x",
    ]

    /// For each part of an instance, a statement that changes it; what `instance` writes already needs none.
    private static let instanceStatements = [
        "parameters": "priority 7", "interface": "interface eth7", "virtualAddresses": "virtual_ipaddress {\n10.0.0.77\n}",
        "excludedAddresses": "virtual_ipaddress_excluded {\n10.0.0.78\n}", "acceptsTraffic": "no_accept", "virtualInterface": "use_vmac",
        "makesInterfacesForAddresses": "use_vmac_addr", "addressInterfaces": "use_vmac_addr\nvirtual_ipaddress_excluded {\n10.0.0.78 dev eth5\n}",
        "tracksSource": "track_src_ip\nmcast_src_ip 10.0.0.9", "receiveBuffer": "kernel_rx_buf_size 99999", "transmitsOnBase": "use_vmac\nvmac_xmit_base",
        "routes": "virtual_routes {\n10.1.0.0/16 dev eth0\n}", "rules": "virtual_rules {\nfrom 10.1.0.0/16 table 5\n}", "multicastSource": "mcast_src_ip 10.0.0.9",
        "unicastSource": "unicast_src_ip 10.0.0.9\nunicast_peer {\n10.0.0.8\n}", "multicastGroup": "mcast_dst_ip 224.0.0.19", "strict": "strict_mode on",
        "keyFiles": "auth_hmac {\nkey 1 file:/etc/key\nactive_key 1\n}", "ignoresInterfaceState": "dont_track_primary",
        "promotesSecondaries": "promote_secondaries", "extraAnnouncements": "garp_extra_if 5 all", "notifications": "notify /bin/true", "sendsMail": "smtp_alert",
        "tellsPriorities": "notify_priority_changes",
    ]

    private static func parts(_ value: Any) -> [String: String] {
        Dictionary(Mirror(reflecting: value).children.map { ($0.label ?? "", "\($0.value)") }) { first, _ in first }
    }

    @Test("each part of the global definitions is told, at its coming and at its going")
    func everyGlobalPart() {
        let before = read(instance("")).configuration
        for label in Self.parts(before.global).keys.sorted() {
            guard let statement = Self.globalStatements[label] else {
                Issue.record("a statement that changes \(label)")
                continue
            }
            let after = read("global_defs {\n\(statement)\n}\n" + instance("")).configuration
            #expect(Self.parts(after.global)[label] != Self.parts(before.global)[label], "\(statement) changes \(label)")
            for change in [after.changes(from: before), before.changes(from: after)] { expectTold(change, about: .global, label) }
        }
    }

    @Test("each part of an instance is told, at its coming and at its going")
    func everyInstancePart() throws {
        let before = read(instance("")).configuration
        let first = try #require(before.vrrpInstances.first)
        for label in Self.parts(first).keys.sorted() {
            var after = before
            if label == "vrf" {
                // Only without an interface, which would change more.
                after.vrrpInstances[0].vrf = "red"
            } else if let statement = Self.instanceStatements[label] {
                after = read(instance(statement)).configuration
            } else {
                Issue.record("a statement that changes \(label)")
            }
            let changed = try #require(after.vrrpInstances.first)
            #expect(Self.parts(changed)[label] != Self.parts(first)[label], "\(label) is another one")
            for change in [after.changes(from: before), before.changes(from: after)] { expectTold(change, about: .vrrpInstance(name: "VI_1"), label) }
        }
    }

    private func expectTold(_ changes: ConfigurationChanges, about object: ConfigurationChanges.Object, _ label: String) {
        guard case .changed(let differences)? = changes.all.first(where: { $0.object == object })?.kind else {
            Issue.record("a change of \(label) isn't told: \(changes.all)")
            return
        }
        #expect(!differences.isEmpty, "\(label)")
    }

    @Test("equal in both means absent, different means present with a reason: random configurations")
    func property() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let old = Self.random(&generator)
            let new = Self.random(&generator)
            let found = new.changes(from: old).all
            for instance in new.vrrpInstances {
                let before = old.vrrpInstances.first { $0.parameters.name == instance.parameters.name }
                let change = found.first { $0.object == .vrrpInstance(name: instance.parameters.name) }
                #expect((change == nil) == (before == instance), "seed \(seed)")
                #expect((change?.kind == .added) == (before == nil), "seed \(seed)")
            }
            for server in new.virtualServers {
                let before = old.virtualServers.first { $0.identity == server.identity }
                let own = found.filter { change in
                    switch change.object {
                    case .virtualServer(server.identity), .realServer(_, of: server.identity): true
                    default: false
                    }
                }
                // The order of real servers alone means nothing to the kernel's table.
                let sorted = { (definition: VirtualServerDefinition?) in Set(definition?.realServers ?? []) }
                if before == server { #expect(own.isEmpty, "seed \(seed)") }
                if sorted(before) != sorted(server) { #expect(!own.isEmpty, "seed \(seed)") }
            }
            for change in found {
                if case .changed(let differences) = change.kind { #expect(!differences.isEmpty, "seed \(seed): \(change)") }
            }
            #expect(new.changes(from: new).isEmpty, "seed \(seed)")
        }
    }

    /// Few names and few values, so that much is equal.
    private static func random(_ generator: inout SeededGenerator) -> Configuration {
        var text = ""
        for name in ["A", "B", "C"] where Bool.random(using: &generator) {
            let priority = Int.random(in: 100...101, using: &generator)
            let identifier = name.utf8.first.map { Int($0) } ?? 1
            let lines = "priority \(priority)\(Bool.random(using: &generator) ? "\nnopreempt" : "")"
            text += instance(lines, name: name, identifier: identifier, address: "10.0.0.\(Int.random(in: 1...2, using: &generator))")
        }
        for address in ["10.0.0.1 80", "10.0.0.2 80"] where Bool.random(using: &generator) {
            var lines = Bool.random(using: &generator) ? "quorum 1\n" : "persistence_timeout 9\n"
            for host in [1, 2, 3].shuffled(using: &generator) where Bool.random(using: &generator) {
                lines += "real_server 10.0.1.\(host) 80 {\nweight \(Int.random(in: 1...2, using: &generator))\nTCP_CHECK {\n}\n}\n"
            }
            text += virtualServer(lines, name: address)
        }
        return read(text).configuration
    }

    @Test("time grows linearly: one change among many real servers, and a pool that comes and goes")
    func large() {
        func pool(_ weight: Int) -> String {
            virtualServer(
                (0..<20_000).map { "real_server 10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255) 80 {\nweight \($0 == 9_999 ? weight : 1)\n}" }
                    .joined(separator: "\n"))
        }
        let (old, new) = (read(pool(1)).configuration, read(pool(2)).configuration)
        #expect(new.changes(from: old).all.count == 1)
        #expect(new.changes(from: read(virtualServer("real_server 10.9.9.9 80 {\n}")).configuration).all.count == 20_001)
    }

    @Test("every part of a configuration is compared")
    func complete() {
        let parts = Mirror(reflecting: Configuration()).children.compactMap(\.label)
        #expect(parts == ["global", "staticNetwork", "vrrpScripts", "trackedFiles", "trackedProcesses", "bfdInstances", "vrrpInstances", "syncGroups", "virtualServers"], "compare the new part in ConfigurationChanges.swift")
    }
}
