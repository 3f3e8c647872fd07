import Configuration
import HealthCheck
import IPVSTable
import NetworkTypes
import Routing
import Testing
import VRRP
import VirtualServers

@Suite("Configurations that operators run")
struct ScenarioTests {
    @Test("an LVS-DR director, with comments in several languages")
    func directRouting() throws {
        let reading = read(Fixture.directRouting)
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == [])
        #expect(reading.notices == ["no-effect", "obsolete-keyword"])

        let configuration = reading.configuration
        #expect(configuration.global.routerID == "LVS_01")
        #expect(configuration.global.mail.recipients == ["root@localhost", "admin@example.com"])
        #expect(configuration.global.mail.server == "localhost")
        #expect(configuration.global.mail.connectTimeout == .seconds(30))

        let instance = try #require(configuration.vrrpInstances.first)
        #expect(
            instance
                == VRRPInstance(
                    parameters: VirtualRouterParameters(
                        name: "VI_1", virtualRouterID: 51, priority: 100, initialState: .master,
                        authentication: .password(Array("1111".utf8)), advertisedAddresses: [IPAddress(172, 17, 1, 160)]),
                    interface: "eth0",
                    virtualAddresses: [VirtualAddress(prefix: IPPrefix(.v4(IPv4Address(172, 17, 1, 160)), length: 32))]))

        let server = try #require(configuration.virtualServers.first)
        #expect(server.identity.description == "[172.17.1.160]:tcp:80")
        #expect(server.settings == ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32))
        #expect(server.realServers.map(\.identity.description) == ["172.17.1.152:80", "172.17.1.153:80"])
        let realServer = try #require(server.realServers.first)
        #expect(realServer.settings == DestinationSettings(forwarding: .directRouting, weight: 1))
        let timing = CheckTiming(
            connectTimeout: .seconds(3), retries: 3, delayBeforeRetry: .seconds(3), delayLoop: .seconds(6), warmup: .seconds(6))
        #expect(realServer.checks == [CheckDefinition(probe: .tcp, target: realServer.identity, timing: timing)])
    }

    @Test("an nginx pair with a script that lowers the priority")
    func nginxPair() throws {
        let reading = read(Fixture.nginxPair)
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == [])
        #expect(reading.notices == ["script-timeout"])
        let script = try #require(reading.configuration.vrrpScripts.first)
        #expect(
            script
                == ScriptDefinition(
                    name: "chk_nginx", command: ScriptCommand(words: ["/etc/keepalived/check_nginx.sh"]), interval: .seconds(2), rise: 2, fall: 3,
                    weight: TrackingWeight(-5)))
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(instance.parameters.tracking == [Tracking(.script("chk_nginx"), weight: TrackingWeight(-5))])
        #expect(instance.parameters.priority == 101)
        #expect(instance.multicastSource == IPAddress(192, 168, 56, 101))
        #expect(!instance.parameters.alwaysComparesAddresses)
        #expect(!instance.strict)
        #expect(reading.configuration.global.announcementLimits == AnnouncementLimits())
    }

    @Test("an API gateway with unicast and notifications")
    func gatewayPair() throws {
        let reading = read(Fixture.gatewayPair)
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == [])
        #expect(reading.configuration.vrrpInstances.first?.sendsMail == true)
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(instance.parameters.priority == 200)
        #expect(instance.parameters.unicast == UnicastParameters(peers: [UnicastParameters.Peer(IPAddress(192, 168, 0, 102))]))
        #expect(instance.source == IPAddress(192, 168, 0, 101))
        #expect(instance.channelGroup == nil)
        #expect(instance.parameters.tracking == [Tracking(.script("check_nginx"), weight: TrackingWeight(2))])
        #expect(instance.notifications.byState.count == 3)
    }

    @Test("three HAProxy directors with a password of 16 characters")
    func threeDirectors() throws {
        let reading = read(Fixture.threeDirectors)
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == ["password-too-long"])
        let parameters = try #require(reading.configuration.vrrpInstances.first?.parameters)
        #expect(parameters.authentication == .password(Array("4gjfethT".utf8)))
        #expect(!parameters.preempt)
    }

    @Test("an nginx pair in strict mode, which has no authentication")
    func strictPair() throws {
        let reading = read(Fixture.strictPair)
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == ["strict-mode", "closed-addresses", "strict-authentication"])
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(instance.strict)
        #expect(instance.parameters.authentication == .none)
        #expect(instance.virtualAddresses.first?.prefix.description == "192.168.0.16/24")
    }
}
