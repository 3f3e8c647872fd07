import Configuration
import ConfigurationLanguage
import HealthCheck
import Testing
import VirtualServers

@Suite("What HTTP_GET and SSL_GET can say beyond paths and status codes")
struct HTTPTests {
    private func urls(_ lines: String) -> [HTTPURL] {
        let text = realServer("HTTP_GET {\nurl {\npath /\n\(lines)\n}\n}")
        guard case .http(let probe) = read(text).configuration.virtualServers.first?.realServers.first?.checks.first?.probe else { return [] }
        return probe.urls
    }

    private func tls(_ lines: String, file: String = "") -> TLSSettings? {
        let text = realServer("SSL_GET {\n\(lines)\nurl {\npath /\n}\n}") + file
        guard case .http(let probe) = read(text).configuration.virtualServers.first?.realServers.first?.checks.first?.probe else { return nil }
        return probe.tls
    }

    private func complaints(_ lines: String) -> [String] {
        read(realServer("HTTP_GET {\nurl {\npath /\n\(lines)\n}\n}")).complaints
    }

    @Test("regex with all that belongs to it")
    func pattern() {
        let lines = """
            regex "a b\\\\d+ \\x41\\t"
            regex_no_match
            regex_options caseless multiline
            regex_options utf
            regex_stack 1000 40000
            regex_min_offset 5
            regex_max_offset 70000
            """
        #expect(
            urls(lines).first?.pattern
                == BodyPattern(
                    expression: Array("a b\\d+ A\t".utf8), options: [.caseless, .multiline, .utf], mustBeAbsent: true, minimumOffset: 5,
                    maximumOffset: 70000, memory: 40000))
        #expect(urls("regex \"a{2}\"").first?.pattern == BodyPattern(expression: Array("a{2}".utf8)))
        #expect(urls("").first?.pattern == nil)
        #expect(complaints(lines) == [])
    }

    @Test(
        "mistakes around regex",
        arguments: [
            ("regex \"\"", "invalid-value"), ("regex_no_match", "no-effect"), ("regex_min_offset 1", "no-effect"),
            ("regex a\nregex_options caseles", "invalid-value"), ("regex a\nregex_stack 10 5", "invalid-value"),
            ("regex a\nregex_min_offset 6\nregex_max_offset 5", "invalid-value"), ("regex a\nregex_stack 10", "missing-value"),
            ("regex \"a\\d\"", "single-backslash"), ("regex \"a\\.b\"", "single-backslash"), ("regex \"\\bshop\"", "single-backslash"),
        ])
    func patternMistakes(lines: String, code: String) {
        #expect(complaints(lines) == [code])
        #expect(urls(lines).count == 1)
    }

    @Test("what is wrong with an expression is found where PCRE2 looks at it")
    func expressionMistake() throws {
        let reading = read(realServer("HTTP_GET {\nurl {\npath /\nregex \"a(\"\n}\n}"))
        #expect(reading.complaints == [])
        let expression = try #require(reading.requirements.expressions.first)
        let facts = MachineFacts(mistakes: [expression.pattern: "missing closing parenthesis at offset 2"])
        #expect(reading.diagnostics(on: facts).map(\.code.rawValue) == ["invalid-expression"])
    }

    @Test("method, headers and body")
    func request() {
        let url = urls("method POST\nheader \"Accept: a/b; c=\\\"d\\\"\"\nheader X-Y:1\nbody \"{\\\"k\\\": 1}\\n\"").first
        #expect(url?.method == "POST")
        #expect(url?.headers == ["Accept: a/b; c=\"d\"", "X-Y:1"])
        #expect(url?.body == Array("{\"k\": 1}\n".utf8))
        #expect(urls("").first?.method == "GET")
    }

    @Test(
        "nothing can be smuggled into a request by them",
        arguments: [
            "method \"GET /\"", "method CONNECT", "header nocolon", "header \"a b: c\"", "header \"a: \u{1}\"", "header \"Content-Length: 5\"",
            "header \"transfer-encoding: chunked\"", "header \":x\"",
        ])
    func hostileRequest(line: String) {
        #expect(complaints(line) == ["invalid-value"])
        #expect(urls(line).first?.headers == [])
        #expect(urls(line).first?.method == "GET")
    }

    @Test("SSL in the file is for all, a checker's own files go before")
    func files() {
        let file = "SSL {\nca /ca\ncertificate /c\nkey /k\npassword p\n}\n"
        #expect(tls("", file: file)?.files == TLSFiles(authorities: "/ca", certificate: "/c", key: "/k", password: "p"))
        #expect(tls("certificate /d", file: file)?.files == TLSFiles(authorities: "/ca", certificate: "/d"))
        #expect(tls("ca /e", file: file)?.files == TLSFiles(authorities: "/e", certificate: "/c", key: "/k", password: "p"))
        #expect(tls("")?.files == TLSFiles())
        let reading = read(realServer("SSL_GET {\nurl {\npath /\n}\n}") + file)
        #expect(reading.diagnostics.isEmpty)
        #expect(
            reading.diagnostics(on: MachineFacts(unreadableFiles: ["/k": "No such file"])).map(\.code.rawValue).contains("file-not-readable"))
    }

    @Test("certificates are verified where that is asked for")
    func verification() {
        #expect(tls("")?.verifies == false)
        #expect(tls("verify")?.verifies == true)
        #expect(tls("verify\nverify_name a.example")?.verifiedName == "a.example")
        #expect(read(realServer("SSL_GET {\nverify_name a\nurl {\npath /\n}\n}")).notices == ["no-effect"])
        #expect(read(realServer("SSL_GET {\nverify\nsni_name a\nurl {\npath /\n}\n}")).notices == [])
    }
}
