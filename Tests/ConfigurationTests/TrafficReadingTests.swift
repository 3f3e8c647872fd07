import Configuration
import HealthCheck
import NetworkTypes
import Testing
import VirtualServers

@Suite("How real servers come into the traffic and leave it, and who is told")
struct TrafficReadingTests {
    private func definition(_ text: String) throws -> VirtualServerDefinition {
        try #require(read(text).configuration.virtualServers.first)
    }

    @Test("without a word all is as in keepalived")
    func defaults() throws {
        let server = try definition(realServer(""))
        #expect(server.initialState == .up && server.panicThreshold == 0 && !server.suspendsWithoutAddress && !server.sendsMail)
        let real = try #require(server.realServers.first)
        #expect(real.slowStart == nil && real.drainTimeout == .zero && real.sendsMail)
    }

    @Test("slow_start and drain_timeout are inherited, part by part, and turned off with 0")
    func inheritance() throws {
        let outer = "slow_start 30\nslow_start_floor 20\ndrain_timeout 300\nweight 100"
        let inherited = try #require(definition(realServer("", outer)).realServers.first)
        #expect(inherited.slowStart == SlowStart(window: .seconds(30), floor: 20))
        #expect(inherited.drainTimeout == .seconds(300))
        let own = try #require(definition(realServer("slow_start 60\ndrain_timeout 0", outer)).realServers.first)
        #expect(own.slowStart == SlowStart(window: .seconds(60), floor: 20))
        #expect(own.drainTimeout == .zero)
        #expect(try definition(realServer("slow_start 0", outer)).realServers.first?.slowStart == nil)
    }

    @Test("a weight that can't grow in parts is mentioned")
    func smallWeight() {
        #expect(read(realServer("", "slow_start 30")).complaints == ["slow-start-of-small-weight"])
        #expect(read(realServer("weight 10", "slow_start 30")).complaints == [])
    }

    @Test("init_state checking: every check begins failed, soon")
    func initialState() throws {
        let server = try definition(realServer("TCP_CHECK {\nalpha off\n}", "init_state checking\ndelay_loop 60"))
        let check = try #require(server.realServers.first?.checks.first)
        #expect(check.startsFailed && check.timing.warmup == .seconds(1))
        let slow = try definition(realServer("TCP_CHECK {\n}", "init_state checking\nwarmup 9"))
        #expect(slow.realServers.first?.checks.first?.timing.warmup == .seconds(9))
        #expect(read(realServer("", "init_state down")).complaints == ["invalid-value"])
    }

    @Test("panic_threshold is a share in percent")
    func panic() throws {
        #expect(try definition(realServer("", "panic_threshold 50")).panicThreshold == 50)
        #expect(read(realServer("", "panic_threshold 101")).complaints == ["out-of-range"])
    }

    @Test("ha_suspend needs an address to look for")
    func suspension() throws {
        #expect(try definition(realServer("", "ha_suspend")).suspendsWithoutAddress)
        let mark = read("virtual_server fwmark 3 {\nlb_algo rr\nlb_kind DR\nha_suspend\nreal_server 10.0.0.1 {\n}\n}")
        #expect(mark.complaints == ["suspension-of-mark"])
        #expect(mark.configuration.virtualServers.first?.suspendsWithoutAddress == false)
    }

    @Test("mail: the server's own word, then smtp_alert_checker, then smtp_alert; real servers without a word send, virtual servers don't")
    func mail() throws {
        func sends(_ global: String, _ outer: String = "", _ inner: String = "") throws -> [Bool] {
            let server = try definition("global_defs {\n\(global)\n}\n" + realServer(inner, outer))
            return [server.sendsMail, try #require(server.realServers.first).sendsMail]
        }
        #expect(try sends("") == [false, true])
        #expect(try sends("smtp_alert on") == [true, true])
        #expect(try sends("smtp_alert on\nsmtp_alert_checker off") == [false, false])
        #expect(try sends("smtp_alert_checker off", "smtp_alert on") == [true, false])
        #expect(try sends("", "", "smtp_alert off") == [false, false])
        #expect(try definition("global_defs {\nrs_init_notifies\n}\n" + realServer("")).notifiesInitialStates)
    }

    @Test("printed, all of it means the same again")
    func printing() {
        let text = "global_defs {\nrs_init_notifies\nsmtp_alert_checker off\n}\n"
            + realServer(
                "weight 100\nslow_start 12.5\nTCP_CHECK {\n}", "init_state checking\npanic_threshold 30\nha_suspend\ndrain_timeout 60\nsmtp_alert on")
        let configuration = read(text).configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
