import Configuration
import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("virtual_server and real_server")
struct VirtualServerTests {
    private func definition(_ text: String) -> VirtualServerDefinition? {
        read(text).configuration.virtualServers.first
    }

    @Test("where the text says nothing: UDP, wlc, NAT, and a warning for each")
    func defaults() throws {
        let reading = read("virtual_server 10.0.0.1 53 {\nreal_server 10.0.1.1 53 {\n}\n}")
        #expect(reading.complaints == ["default-protocol", "default-scheduler", "default-forwarding-method"])
        #expect(reading.outcome == .clean)
        let server = try #require(reading.configuration.virtualServers.first)
        #expect(server.identity == .service(.endpoint(.udp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 53))))
        #expect(server.settings == ServiceSettings(scheduler: .weightedLeastConnection, persistencePrefixLength: 32))
        #expect(server.realServers.first?.settings == DestinationSettings(forwarding: .masquerade, weight: 1))
        #expect(server.quorum == 1)
        #expect(server.hysteresis == 0)
        #expect(server.realServers.first?.checks == [])
    }

    @Test("the method may be written in lower case, with a notice, and the protocol without")
    func lowerCase() {
        let reading = read("virtual_server 10.0.0.1 80 {\nlb_algo rr\nlb_kind dr\nprotocol tcp\nreal_server 10.0.1.1 80 {\n}\n}")
        #expect(reading.complaints == [])
        #expect(reading.notices == ["letter-case"])
        #expect(reading.configuration.virtualServers.first?.realServers.first?.settings.forwarding == .directRouting)
    }

    @Test("only NAT can change the port; a missing one is the virtual server's")
    func ports() {
        func server(_ kind: String, _ realServer: String) -> Configuration.Reading {
            read("virtual_server 10.0.0.1 80 {\nlb_algo rr\nprotocol TCP\nlb_kind \(kind)\nreal_server \(realServer) {\n}\n}")
        }
        #expect(server("NAT", "10.0.1.1 8080").configuration.virtualServers.first?.realServers.first?.identity.port == 8080)
        #expect(server("NAT", "10.0.1.1").configuration.virtualServers.first?.realServers.first?.identity.port == 80)
        #expect(server("DR", "10.0.1.1 8080").configuration.virtualServers.first?.realServers.first?.identity.port == 80)
        #expect(server("DR", "10.0.1.1 8080").complaints == ["port-forced"])
        #expect(server("TUN", "10.0.1.1 8080").complaints == ["port-forced"])
        #expect(server("DR", "10.0.1.1 80").complaints == [])
    }

    @Test("a firewall mark has no protocol and no port; its family is that of its real servers")
    func firewallMark() throws {
        let server = try #require(
            definition("virtual_server fwmark 7 {\nlb_algo rr\nlb_kind DR\nreal_server 2001:db8::1 80 {\nTCP_CHECK {\n}\n}\n}"))
        #expect(server.identity == .service(.firewallMark(7, .ipv6)))
        #expect(server.settings.persistencePrefixLength == 128)
        #expect(server.realServers.first?.identity.port == 0)
        #expect(server.realServers.first?.checks.first?.target.port == 80)
        #expect(read("virtual_server fwmark 0 {\nreal_server 10.0.0.1 {\n}\n}").complaints == ["out-of-range"])
    }

    @Test(
        "persistence",
        arguments: [
            ("", false, UInt32(0), UInt8(32)), ("persistence_timeout 50", true, 50, 32), ("persistence_timeout", true, 360, 32),
            ("persistence_timeout 0", false, 0, 32), ("persistence_granularity 255.255.255.0", true, 360, 24),
            ("persistence_timeout 9\npersistence_granularity 16", true, 9, 16),
        ])
    func persistence(lines: String, isPersistent: Bool, timeout: UInt32, prefix: UInt8) throws {
        let reading = read(realServer("", lines))
        #expect(reading.complaints == [])
        let settings = try #require(reading.configuration.virtualServers.first?.settings)
        #expect(settings.flags.contains(.persistent) == isPersistent)
        #expect(settings.persistenceTimeout == timeout)
        #expect(settings.persistencePrefixLength == prefix)
    }

    @Test("a virtual server without a port is persistent")
    func withoutPort() {
        let reading = read(virtualServer("real_server 10.0.1.1 {\n}", name: "10.0.0.1"))
        #expect(reading.complaints == ["persistence-forced"])
        #expect(reading.configuration.virtualServers.first?.settings.persistenceTimeout == 360)
    }

    @Test("the quorum can't exceed the weights, nor the hysteresis reach the quorum")
    func quorum() {
        let reading = read(realServer("weight 3", "quorum 5\nhysteresis 3"))
        #expect(reading.complaints == ["quorum-too-high", "hysteresis-too-high"])
        #expect(reading.configuration.virtualServers.first?.quorum == 3)
        #expect(reading.configuration.virtualServers.first?.hysteresis == 2)
        let good = read(realServer("weight 9", "quorum 5\nhysteresis 3"))
        #expect(good.complaints == [])
        #expect(good.configuration.virtualServers.first?.hysteresis == 3)
    }

    @Test("flags of schedulers")
    func flags() {
        #expect(definition(realServer("", "sh-port\nsh-fallback"))?.settings.flags == [.scheduler1, .scheduler2])
        #expect(definition(realServer("", "flag-3\nmh-fallback"))?.settings.flags == [.scheduler1, .scheduler3])
        #expect(read(realServer("", "ops")).complaints == ["one-packet-without-udp"])
        #expect(definition(realServer("", "protocol UDP\nops"))?.settings.flags == .onePacket)
    }

    @Test("a sorry server follows the port rules and has a method of its own if it wants")
    func sorryServer() throws {
        let sorry = try #require(definition(realServer("", "sorry_server 10.0.2.1 81\nsorry_server_inhibit"))?.sorryServer)
        #expect(sorry.identity.description == "10.0.2.1:81")
        #expect(sorry.inhibit)
        #expect(sorry.settings == DestinationSettings(forwarding: .masquerade, weight: 1))
        let direct = try #require(definition(realServer("", "sorry_server 10.0.2.1\nsorry_server_lvs_method DR"))?.sorryServer)
        #expect(direct.identity.description == "10.0.2.1:80")
        #expect(direct.settings.forwarding == .directRouting)
    }

    @Test("tunnels name their encapsulation")
    func tunnels() {
        func settings(_ kind: String) -> DestinationSettings? {
            definition("virtual_server 10.0.0.1 80 {\nlb_algo rr\nprotocol TCP\nlb_kind \(kind)\nreal_server 10.0.1.1 80 {\n}\n}")?
                .realServers.first?.settings
        }
        #expect(settings("TUN")?.tunnel == TunnelSettings())
        #expect(settings("TUN type gue port 5555 csum")?.tunnel == TunnelSettings(encapsulation: .gue, port: 5555, checksum: .full))
        #expect(settings("TUN type gre nocsum")?.tunnel == TunnelSettings(encapsulation: .gre))
        for wrong in ["TUN type gue", "TUN type ipip csum", "TUN type gre remcsum", "TUN type foo", "TUN type gre port 3", "TUNNEL"] {
            let reading = read("virtual_server 10.0.0.1 80 {\nlb_algo rr\nprotocol TCP\nlb_kind \(wrong)\nreal_server 10.0.1.1 80 {\n}\n}")
            #expect(reading.complaints == ["invalid-value"], "\(wrong)")
        }
    }

    @Test("the same real server twice, or the same virtual server twice: the second is left out")
    func duplicates() {
        let twice = read(virtualServer("real_server 10.0.1.1 80 {\nweight 1\n}\nreal_server 10.0.1.1 {\nweight 2\n}"))
        #expect(twice.complaints == ["duplicate-real-server"])
        #expect(twice.configuration.virtualServers.first?.realServers.map(\.settings.weight) == [1])
        let servers = read(realServer("") + realServer(""))
        #expect(servers.complaints == ["duplicate-virtual-server"])
        #expect(servers.configuration.virtualServers.count == 1)
        #expect(read(realServer("") + realServer("", "protocol UDP")).complaints == [])
    }

    @Test("a virtual server without real servers is left out")
    func withoutRealServers() {
        #expect(read(virtualServer("")).complaints == ["no-real-server"])
        let mixed = read(virtualServer("real_server 2001:db8::1 80 {\n}"))
        #expect(mixed.complaints == ["no-real-server", "address-family-mismatch"])
        #expect(mixed.configuration.virtualServers.isEmpty)
    }

    @Test("weights and the reaction to failure are inherited")
    func inheritance() {
        let server = definition(
            virtualServer(
                """
                weight 7
                inhibit_on_failure
                alpha
                omega
                real_server 10.0.1.1 80 {
                }
                real_server 10.0.1.2 80 {
                    weight 0
                    inhibit_on_failure off
                    uthreshold 100
                    lthreshold 50
                }
                """))
        #expect(server?.realServers.map(\.settings.weight) == [7, 0])
        #expect(server?.realServers.map(\.inhibitOnFailure) == [true, false])
        #expect(server?.realServers.map(\.settings.upperThreshold) == [0, 100])
        #expect(server?.startsFailed == true)
        #expect(server?.omega == true)
    }
}
