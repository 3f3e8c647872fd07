import Configuration
import HealthCheck
import NetworkTypes
import Testing
import VirtualServers

@Suite("SMTP_CHECK, DNS_CHECK, UDP_CHECK and MISC_CHECK")
struct ServerCheckTests {
    private func checks(_ lines: String) -> [CheckDefinition] {
        read(realServer(lines)).configuration.virtualServers.first?.realServers.first?.checks ?? []
    }

    @Test("SMTP_CHECK says keepalived's name unless it is given one")
    func smtp() {
        #expect(checks("SMTP_CHECK {\n}").map(\.probe) == [.smtp(SMTPProbe(heloName: "smtpchecker.keepalived.org"))])
        #expect(checks("SMTP_CHECK {\nhelo_name a.example\n}").map(\.probe) == [.smtp(SMTPProbe(heloName: "a.example"))])
        #expect(read(realServer("SMTP_CHECK {\nhelo_name \"a b\"\n}")).complaints == ["invalid-value"])
    }

    @Test("each `host` in SMTP_CHECK, an old form, is a checker of its own")
    func smtpHosts() {
        let lines = "SMTP_CHECK {\nhost {\nconnect_port 26\n}\nretry 3\nhost {\nconnect_ip 10.0.9.9\nretry 4\n}\nhelo_name h\n}"
        #expect(checks(lines).map(\.target.description) == ["10.0.1.1:26", "10.0.9.9:8080"])
        #expect(checks(lines).map(\.timing.retries) == [3, 4])
        #expect(checks(lines).allSatisfy { $0.probe == .smtp(SMTPProbe(heloName: "h")) })
        #expect(read(realServer(lines)).notices == ["obsolete-keyword"])
    }

    @Test("DNS_CHECK asks for the root's SOA, and is more patient than others")
    func dns() throws {
        let check = try #require(checks("DNS_CHECK {\ndelay_loop 7\n}").first)
        #expect(check.probe == .dns(DNSProbe(name: .root, type: .soa)))
        #expect(check.timing.retries == 3)
        #expect(check.timing.delayBeforeRetry == .seconds(7))
        let name = try #require(DNSName(Array("www.example.com".utf8)))
        #expect(checks("DNS_CHECK {\ntype AAAA\nname www.example.com.\n}").map(\.probe) == [.dns(DNSProbe(name: name, type: .aaaa))])
        for line in ["type ANY", "type a", "name a..b", "name \"\""] {
            #expect(read(realServer("DNS_CHECK {\n\(line)\n}")).complaints == ["invalid-value"], "\(line)")
        }
    }

    private func udp(_ lines: String) -> UDPProbe? {
        guard case .udp(let probe) = checks("UDP_CHECK {\n\(lines)\n}").first?.probe else { return nil }
        return probe
    }

    @Test("UDP_CHECK reads hexadecimal digits as keepalived's manual explains them")
    func digits() {
        let bytes: [UInt8] = [0xAB, 0x12, 0x0F, 0x03, 0x45, 0x06, 0x54, 0x64, 0x43, 0x12, 0x03]
        #expect(udp("payload Ab12f 3 456 546443123")?.payload == bytes)
        #expect(udp("payload \"Ab12f 3 456 546443123\"")?.payload == bytes)
        #expect(udp("")?.payload == nil)
        let pattern = udp("require_reply 1xX2 XX X")?.reply?.bytes
        #expect(
            pattern == [
                .init(value: 0x10, mask: 0xF0), .init(value: 0x02, mask: 0x0F), .init(value: 0, mask: 0), .init(value: 0, mask: 0xF0),
            ])
        for line in ["payload xx", "payload 0g", "payload \"\"", "require_reply z", "payload \(String(repeating: "00", count: 1453))"] {
            #expect(read(realServer("UDP_CHECK {\n\(line)\n}")).complaints == ["invalid-value"], "\(line)")
        }
    }

    @Test("the length of a reply is checked where a pattern or a length is written")
    func lengths() {
        #expect(udp("")?.reply == nil)
        #expect(udp("require_reply")?.reply?.lengths == 0...65535)
        #expect(udp("require_reply 00")?.reply?.lengths == 0...255)
        #expect(udp("require_reply\nmin_reply_length 3")?.reply?.lengths == 3...255)
        #expect(udp("require_reply\nmax_reply_length 300")?.reply?.lengths == 0...300)
        #expect(udp("require_reply\nmin_reply_length 9\nmax_reply_length 3")?.reply?.lengths == 0...65535)
        #expect(read(realServer("UDP_CHECK {\nmin_reply_length 9\nmax_reply_length 3\nrequire_reply\n}")).complaints == ["invalid-value"])
        #expect(read(realServer("UDP_CHECK {\nmin_reply_length 9\n}")).notices == ["no-effect"])
    }

    private func script(_ lines: String, _ outer: String = "") -> (probe: ScriptProbe, check: CheckDefinition)? {
        let text = realServer("MISC_CHECK {\nmisc_path \"/x/check.sh a 'b c'\"\n\(lines)\n}", outer)
        guard let check = read(text).configuration.virtualServers.first?.realServers.first?.checks.first,
            case .script(let probe) = check.probe
        else { return nil }
        return (probe, check)
    }

    @Test("MISC_CHECK runs a program with arguments, without retries, no longer than the delay_loop of the virtual server")
    func misc() {
        #expect(script("")?.probe.command == ScriptCommand(words: ["/x/check.sh", "a", "b c"]))
        #expect(script("")?.check.timing.retries == 0)
        #expect(script("delay_loop 3", "delay_loop 7")?.probe.timeout == .seconds(7))
        #expect(script("misc_timeout 4", "delay_loop 7")?.probe.timeout == .seconds(4))
        #expect(script("misc_timeout 0", "delay_loop 7")?.probe.timeout == .seconds(7))
        #expect(script("")?.probe.isDynamic == false)
        #expect(script("misc_dynamic")?.probe.isDynamic == true)
        #expect(script("user nobody nogroup")?.probe.command.group == "nogroup")
        #expect(read(realServer("MISC_CHECK {\n}")).complaints == ["missing-value"])
        #expect(read(realServer("MISC_CHECK {\nmisc_path \"\"\n}")).complaints == ["invalid-value"])
        #expect(read(realServer("MISC_CHECK {\nmisc_path x\nconnect_timeout 2\n}")).notices == ["no-effect"])
    }

    @Test("a virtual server without a port can have a MISC_CHECK")
    func miscWithoutPort() {
        let text = "virtual_server fwmark 1 {\nlb_algo rr\nlb_kind DR\nreal_server 10.0.1.1 {\nMISC_CHECK {\nmisc_path x\n}\n}\n}"
        #expect(read(text).complaints == [])
    }

    @Test("scripts to be told of real servers and quorums")
    func notifications() {
        let server = read(realServer("notify_up \"/x/up 1\" nobody\nnotify_down /x/down", "quorum_up /x/gained\nquorum_down \"/x/lost a\""))
            .configuration.virtualServers.first
        #expect(server?.quorumUp?.words == ["/x/gained"])
        #expect(server?.quorumDown?.words == ["/x/lost", "a"])
        #expect(server?.realServers.first?.notifyUp == ScriptCommand(words: ["/x/up", "1"], user: "nobody"))
        #expect(server?.realServers.first?.notifyDown == ScriptCommand(words: ["/x/down"]))
    }

    @Test("DNS_CHECK: what an answer must hold depends on the type, wherever that stands")
    func answers() {
        func probe(_ lines: String) -> DNSProbe? {
            guard case .dns(let probe) = read(realServer("DNS_CHECK {\n\(lines)\n}")).configuration.virtualServers.first?.realServers.first?.checks.first?.probe
            else { return nil }
            return probe
        }
        let name = DNSName(Array("a.b".utf8))
        #expect(probe("answer 10.1.1.1\ntype A")?.expected == [.address(.v4(IPv4Address(10, 1, 1, 1)))])
        #expect(probe("type MX\nanswer 5 a.b\nanswer a.b")?.expected == name.map { [.exchange(preference: 5, $0), .exchange(preference: nil, $0)] })
        #expect(probe("answer a.b")?.expected == name.map { [.name($0)] }, "SOA's primary server")
        #expect(probe("type TXT\nanswer \"a b\\n\"")?.expected == [.text(Array("a b\n".utf8))])
        #expect(probe("")?.asksAgainByTCP == true && probe("tcp_on_truncation no")?.asksAgainByTCP == false)
        for lines in ["type A\nanswer ::1", "type AAAA\nanswer 10.1.1.1", "type NS\nanswer a..b", "type A\nanswer 1 10.1.1.1", "type MX\nanswer x a.b", "type DNSKEY\nanswer x"] {
            #expect(read(realServer("DNS_CHECK {\n\(lines)\n}")).complaints == ["invalid-value"], "\(lines)")
        }
    }

    @Test("TCP_CHECK with send and expect; AGENT_CHECK, auxiliary beside another checker")
    func dialogues() {
        func probes(_ lines: String) -> [Probe] {
            read(realServer(lines)).configuration.virtualServers.first?.realServers.first?.checks.map(\.probe) ?? []
        }
        #expect(
            probes("TCP_CHECK {\nsend \"a\\r\\n\"\nexpect b\nexpect c\n}")
                == [.dialogue(TCPDialogue(steps: [.send([97, 13, 10]), .expect([98]), .expect([99])]))])
        #expect(read(realServer("TCP_CHECK {\nexpect \"\"\n}")).complaints == ["invalid-value"])
        #expect(probes("AGENT_CHECK {\nconnect_port 9\n}") == [.agent(AgentProbe())])
        #expect(probes("TCP_CHECK {\n}\nAGENT_CHECK {\nsend x\n}") == [.tcp, .agent(AgentProbe(greeting: [120], isAuxiliary: true))])
        #expect(probes("TCP_CHECK {\n}\nAGENT_CHECK {\nauxiliary no\n}") == [.tcp, .agent(AgentProbe())])
        let alpha = read(realServer("TCP_CHECK {\n}\nAGENT_CHECK {\n}\nalpha")).configuration.virtualServers.first?.realServers.first?.checks
        #expect(alpha?.map(\.startsFailed) == [true, false])
        #expect(alpha?.map(\.timing.retries) == [1, 0])
    }

    @Test("rise is inherited like the other timings")
    func rise() {
        let checks = read(realServer("rise 3\nTCP_CHECK {\n}\nPING_CHECK {\nrise 1\n}", "rise 9")).configuration.virtualServers.first?.realServers.first?.checks
        #expect(checks?.map(\.timing.rise) == [3, 1])
        #expect(read(realServer("TCP_CHECK {\nrise 0\n}")).complaints == ["out-of-range"])
    }

    @Test("FILE_CHECK follows a track_file, wherever that stands")
    func file() {
        func checks(_ lines: String, _ file: String = "track_file f {\nfile /run/f\nweight -3 reverse\n}\n") -> [CheckDefinition]? {
            read(realServer("delay_loop 7\nFILE_CHECK {\n\(lines)\n}") + file).configuration.virtualServers.first?.realServers.first?.checks
        }
        #expect(checks("track_file f")?.map(\.probe) == [.file(FileProbe(name: "f", path: "/run/f", factor: -3, isReversed: true))])
        #expect(checks("track_file f\nweight 2000000000")?.map(\.probe) == [.file(FileProbe(name: "f", path: "/run/f", factor: 2_000_000_000))])
        #expect(checks("track_file f\nalpha")?.count == 1)
        let file = "track_file f {\nfile /run/f\n}\n"
        #expect(read(realServer("FILE_CHECK {\ntrack_file g\n}") + file).complaints == ["unknown-tracker"])
        #expect(read(realServer("FILE_CHECK {\n}") + file).complaints == ["missing-value"])
        #expect(read(realServer("FILE_CHECK {\ntrack_file f\nweight 2147483648\n}") + file).complaints == ["out-of-range"])
        #expect(read(realServer("FILE_CHECK {\ntrack_file f\ndynamic\n}") + file).notices == ["no-effect"])
    }

}
