import Configuration
import ConfigurationLanguage
import NetworkTypes
import Testing
import VirtualServers

@Suite("Whatever the bytes are, reading doesn't trap")
struct HostileInputTests {
    private static let seeds = [
        Fixture.directRouting, Fixture.nginxPair, Fixture.gatewayPair, Fixture.threeDirectors, Fixture.strictPair,
        instance("garp_master_delay 1\nadvert_int 1.5\nnopreempt"),
        realServer("HTTP_GET {\nurl {\npath /\nstatus_code 200-299\n}\n}", "sorry_server 1.2.3.4\nlb_kind TUN type gue port 1"),
        realServer("UDP_CHECK {\npayload 0a 1\nrequire_reply 1x\nmax_reply_length 3\n}\nDNS_CHECK {\ntype A\nname a.b\n}\nSMTP_CHECK {\nhost {\n}\n}"),
        realServer("notify_up \"a b\" c:d\nMISC_CHECK {\nmisc_path \"x 'y\"\nmisc_timeout 1\nuser u\n}", "quorum_down \"a\" b"),
        realServer("SSL_GET {\nurl {\npath /\ntls_compliant\n}\nenable_sni\nsni_name a\ncheck_timeout 1\n}"),
        realServer("HTTP_GET {\nurl {\npath /\nregex \"a\\\\d b\"\nregex_options utf\nregex_min_offset 1\nmethod PUT\nheader \"a: b\"\nbody \"\\x00\"\n}\n}"),
        realServer("TCP_CHECK {\nsend \"a\\n\"\nexpect b\nrise 2\n}\nAGENT_CHECK {\nsend x\nauxiliary\n}\nDNS_CHECK {\ntype MX\nanswer 5 a.b\n}"),
        realServer("FILE_CHECK {\ntrack_file f\nweight 3 reverse\n}\nSSL_GET {\nverify\nca /a\nurl {\npath /\n}\n}") + "track_file f {\nfile /f\n}\nSSL {\nkey /k\n}\n",
        "virtual_server fwmark 1 {\npersistence_granularity 255.0.0.0\nreal_server ::1 {\n}\n}",
    ]

    /// Reads, renders and prints; what was printed must mean the same.
    private func exercise(_ bytes: [UInt8], _ seed: UInt64) {
        let snapshot = SourceSnapshot(path: "x", bytes: bytes)
        let reading = Configuration.read(snapshot)
        _ = DiagnosticRenderer().text(reading.diagnostics, in: snapshot)
        let again = Configuration.read(SourceSnapshot(path: "y", bytes: reading.configuration.encodedText)).configuration
        #expect(again == reading.configuration, "seed \(seed)")
    }

    @Test("random bytes")
    func random() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let count = Int.random(in: 0...300, using: &generator)
            exercise((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }, seed)
        }
    }

    @Test("files with bytes changed, left out, repeated and put in")
    func mutated() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let spice = Array("{}\n \t\"'\\#!$~@;=/.-+:0129999999999999999999 \u{0}\u{FF}é".utf8)
        for _ in 0..<1_000 {
            var bytes = Array((Self.seeds.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = spice.randomElement(using: &generator) ?? 0
                case 1: bytes.insert(spice.randomElement(using: &generator) ?? 0, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &generator)))
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            exercise(bytes, seed)
        }
    }

    @Test("lines of files shuffled among each other")
    func shuffled() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let lines = Self.seeds.flatMap { $0.split(separator: "\n") }
        for _ in 0..<300 {
            let text = (0..<60).compactMap { _ in lines.randomElement(using: &generator) }.joined(separator: "\n")
            exercise(Array(text.utf8), seed)
        }
    }

    @Test("every keyword in every block, without and with a value")
    func allKeywords() {
        let blocks = ["", "global_defs", "vrrp_instance A", "virtual_server 10.0.0.1 80", "real_server 10.0.0.1 80", "HTTP_GET", "url"]
        let words = Self.seeds.flatMap { $0.split { $0 == " " || $0 == "\n" } }
        for block in blocks {
            for word in Set(words) {
                exercise(Array("\(block) {\n\(word)\n\(word) 1 2 3\n\(word) {\n\(word)\n}\n}\n".utf8), 0)
            }
        }
    }

    @Test(
        "numbers at the edges",
        arguments: [
            "0", "00", "1.", ".5", ".", "-1", "+1", "4294967295", "4294967296", "99999999999999999999", "0.0000001", "1e3", "0x10", "1.1.1",
            "999999999999999.999999", "4294967295.999999",
        ])
    func numbers(value: String) {
        for keyword in ["priority", "advert_int", "garp_master_delay", "garp_master_repeat", "down_timer_adverts", "virtual_router_id"] {
            exercise(Array(instance("\(keyword) \(value)").utf8), 0)
        }
        for keyword in [
            "delay_loop", "retry", "quorum", "hysteresis", "weight", "persistence_timeout", "persistence_granularity",
            "sorry_server 1.1.1.1",
        ] {
            exercise(Array(realServer("", "\(keyword) \(value)").utf8), 0)
        }
    }

    @Test("time grows linearly: one pool of many real servers, many instances")
    func large() {
        let pool = virtualServer(
            (0..<20_000).map { "real_server 10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255) 80 {\n}" }.joined(separator: "\n"))
        #expect(read(pool).configuration.virtualServers.first?.realServers.count == 20_000)
        let instances = (0..<5_000).map {
            instance("interface eth\($0 / 200)", name: "I\($0)", identifier: $0 % 200 + 1, address: "10.0.\($0 >> 8).\($0 & 255)")
        }
        #expect(read(instances.joined()).configuration.vrrpInstances.count == 5_000)
    }
}
