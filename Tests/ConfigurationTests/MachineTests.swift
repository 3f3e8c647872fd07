import Configuration
import ConfigurationLanguage
import NetworkTypes
import Testing

@Suite("What stands in the way on this machine")
struct MachineTests {
    private let eth0: [String: Set<IPAddress>] = ["eth0": [.v4(IPv4Address(10, 0, 0, 9))]]

    private func rendered(_ text: String, on facts: MachineFacts) -> String {
        let snapshot = SourceSnapshot(path: "lvsd.conf", bytes: Array(text.utf8))
        let reading = Configuration.read(snapshot)
        return DiagnosticRenderer().text(reading.requirements.diagnostics(on: facts).sortedByPosition(), in: snapshot)
    }

    private func codes(_ text: String, on facts: MachineFacts) -> [String] {
        read(text).requirements.diagnostics(on: facts).map(\.code.rawValue)
    }

    @Test("an interface that doesn't exist is said once, however often it is named")
    func interfaces() {
        let text = instance("", address: "10.0.0.1 dev eth7 label eth9:1\n10.0.0.2 dev eth7")
        #expect(
            rendered(text, on: MachineFacts(interfaces: eth0)) == """
                lvsd.conf:5:22: warning: the interface `eth7` doesn't exist on this machine [interface-not-found]
                            10.0.0.1 dev eth7 label eth9:1
                                         ^~~~

                """)
    }

    @Test("a name out of a parameter is shown with the place that used the parameter")
    func origins() {
        let text = "$LINK=eth7\n" + instance("", address: "10.0.0.1 dev $LINK")
        let found = rendered(text, on: MachineFacts(interfaces: eth0))
        #expect(found.hasPrefix("lvsd.conf:1:7: warning: the interface `eth7` doesn't exist on this machine [interface-not-found]\n"), "\(found)")
        #expect(found.contains("lvsd.conf:6:22"), "\(found)")
    }

    @Test("all that is only about this machine is a warning, and the file stays usable")
    func warningsOnly() {
        let reading = read(instance("priority 255") + realServer(""))
        let found = reading.diagnostics(on: MachineFacts(settings: ["net/ipv4/ip_forward": 0, "net/ipv4/vs/conn_reuse_mode": 0]))
        #expect(found.map(\.code.rawValue) == ["owner-without-address", "interface-not-found", "forwarding-off", "connection-reuse"])
        #expect(found.allSatisfy { $0.severity == .warning })
        #expect(reading.outcome == .clean)
    }

    @Test("the program of a script must exist, be executable, and be root's alone")
    func programs() {
        let text = "vrrp_script s {\n    script \"/opt/check -x\"\n}\nvrrp_script t {\n    script \"killall -0 nginx\"\n}\n"
        #expect(
            rendered(text, on: MachineFacts(programs: ["/opt/check": .missing, "killall": .missing])) == """
                lvsd.conf:2:12: warning: there is no program `/opt/check`: the script can't run [script-not-found]
                        script "/opt/check -x"
                               ^~~~~~~~~~~~~~~
                lvsd.conf:2:12: warning: scripts run without `enable_script_security`: whoever can change one decides what its user does [script-security]
                        script "/opt/check -x"
                               ^~~~~~~~~~~~~~~
                    hint: put `enable_script_security` and a `script_user` into `global_defs`
                lvsd.conf:5:12: warning: there is no program `killall`: the script can't run [script-not-found]
                        script "killall -0 nginx"
                               ^~~~~~~~~~~~~~~~~~
                    hint: it was looked for in the directories of PATH

                """)
        func found(_ program: MachineFacts.Program) -> [String] {
            codes(text, on: MachineFacts(programs: ["/opt/check": program])).filter { $0 != "script-security" }
        }
        #expect(found(.found(isExecutable: true, isWritableByOthers: false)) == [])
        #expect(found(.found(isExecutable: false, isWritableByOthers: true)) == ["script-not-executable"])
        #expect(found(.found(isExecutable: true, isWritableByOthers: true)) == ["script-writable-by-others"])
        #expect(codes(text, on: MachineFacts()) == ["script-security"])
        #expect(read(text).requirements.trustsScripts)
        #expect(!read(text + "global_defs {\n    enable_script_security\n}\n").requirements.trustsScripts)
        #expect(!read("").requirements.trustsScripts)
    }

    @Test("priority 255 is for the router that has the address anyway")
    func owner() {
        #expect(
            rendered(instance("priority 255"), on: MachineFacts(interfaces: eth0)) == """
                lvsd.conf:1:15: warning: priority 255 is for the router that owns the addresses, and 10.0.0.1 is not an address of this machine [owner-without-address]
                    vrrp_instance VI_1 {
                                  ^~~~
                    hint: write at most 254

                """)
        #expect(codes(instance("priority 255", address: "10.0.0.9"), on: MachineFacts(interfaces: eth0)) == [])
        #expect(codes(instance("priority 254"), on: MachineFacts(interfaces: eth0)) == [])
    }

    @Test("NAT needs forwarding, of its own address family")
    func forwarding() {
        let off = MachineFacts(settings: ["net/ipv4/ip_forward": 0, "net/ipv6/conf/all/forwarding": 0])
        #expect(
            rendered(realServer(""), on: off) == """
                lvsd.conf:1:1: warning: NAT needs forwarding, and net/ipv4/ip_forward is 0: answers of real servers go nowhere [forwarding-off]
                    virtual_server 10.0.0.1 80 {
                    ^~~~~~~~~~~~~~~~~~~~~~~~~~
                    hint: sysctl -w net/ipv4/ip_forward=1

                """)
        #expect(codes(realServer("lvs_method DR"), on: off) == [])
        #expect(codes(realServer(""), on: MachineFacts(settings: ["net/ipv4/ip_forward": 1])) == [])
        #expect(codes(realServer(""), on: MachineFacts()) == [])
        let six = "virtual_server ::1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\nreal_server ::2 80 {\n}\n}"
        #expect(codes(six, on: off) == ["forwarding-off"])
        #expect(codes(six, on: MachineFacts(settings: ["net/ipv4/ip_forward": 0])) == [])
    }

    @Test("rp_filter 1 on an interface without an address drops advertisements; `all` counts too, and 2 does no harm")
    func reversePathFilter() {
        func found(all: Int, own: Int, _ addresses: Set<IPAddress>) -> [String] {
            codes(
                instance(""),
                on: MachineFacts(
                    interfaces: ["eth0": addresses],
                    settings: ["net/ipv4/conf/all/rp_filter": all, "net/ipv4/conf/eth0/rp_filter": own]))
        }
        #expect(found(all: 0, own: 1, []) == ["reverse-path-filter"])
        #expect(found(all: 1, own: 0, []) == ["reverse-path-filter"])
        #expect(found(all: 2, own: 1, []) == [])
        #expect(found(all: 0, own: 0, []) == [])
        #expect(found(all: 1, own: 1, [.v4(IPv4Address(10, 0, 0, 9))]) == [])
        #expect(found(all: 1, own: 1, [.v6(.any)]) == ["reverse-path-filter"])
    }

    @Test("conn_reuse_mode 0 keeps clients at a server of weight 0")
    func connectionReuse() {
        #expect(codes(realServer(""), on: MachineFacts(settings: ["net/ipv4/vs/conn_reuse_mode": 0])) == ["connection-reuse"])
        #expect(codes(realServer(""), on: MachineFacts(settings: ["net/ipv4/vs/conn_reuse_mode": 1])) == [])
        #expect(codes(instance(""), on: MachineFacts(interfaces: eth0, settings: ["net/ipv4/vs/conn_reuse_mode": 0])) == [])
    }

    @Test("only what matters is looked at")
    func settings() {
        #expect(read("").requirements == MachineRequirements())
        #expect(
            read(instance("")).requirements.settings == ["net/ipv4/conf/all/rp_filter", "net/ipv4/conf/eth0/rp_filter"])
        #expect(read(realServer("")).requirements.settings == ["net/ipv4/ip_forward", "net/ipv4/vs/conn_reuse_mode"])
    }
}
