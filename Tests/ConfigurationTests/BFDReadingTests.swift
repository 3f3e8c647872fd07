import BFD
import Configuration
import ConfigurationLanguage
import HealthCheck
import NetworkTypes
import Testing
import VRRP
import VirtualServers

@Suite("bfd_instance, track_bfd and BFD_CHECK")
struct BFDReadingTests {
    private func session(_ lines: String) -> BFDInstance? {
        let reading = read("bfd_instance router {\nneighbor_ip 10.0.0.9\n\(lines)\n}\n")
        #expect(reading.complaints == [], "\(lines)")
        return reading.configuration.bfdInstances.first
    }

    private static let router = "bfd_instance router {\nneighbor_ip 10.0.0.9\nweight -7\n}\n"

    @Test("defaults are keepalived's")
    func defaults() {
        #expect(session("") == BFDInstance(BFDSessionDefinition(name: "router", neighbour: IPAddress(10, 0, 0, 9), hopLimit: 255)))
        let definition = session("")?.session
        #expect(definition?.receiveInterval == .milliseconds(10) && definition?.transmitInterval == .milliseconds(10))
        #expect(definition?.idleInterval == .seconds(1) && definition?.multiplier == 5 && definition?.hops == 0)
        #expect(definition?.audience == .all)
    }

    @Test("all keywords")
    func keywords() {
        let all = session(
            "source_ip 10.0.0.1\nmin_rx 3.312\nmin_tx 1\nidle_tx 1500\nmultiplier 255\npassive\nttl 64\nmax_hops 3\nmultihop\nweight 5 reverse\nvrrp")
        let definition = BFDSessionDefinition(
            name: "router", neighbour: IPAddress(10, 0, 0, 9), source: IPAddress(10, 0, 0, 1), isMultihop: true, receiveInterval: .microseconds(3312),
            transmitInterval: .milliseconds(1), idleInterval: .milliseconds(1500), multiplier: 255, isPassive: true, hopLimit: 64, hops: 3,
            audience: .virtualRouters)
        #expect(all == BFDInstance(definition, weight: TrackingWeight(5, reversed: true)))
        #expect(session("vrrp\nchecker")?.session.audience == .all)
        #expect(session("checker")?.session.audience == .checkers)
        #expect(session("neighbour_ip 10.0.0.8")?.session.neighbour == IPAddress(10, 0, 0, 8))
        #expect(session("hoplimit 255")?.session.hopLimit == 255)
        for none in ["max_hops -1", "max_hops 255", "multihop"] { #expect(session(none)?.session.leastHopLimit == 0, "\(none)") }
    }

    @Test("the effective configuration as text means the same", arguments: ["", "source_ip 10.0.0.1\nmin_rx 3.312\nmultihop\nvrrp\nmax_hops 2", "passive\nttl 9\nchecker\nmax_hops -1"])
    func roundTrip(_ lines: String) {
        let text = "bfd_instance router {\nneighbor_ip 10.0.0.9\n\(lines)\n}\n"
        let configuration = read(text).configuration
        #expect(Configuration.read(SourceSnapshot(path: "again", bytes: configuration.encodedText)).configuration == configuration)
        let used = read(Self.router + instance("track_bfd {\nrouter weight 3\n}") + realServer("BFD_CHECK {\nname router\nalpha\n}")).configuration
        #expect(Configuration.read(SourceSnapshot(path: "again", bytes: used.encodedText)).configuration == used)
    }

    @Test(
        "what is wrong with a session is said at its place",
        arguments: [
            ("min_rx 0.999", "out-of-range"), ("min_tx 4294968", "out-of-range"), ("min_tx x", "invalid-value"), ("idle_tx 999", "out-of-range"),
            ("multiplier 0", "out-of-range"), ("multiplier 256", "out-of-range"), ("ttl 0", "out-of-range"), ("max_hops 256", "out-of-range"),
            ("max_hops -2", "out-of-range"), ("max_hops few", "invalid-value"), ("weight 254", "out-of-range"), ("min_rx 10001", "slow-session"),
            ("source_ip fe80::1", "address-family-mismatch"), ("neighbor_ip 224.0.0.18", "invalid-value"), ("neighbor_ip fe80::9", "invalid-value"),
            ("neighbor_ip 0.0.0.0", "invalid-value"), ("neighbor_ip here", "invalid-address"), ("colour red", "unknown-keyword"),
        ])
    func mistakes(line: String, code: String) {
        #expect(read("bfd_instance router {\nneighbor_ip 10.0.0.9\n\(line)\n}\n").complaints == [code])
    }

    @Test("a session without a neighbour, with a name that is too long, or like another one, is left out")
    func leftOut() {
        #expect(read("bfd_instance router {\n}\n").complaints == ["incomplete-tracker"])
        #expect(read("bfd_instance abcdefghijklmnopqrstuvwxyz012345 {\nneighbor_ip 10.0.0.9\n}\n").complaints == ["invalid-value"])
        let twice = read(Self.router + "bfd_instance router {\nneighbor_ip 10.0.0.8\n}\n")
        #expect(twice.complaints == ["duplicate-tracker"] && twice.configuration.bfdInstances.count == 1)
        let same = read(Self.router + "bfd_instance other {\nneighbor_ip 10.0.0.9\nsource_ip 10.0.0.1\n}\n")
        #expect(same.complaints == ["duplicate-session"] && same.configuration.bfdInstances.map(\.name) == ["router"])
        let apart = "bfd_instance a {\nneighbor_ip 10.0.0.9\nsource_ip 10.0.0.1\n}\nbfd_instance b {\nneighbor_ip 10.0.0.9\nsource_ip 10.0.0.2\n}\n"
        #expect(read(apart + "bfd_instance c {\nneighbor_ip 10.0.0.9\nmultihop\n}\n").complaints == [])
    }

    // MARK: Use

    private func tracking(_ lines: String, _ before: String = router) -> [Tracking] {
        let reading = read(before + instance(lines))
        #expect(reading.complaints == [])
        return reading.configuration.vrrpInstances.first?.parameters.tracking ?? []
    }

    @Test("an instance takes the session's weight unless it says another; the session may stand behind it in the file")
    func weights() {
        #expect(tracking("track_bfd {\nrouter\n}") == [Tracking(.session("router"), weight: TrackingWeight(-7))])
        #expect(tracking("track_bfd {\nrouter weight 0 reverse\n}") == [Tracking(.session("router"), weight: TrackingWeight(0, reversed: true))])
        #expect(read(instance("track_bfd {\nrouter\n}") + Self.router).configuration.vrrpInstances.first?.parameters.tracking.count == 1)
    }

    @Test("a sync group follows sessions for its members")
    func group() {
        let group = "vrrp_sync_group G {\ngroup {\nVI_1\nB\n}\ntrack_bfd {\nrouter weight 0\n}\n}\n"
        let reading = read(Self.router + instance("") + instance("", name: "B", identifier: 52, address: "10.0.0.2") + group)
        #expect(reading.complaints == [])
        #expect(reading.configuration.synchronizedInstances.map { $0.parameters.tracking.map(\.object) } == [[.session("router")], [.session("router")]])
    }

    @Test(
        "a line that can't be followed is left out, and its word is pointed at",
        arguments: [
            ("nosuch", "unknown-tracker"), ("servers", "unknown-tracker"), ("router weight 254", "out-of-range"), ("router\nrouter", "duplicate-tracking"),
            ("router 5", "invalid-value"),
        ])
    func badLines(line: String, code: String) {
        let servers = "bfd_instance servers {\nneighbor_ip 10.0.0.7\nchecker\n}\n"
        let reading = read(Self.router + servers + instance("track_bfd {\n\(line)\n}"))
        #expect(reading.complaints == [code])
    }

    @Test("of a session that is left out nothing more is said where it is used")
    func saidOnce() {
        #expect(read("bfd_instance router {\n}\n" + instance("track_bfd {\nrouter\n}") + realServer("BFD_CHECK {\nname router\n}")).complaints == ["incomplete-tracker"])
    }

    private func checks(_ lines: String, _ outer: String = "") -> [CheckDefinition] {
        read(realServer("BFD_CHECK {\n\(lines)\n}", outer) + Self.router).configuration.virtualServers.first?.realServers.first?.checks ?? []
    }

    @Test("BFD_CHECK follows a session, beside other checkers")
    func check() {
        #expect(checks("name router").map(\.probe) == [.session(SessionProbe(name: "router"))])
        #expect(checks("name router").map(\.startsFailed) == [false])
        #expect(checks("name router\nalpha").map(\.startsFailed) == [true])
        #expect(checks("name router", "alpha").map(\.startsFailed) == [true])
        #expect(checks("name router\nalpha off", "alpha").map(\.startsFailed) == [false])
        let both = read(realServer("BFD_CHECK {\nname router\n}\nTCP_CHECK {\n}") + Self.router)
        #expect(both.configuration.virtualServers.first?.realServers.first?.checks.count == 2)
    }

    @Test(
        "a BFD_CHECK that follows nothing, or what is followed already, is left out",
        arguments: [("", "missing-value"), ("name nosuch", "unknown-tracker"), ("name vrrponly", "unknown-tracker"), ("name router\n}\nBFD_CHECK {\nname router", "duplicate-tracking")])
    func badChecks(lines: String, code: String) {
        let other = "bfd_instance vrrponly {\nneighbor_ip 10.0.0.7\nvrrp\n}\n"
        #expect(read(Self.router + other + realServer("BFD_CHECK {\n\(lines)\n}")).complaints == [code])
    }

    @Test("every role reads sessions; the BFD role reads nothing else")
    func parts() {
        let text = Self.router + instance("track_bfd {\nrouter\n}") + realServer("BFD_CHECK {\nname router\n}")
        for part in [Configuration.Part.vrrp, .check, .bfd] {
            let reading = read(text, part: part)
            #expect(reading.configuration.bfdInstances.count == 1 && reading.complaints == [])
            #expect(reading.configuration.hasWork(for: .bfd))
        }
        let bfd = read(text, part: .bfd)
        #expect(bfd.configuration.vrrpInstances.isEmpty && bfd.configuration.virtualServers.isEmpty && bfd.leavesBlocks)
        #expect(!read(instance(""), part: .bfd).configuration.hasWork(for: .bfd))
    }
}
