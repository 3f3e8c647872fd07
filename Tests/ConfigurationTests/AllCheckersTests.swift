import Configuration
import HealthCheck
import NetworkTypes
import Testing
import VirtualServers

/// What every checker takes, tried on every one.
@Suite("Every checker takes what all take")
struct AllCheckersTests {
    /// Each checker over the network, with what it needs besides.
    private static let connecting: [(name: String, lines: String)] = [
        ("TCP_CHECK", ""), ("TCP_CHECK", "send a\nexpect b"), ("HTTP_GET", "url {\npath /\n}"), ("SSL_GET", "url {\npath /\n}"), ("SMTP_CHECK", ""),
        ("DNS_CHECK", ""), ("UDP_CHECK", ""), ("PING_CHECK", ""), ("AGENT_CHECK", ""),
    ]

    private static let scheduled = connecting + [("MISC_CHECK", "misc_path /bin/true\nmisc_timeout 1")]

    private func check(_ name: String, _ lines: String, inner: String = "", outer: String = "") -> CheckDefinition? {
        let reading = read(realServer("\(inner)\n\(name) {\n\(lines)\n}", outer))
        #expect(reading.complaints == [], "\(name)")
        return reading.configuration.virtualServers.first?.realServers.first?.checks.first
    }

    @Test("where it goes, from where, and how marked", arguments: connecting.indices)
    func connection(index: Int) throws {
        let (name, lines) = Self.connecting[index]
        let origin = "connect_ip 10.0.3.1\nconnect_port 81\nbindto 10.0.3.2\nbind_port 4000\nbind_if eth0.7\nfwmark 4294967295\n"
        let definition = try #require(check(name, origin + lines))
        #expect(definition.target == Endpoint(try #require(IPAddress("10.0.3.1")), port: name == "PING_CHECK" ? 0 : 81))
        #expect(definition.source == Endpoint(try #require(IPAddress("10.0.3.2")), port: 4000))
        #expect(definition.interface == "eth0.7")
        #expect(definition.mark == .max)
        #expect(definition.probe.keyword == name)
        let plain = try #require(check(name, lines))
        #expect(plain.target.address == IPAddress("10.0.1.1") && plain.source == nil && plain.interface == nil && plain.mark == 0)
        #expect(plain.timing.connectTimeout == .seconds(5) && plain.timing.deadline == .seconds(15))
    }

    @Test("when it probes and how it counts, said in the checker", arguments: scheduled.indices)
    func schedule(index: Int) throws {
        let (name, lines) = Self.scheduled[index]
        let schedule = "retry 7\nrise 3\ndelay_before_retry 0.5\ndelay_loop 9\nwarmup 0\nalpha\nlog_all_failures\n"
        let definition = try #require(check(name, schedule + lines))
        let timing = definition.timing
        #expect(timing.retries == 7 && timing.rise == 3 && timing.delayBeforeRetry == .milliseconds(500))
        #expect(timing.delayLoop == .seconds(9) && timing.warmup == .zero)
        #expect(definition.startsFailed && definition.logsAllFailures)
        #expect(try #require(check(name, "retry 0\n" + lines)).timing.retries == 0)
    }

    @Test("the same inherited from the real server, and from the virtual server", arguments: scheduled.indices)
    func inheritance(index: Int) throws {
        let (name, lines) = Self.scheduled[index]
        let schedule = "retry 7\nrise 3\ndelay_before_retry 0.5\ndelay_loop 9\nwarmup 2\nconnect_timeout 4\ncheck_timeout 8\nalpha"
        for definition in [check(name, lines, inner: schedule), check(name, lines, outer: schedule)] {
            let timing = try #require(definition).timing
            #expect(timing.retries == 7 && timing.rise == 3 && timing.delayBeforeRetry == .milliseconds(500))
            #expect(timing.delayLoop == .seconds(9) && timing.warmup == .seconds(2))
            #expect(definition?.startsFailed == true)
            if name != "MISC_CHECK" { #expect(timing.connectTimeout == .seconds(4) && timing.deadline == .seconds(8)) }
        }
    }

    @Test("each prints what it means", arguments: scheduled.indices)
    func printing(index: Int) throws {
        let (name, lines) = Self.scheduled[index]
        let configuration = read(realServer("\(name) {\nretry 2\nalpha\n\(lines)\n}", "delay_loop 3")).configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
