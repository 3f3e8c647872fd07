import ConfigurationLanguage
import NetworkTypes
import Testing

@testable import Configuration

/// What the tables (and with them the reference page and the schema) say about a keyword is what the reader does.
@Suite("Every keyword keeps the word of its table")
struct KeywordBehaviourTests {
    /// A configuration with a statement inside of a block of the given kind; nil where no such configuration is known here.
    private static func configuration(_ statement: String, in block: Block) -> String? {
        func checker(_ name: String, _ rest: String = "") -> String {
            realServer("\(name) {\n\(rest)\n\(statement)\n}")
        }
        switch block {
        case .root: return statement + "\n"
        case .globalDefinitions:
            // With something that takes the defaults over.
            let script = "vrrp_script s {\nscript /bin/true\n}\n"
            return "global_defs {\n\(statement)\n}\n" + script + instance("") + realServer("TCP_CHECK {\n}")
        case .vrrpInstance: return instance(statement)
        case .authentication: return instance("authentication {\n\(statement)\n}")
        case .messageAuthentication:
            let keys = (1...255).map { "key \($0) 0123456789abcdef0123456789abcdef\n" }.joined()
            return instance("auth_hmac {\n\(keys)active_key 1\n\(statement)\n}")
        case .virtualServer: return realServer("TCP_CHECK {\n}", statement)
        case .realServer: return realServer(statement + "\nTCP_CHECK {\n}")
        case .tcpCheck: return checker("TCP_CHECK")
        case .httpGet: return checker("HTTP_GET", "url {\npath /\n}")
        case .sslGet: return checker("SSL_GET", "url {\npath /\n}")
        case .url: return realServer("HTTP_GET {\nurl {\npath /\n\(statement)\n}\n}")
        case .pingCheck: return checker("PING_CHECK")
        case .smtpCheck: return checker("SMTP_CHECK")
        case .smtpHost: return realServer("SMTP_CHECK {\nhost {\n\(statement)\n}\n}")
        case .dnsCheck: return checker("DNS_CHECK")
        case .udpCheck: return checker("UDP_CHECK")
        case .agentCheck: return checker("AGENT_CHECK")
        case .miscCheck: return checker("MISC_CHECK", "misc_path /bin/true")
        case .vrrpScript: return "vrrp_script s {\nscript /bin/true\n\(statement)\n}\n"
        case .garpGroup: return "garp_group {\ninterface eth0\n\(statement)\n}\n"
        case .trackFile: return "track_file f {\nfile /run/f\n\(statement)\n}\n"
        case .trackProcess: return "vrrp_track_process p {\nprocess a\n\(statement)\n}\n"
        case .syncGroup: return instance("") + instance("", name: "B", identifier: 52, address: "10.0.0.2") + "vrrp_sync_group G {\ngroup {\nVI_1\nB\n}\n\(statement)\n}\n"
        case .trackVirtualServer: return realServer("") + instance("track_virtual_server 10.0.0.1 80 {\n\(statement)\n}")
        case .bfdInstance: return "bfd_instance b {\nneighbor_ip 10.0.0.9\n\(statement)\n}\n"
        case .bfdCheck: return checker("BFD_CHECK", "name b") + "bfd_instance b {\nneighbor_ip 10.0.0.9\n}\n"
        case .fileCheck, .sslContext, .staticTrackGroup, .list:
            return nil
        }
    }

    private static let valued = KeywordTable.shared.keywords.filter { keyword in
        switch (keyword.status, keyword.shape) {
        case (.implemented, .integer), (.implemented, .seconds), (.implemented, .boolean), (.implemented, .flag): true
        case (.obsolete, .integer), (.obsolete, .seconds), (.obsolete, .boolean), (.obsolete, .flag): true
        default: false
        }
    }

    /// Words at the ends of the range, and words just beyond them.
    private static func words(_ shape: Keyword.Shape) -> (good: [String], bad: [String]) {
        switch shape {
        case .integer(let range):
            (["\(range.lowerBound)", "\(range.upperBound)"], ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "x"])
        case .seconds(let range):
            (
                [range.lowerBound.secondsText, range.upperBound.secondsText],
                [(range.lowerBound - .microseconds(1)).secondsText, (range.upperBound + .microseconds(1)).secondsText, "x"]
            )
        case .boolean: (["", "on", "off", "yes", "no", "true", "false"], ["maybe", "ON"])
        default: ([""], [])
        }
    }

    private func complaints(_ reading: Configuration.Reading) -> [String] {
        reading.diagnostics.filter { ["out-of-range", "invalid-number", "invalid-value"].contains($0.code.rawValue) }.map(\.code.rawValue)
    }

    @Test("there is a configuration to try every keyword in")
    func templates() {
        #expect(Self.valued.count > 100)
        for keyword in Self.valued {
            #expect(Self.configuration("", in: keyword.block) != nil, "give \(keyword.block) a configuration in this file")
        }
    }

    @Test("the ends of the range are taken, what lies beyond is refused")
    func ranges() throws {
        for keyword in Self.valued {
            let (good, bad) = Self.words(keyword.shape)
            for word in good {
                let text = try #require(Self.configuration("\(keyword.name) \(word)", in: keyword.block))
                #expect(complaints(read(text)) == [], "\(keyword.block) \(keyword.name) \(word)")
            }
            for word in bad {
                let text = try #require(Self.configuration("\(keyword.name) \(word)", in: keyword.block))
                #expect(complaints(read(text)).count == 1, "\(keyword.block) \(keyword.name) \(word)")
            }
        }
    }

    @Test("whatever the value is, the effective configuration as text means the same")
    func printing() throws {
        for keyword in Self.valued {
            for word in Self.words(keyword.shape).good {
                let text = try #require(Self.configuration("\(keyword.name) \(word)", in: keyword.block))
                let configuration = read(text).configuration
                let again = Configuration.read(SourceSnapshot(path: "again", bytes: configuration.encodedText)).configuration
                #expect(again == configuration, "\(keyword.block) \(keyword.name) \(word)")
            }
        }
    }

    @Test("a default that is a value means what happens where the keyword is absent")
    func defaults() throws {
        var tried = 0
        for keyword in Self.valued {
            guard let value = keyword.defaultValue, value == "on" || value == "off" || Double(value) != nil else { continue }
            let written = try #require(Self.configuration("\(keyword.name) \(value)", in: keyword.block))
            let absent = try #require(Self.configuration("", in: keyword.block))
            #expect(read(written).configuration == read(absent).configuration, "\(keyword.block) \(keyword.name) \(value)")
            tried += 1
        }
        #expect(tried > 25)
    }
}
