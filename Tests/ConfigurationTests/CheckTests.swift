import Configuration
import HealthCheck
import NetworkTypes
import Testing
import VirtualServers

@Suite("TCP_CHECK, HTTP_GET, SSL_GET and PING_CHECK")
struct CheckTests {
    private func check(_ lines: String, realServer inner: String = "", virtualServer outer: String = "") -> CheckDefinition? {
        read(realServer(inner + "\n" + lines, outer)).configuration.virtualServers.first?.realServers.first?.checks.first
    }

    @Test("defaults: timeout 5 s, one retry after 1 s, every 60 s, spread over a delay_loop")
    func defaults() {
        #expect(
            check("TCP_CHECK {\n}")?.timing
                == CheckTiming(
                    connectTimeout: .seconds(5), retries: 1, delayBeforeRetry: .seconds(1), delayLoop: .seconds(60), warmup: .seconds(60)))
        #expect(check("HTTP_GET {\nurl {\npath /\n}\n}")?.timing.delayBeforeRetry == .seconds(3))
    }

    @Test("a checker inherits from its real server, and that from the virtual server, wherever the lines stand")
    func inheritance() {
        let outer = "delay_loop 10\nretry 4\nconnect_timeout 2\nalpha"
        let timing = check("TCP_CHECK {\nretry 0\n}", realServer: "delay_before_retry 0.5\nconnect_timeout 3", virtualServer: outer)?.timing
        #expect(
            timing
                == CheckTiming(
                    connectTimeout: .seconds(3), retries: 0, delayBeforeRetry: .milliseconds(500), delayLoop: .seconds(10),
                    warmup: .seconds(10)))
        #expect(check("TCP_CHECK {\n}", virtualServer: outer)?.startsFailed == true)
        #expect(check("TCP_CHECK {\nalpha off\n}", virtualServer: outer)?.startsFailed == false)
        let late = read(virtualServer("real_server 10.0.1.1 80 {\nTCP_CHECK {\n}\n}\ndelay_loop 7\nwarmup 0"))
        #expect(late.configuration.virtualServers.first?.realServers.first?.checks.first?.timing.delayLoop == .seconds(7))
        #expect(late.configuration.virtualServers.first?.realServers.first?.checks.first?.timing.warmup == .zero)
    }

    @Test("`retry 0` is for checkers only, `nb_get_retry` is an old word for `retry`")
    func retries() {
        #expect(read(realServer("retry 0")).complaints == ["out-of-range"])
        #expect(read(realServer("", "retry 0")).complaints == ["out-of-range"])
        #expect(check("TCP_CHECK {\nnb_get_retry 3\n}")?.timing.retries == 3)
        #expect(read(realServer("TCP_CHECK {\nnb_get_retry 3\n}")).notices == ["obsolete-keyword"])
        #expect(read(realServer("HTTP_GET {\nnb_get_retry 3\nurl {\npath /\n}\n}")).notices == [])
    }

    @Test("a probe goes to the real server unless it is told otherwise")
    func target() {
        #expect(check("TCP_CHECK {\n}")?.target.description == "10.0.1.1:8080")
        let other = check("TCP_CHECK {\nconnect_ip 10.0.3.1\nconnect_port 81\nbindto 10.0.3.2\nbind_port 4000\n}")
        #expect(other?.target.description == "10.0.3.1:81")
        #expect(other?.source?.description == "10.0.3.2:4000")
        #expect(check("TCP_CHECK {\nbind_port 4000\n}")?.source == Endpoint(.v4(.any), port: 4000))
        #expect(check("PING_CHECK {\n}")?.target.description == "10.0.1.1:0")
        #expect(read(realServer("TCP_CHECK {\nbindto ::1\n}")).complaints == ["address-family-mismatch"])
    }

    @Test("a probe leaves by any interface and without a mark unless it is told otherwise")
    func origin() {
        #expect(check("TCP_CHECK {\n}")?.interface == nil && check("TCP_CHECK {\n}")?.mark == 0)
        let other = check("DNS_CHECK {\nbind_if eth0.7\nfwmark 9\n}")
        #expect(other?.interface == "eth0.7" && other?.mark == 9)
        #expect(read(realServer("TCP_CHECK {\nbind_if 0123456789abcdef\n}")).complaints == ["invalid-value"])
    }

    @Test("a probe without a port is left out")
    func withoutPort() {
        let reading = read(
            "virtual_server fwmark 1 {\nlb_algo rr\nlb_kind DR\nreal_server 10.0.1.1 {\nTCP_CHECK {\n}\nPING_CHECK {\n}\n}\n}")
        #expect(reading.complaints == ["missing-port"])
        #expect(reading.configuration.virtualServers.first?.realServers.first?.checks.map(\.probe) == [.ping])
    }

    @Test("HTTP_GET with all that it knows")
    func http() throws {
        let lines = """
            HTTP_GET {
                url {
                    path /a?b=c
                    digest 9b3a0c85a887a256d6939da88aabd8CD
                    status_code 200 301-302
                    status_code 404
                }
                url {
                    path "/x"
                    virtualhost own.example.com
                }
                http_protocol 1.1
                virtualhost checker.example.com
            }
            """
        guard case .http(let probe) = try #require(check(lines)).probe else {
            Issue.record("not an HTTP probe")
            return
        }
        #expect(probe.version == .http11)
        #expect(probe.urls.map(\.path) == ["/a?b=c", "/x"])
        #expect(probe.urls.map(\.virtualHost) == ["checker.example.com", "own.example.com"])
        #expect(probe.urls.map(\.statusCodes) == [[200...200, 301...302, 404...404], [200...299]])
        #expect(probe.urls[0].digest?.first == 0x9B)
        #expect(probe.urls[0].digest?.count == 16)
        #expect(probe.urls[1].digest == nil)
    }

    @Test("the Host header is inherited: url, checker, real server, virtual server")
    func virtualHost() {
        func host(_ checker: String, _ inner: String, _ outer: String) -> String? {
            guard
                case .http(let probe) = check("HTTP_GET {\n\(checker)\nurl {\npath /\n}\n}", realServer: inner, virtualServer: outer)?.probe
            else { return nil }
            return probe.urls.first?.virtualHost
        }
        #expect(host("", "", "") == nil)
        #expect(host("", "", "virtualhost v") == "v")
        #expect(host("", "virtualhost r", "virtualhost v") == "r")
        #expect(host("virtualhost c", "virtualhost r", "virtualhost v") == "c")
    }

    @Test("SSL_GET is HTTP_GET with TLS")
    func https() throws {
        func probe(_ lines: String) throws -> HTTPProbe {
            guard case .http(let probe) = try #require(check("SSL_GET {\nurl {\npath /\n}\n\(lines)\n}")).probe else { throw NotHTTP() }
            return probe
        }
        #expect(try probe("").tls == TLSSettings(sendsServerName: false))
        #expect(try probe("enable_sni\nsni_name a.example").tls == TLSSettings(sendsServerName: true, serverName: "a.example"))
        #expect(try probe("").urls.map(\.requiresCloseNotify) == [false])
        #expect(try probe("").recoversFast == false && probe("fast_recovery").recoversFast)
        #expect(try probe("tls_compliant").urls.map(\.requiresCloseNotify) == [true])
        #expect(try probe("tls_compliant\nurl {\npath /\ntls_compliant no\n}").urls.map(\.requiresCloseNotify) == [true, false])
        #expect(check("SSL_GET {\nurl {\npath /\n}\n}")?.timing.delayBeforeRetry == .seconds(3))
        #expect(read(realServer("SSL_GET {\n}")).complaints == ["missing-url"])
    }

    private struct NotHTTP: Error {}

    @Test("there is no TLS in HTTP_GET")
    func plainHTTP() {
        let reading = read(realServer("HTTP_GET {\nurl {\npath /\ntls_compliant\n}\nenable_sni\n}"))
        #expect(reading.notices == ["no-effect"])
        guard case .http(let probe) = reading.configuration.virtualServers.first?.realServers.first?.checks.first?.probe else { return }
        #expect(probe.tls == nil)
        #expect(probe.urls.map(\.requiresCloseNotify) == [false])
    }

    @Test(
        "nothing can be smuggled into a request",
        arguments: ["path \"/a b\"", "path foo", "path \"\"", "path /\u{1}", "path \"/ HTTP/1.1\""])
    func hostilePath(line: String) {
        let reading = read(realServer("HTTP_GET {\nurl {\n\(line)\n}\n}"))
        #expect(reading.complaints == ["invalid-value"])
        #expect(reading.configuration.virtualServers.first?.realServers.first?.checks == [])
    }

    @Test(
        "bad values of HTTP_GET",
        arguments: [
            "digest 9b3a", "digest \(String(repeating: "g", count: 32))", "status_code 99", "status_code 600", "status_code 300-200",
            "status_code 2xx", "virtualhost \"a b\"",
        ])
    func badValues(line: String) {
        let reading = read(realServer("HTTP_GET {\nurl {\npath /\n\(line)\n}\n}"))
        #expect(reading.complaints == ["invalid-value"])
        #expect(reading.configuration.virtualServers.first?.realServers.first?.checks.count == 1)
    }

    @Test("log_all_failures is inherited from checker_log_all_failures")
    func logging() {
        let global = "global_defs {\nchecker_log_all_failures\n}\n"
        let checks = read(global + realServer("TCP_CHECK {\n}\nTCP_CHECK {\nlog_all_failures no\n}")).configuration.virtualServers.first?
            .realServers.first?.checks
        #expect(checks?.map(\.logsAllFailures) == [true, false])
    }

    @Test("check_timeout is the deadline over a whole check, three times connect_timeout unless it is given")
    func deadline() {
        #expect(check("TCP_CHECK {\nconnect_timeout 2\n}")?.timing.deadline == .seconds(6))
        #expect(check("TCP_CHECK {\n}", virtualServer: "check_timeout 20")?.timing.deadline == .seconds(20))
        #expect(check("TCP_CHECK {\ncheck_timeout 0.5\n}", realServer: "check_timeout 7")?.timing.deadline == .milliseconds(500))
    }
}
