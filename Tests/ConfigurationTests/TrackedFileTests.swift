import Configuration
import ConfigurationLanguage
import NetworkTypes
import Testing
import VRRP

@Suite("track_file, vrrp_track_process and track_virtual_server")
struct TrackedFileConfigurationTests {
    private func file(_ lines: String) -> TrackedFile? {
        read("track_file f {\nfile /run/x\n\(lines)\n}\n").configuration.trackedFiles.first
    }

    private func process(_ lines: String) -> TrackedProcessDefinition? {
        read("vrrp_track_process p {\n\(lines)\n}\n").configuration.trackedProcesses.first
    }

    private func expectRoundTrip(_ text: String) {
        let configuration = read(text).configuration
        #expect(read(configuration.text).configuration == configuration)
    }

    @Test("track_file: weight 1, and nothing is written unless that is asked for")
    func files() {
        #expect(file("") == TrackedFile(name: "f", path: "/run/x", weight: TrackingWeight(1)))
        #expect(file("weight -254 reverse")?.weight == TrackingWeight(-254, reversed: true))
        #expect(file("init_file")?.initialization == TrackedFile.Initialization(value: 0, overwrites: false))
        #expect(file("init_file -7 overwrite")?.initialization == TrackedFile.Initialization(value: -7, overwrites: true))
        #expect(file("init_file overwrite")?.initialization == TrackedFile.Initialization(value: 0, overwrites: true))
        expectRoundTrip("track_file f {\nfile \"/run/a b\"\nweight 0 reverse\ninit_file 5 overwrite\n}\n")
    }

    @Test("the old name takes effect, and instances name files that stand behind them")
    func references() {
        let reading = read(instance("track_file {\nf\ng weight 0\n}") + "vrrp_track_file f {\nfile /run/x\nweight 9\n}\ntrack_file g {\nfile /run/y\n}\n")
        #expect(reading.complaints == [])
        #expect(
            reading.configuration.vrrpInstances.first?.parameters.tracking
                == [Tracking(.file("f"), weight: TrackingWeight(9)), Tracking(.file("g"), weight: TrackingWeight(0))])
        expectRoundTrip(reading.configuration.text)
    }

    @Test("vrrp_track_process: the name alone, or the command line")
    func processes() {
        #expect(process("process nginx") == TrackedProcessDefinition(name: "p", pattern: ProcessPattern(program: "nginx")))
        let full = process(
            "process \"/usr/sbin/a b\" -x \"y z\"\nparam_match initial\nweight 5\nquorum 2\nquorum_max 3\ndelay 1.5\nfork_delay 0.5")
        #expect(
            full
                == TrackedProcessDefinition(
                    name: "p",
                    pattern: ProcessPattern(program: "/usr/sbin/a b", arguments: ["-x", "y z"], argumentMatch: .initial, usesCommandLine: true),
                    weight: TrackingWeight(5), quorum: 2...3, forkDelay: .seconds(0.5), terminateDelay: .seconds(1.5)))
        #expect(process("process a b")?.pattern.argumentMatch == .exact)
        #expect(process("process a\nparam_match partial")?.pattern.usesCommandLine == true)
        #expect(process("process a\nfull_command")?.pattern.argumentMatch == nil)
        #expect(process("process a\nquorum_max 0")?.quorum == 0...0)
        for text in ["process \"a b\" c", "process a\nfull_command", "process a\nquorum_max 0", "process a\nquorum 2\nparam_match initial"] {
            expectRoundTrip("vrrp_track_process p {\n\(text)\n}\n")
        }
    }

    @Test("track_virtual_server names a virtual server by address, mark or group")
    func virtualServers() {
        let server = virtualServer("real_server 10.0.1.1 80 {\n}", name: "10.0.0.1 80") + virtualServer("real_server 10.0.1.1 80 {\n}", name: "fwmark 3")
        let reading = read(server + instance("track_virtual_server 10.0.0.1 80 {\nweight 20 reverse\n}\ntrack_virtual_server fwmark 3 {\n}"))
        #expect(
            reading.configuration.vrrpInstances.first?.parameters.tracking
                == [
                    Tracking(.virtualServer("10.0.0.1 80"), weight: TrackingWeight(20, reversed: true)),
                    Tracking(.virtualServer("fwmark 3"), weight: TrackingWeight(0)),
                ])
        expectRoundTrip(reading.configuration.text)
    }

    @Test("one that isn't there is told of where the whole file is read; the VRRP role alone can't know")
    func unknownServers() {
        let text = instance("track_virtual_server 10.0.0.9 80 {\nweight 20\n}")
        let reading = read(text)
        #expect(reading.complaints == [])
        #expect(reading.requirements.missingVirtualServers.map(\.name) == ["10.0.0.9 80"])
        #expect(reading.diagnostics(on: MachineFacts()).map(\.code.rawValue).contains("unknown-tracker"))
        let part = read(text, part: .vrrp)
        #expect(part.requirements.missingVirtualServers.isEmpty)
        #expect(part.configuration.vrrpInstances == reading.configuration.vrrpInstances)
    }

    @Test(
        "what is wrong is said at its place",
        arguments: [
            ("track_file f {\n}\n", "incomplete-tracker"), ("track_file f {\nfile run/x\n}\n", "invalid-value"),
            ("track_file f {\nfile /x\nweight 255\n}\n", "out-of-range"), ("track_file f {\nfile /x\ninit_file x\n}\n", "invalid-value"),
            ("track_file f {\nfile /x\n}\ntrack_file f {\nfile /y\n}\n", "duplicate-tracker"), ("vrrp_track_process p {\n}\n", "incomplete-tracker"),
            ("vrrp_track_process p {\nprocess a\nquorum 3\nquorum_max 2\n}\n", "invalid-value"),
            ("vrrp_track_process p {\nprocess a\nparam_match some\n}\n", "invalid-value"),
        ])
    func mistakes(text: String, code: String) {
        #expect(read(text).complaints.contains(code))
    }

    @Test("what isn't declared isn't tracked")
    func undeclared() {
        #expect(read(instance("track_file {\nf\n}")).complaints == ["unknown-tracker"])
        #expect(read(instance("track_process {\np\n}")).complaints == ["unknown-tracker"])
        #expect(read(instance("track_virtual_server nowhere {\n}")).complaints == ["invalid-address"])
    }
}
