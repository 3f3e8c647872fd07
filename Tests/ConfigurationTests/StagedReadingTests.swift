import Configuration
import ConfigurationLanguage
import Foundation
import HealthCheck
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("Reading in stages, and taking over what is known")
struct StagedReadingTests {
    /// Everything that came out of a reading, in a form that can be compared.
    private struct Result: Equatable {
        var reading: Configuration.Reading
        var stages = 0
        var known = KnownBlocks()

        static func == (left: Result, right: Result) -> Bool { left.reading == right.reading }
    }

    private func read(
        _ snapshot: SourceSnapshot, _ part: Configuration.Part, after former: FormerReading? = nil, budget: () -> Int = { .max }
    ) -> Result {
        var reading = StagedReading(snapshot, part: part, after: former)
        var stages = 1
        while !reading.advance(budget()) { stages += 1 }
        let (result, known) = reading.result
        return Result(reading: result, stages: stages, known: known)
    }

    /// How many histories of a text are tried; a long search sets LVSD_FUZZ_ROUNDS.
    private static let rounds = ProcessInfo.processInfo.environment["LVSD_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 60

    private func text(_ bytes: [UInt8]) -> SourceSnapshot { SourceSnapshot(path: "test.conf", bytes: bytes) }

    /// A whole file, made of blocks: mostly virtual servers, some of them with something to remark.
    private struct Blocks {
        var blocks: [String]

        init(using random: inout SeededGenerator) {
            blocks = (0..<Int.random(in: 0...12, using: &random)).map { _ in Self.block(using: &random) }
        }

        static func block(using random: inout SeededGenerator) -> String {
            let number = Int.random(in: 1...40, using: &random)
            let weight = Int.random(in: 0...3, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0: return "global_defs {\n  checker_log_all_failures \(weight > 1)\n  smtp_alert_checker\n}"
            case 1: return "vrrp_instance I\(number) {\n  interface eth0\n  virtual_router_id \(number)\n  virtual_ipaddress {\n    10.9.0.\(number)\n  }\n}"
            case 2: return "virtual_server_group G\(number % 3) {\n  10.7.0.\(number) 80\n}"
            case 3: return virtualServer("real_server 10.1.0.1 80 {\n TCP_CHECK {\n }\n}", name: "group G\(number % 3)")
            case 4: return virtualServer("real_server 10.1.0.1 80 {\n weihgt 3\n}", name: "10.0.0.\(number) 80")
            case 5:
                return virtualServer(
                    "quorum_up \"/bin/q \(weight)\"\nreal_server 10.1.0.1 80 {\n MISC_CHECK {\n misc_path /bin/m\(weight)\n}\n}", name: "10.0.0.\(number) 80")
            case 6: return virtualServer("real_server 10.1.0.1 80 {\n HTTP_GET {\n url {\n path /\n regex a\(weight)\n}\n}\n}", name: "10.0.0.\(number) 80")
            case 7: return "virtual_server 10.0.0.\(number) 80\n{\n  lb_algo rr\n  protocol TCP\n  lb_kind DR\n  real_server 10.1.0.2 80 {\n  }\n}"
            case 8: return "# just words {\n\n  ! and } more"
            case 9: return "track_file f\(weight) {\n  file /f\(weight)\n}"
            case 10: return virtualServer("real_server 10.1.0.1 80 {\n FILE_CHECK {\n track_file f\(weight)\n}\n}", name: "10.0.0.\(number) 80")
            case 11: return virtualServer("delay_loop 2\nreal_server 10.1.0.1 80 {\n TCP_CHECK {\n connect_timeout \(weight + 1)\n}\n}", name: "10.0.0.\(number) 80")
            case 12: return virtualServer("snmp_name x\nreal_server ::\(number) 80 {\n}", name: "fd00::\(number) 80")
            default:
                let servers = (0...weight).map { "real_server 10.1.0.\($0) 80 {\n  weight \(weight)\n  TCP_CHECK {\n    connect_timeout 3\n  }\n}" }
                return virtualServer(servers.joined(separator: "\n"), name: "10.0.0.\(number) 80")
            }
        }

        /// As an editor would.
        mutating func change(using random: inout SeededGenerator) {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0...blocks.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: blocks.insert(Self.block(using: &random), at: place)
                case 1 where place < blocks.count: blocks.remove(at: place)
                case 2 where place < blocks.count: blocks[place] = Self.block(using: &random)
                case 3 where place < blocks.count: blocks.append(blocks.remove(at: place))
                case 4 where place < blocks.count: blocks[place] = blocks[place].replacingOccurrences(of: "3", with: "4")
                default: break
                }
            }
        }

        var bytes: [UInt8] { Array(blocks.joined(separator: "\n").utf8) + [0x0A] }
    }

    /// Bytes changed, left out and repeated, whatever that does to words and braces.
    private func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let spice = Array("{}\n \"'\\#!$~@;".utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where bytes.count > 1 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = spice.randomElement(using: &random) ?? 0
            case 1: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
            }
        }
        return bytes
    }

    @Test("Whatever the stages and whatever stood in the text before, the result is that of reading the whole at once")
    func equalsWhole() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        var takenOver = 0
        for _ in 0..<Self.rounds {
            let part: Configuration.Part = [.check, .vrrp].randomElement(using: &random) ?? .check
            var blocks = Blocks(using: &random)
            var former: FormerReading?
            // A text changes again and again, and each reading goes out from the last.
            for _ in 0..<4 {
                var bytes = blocks.bytes
                if Int.random(in: 0..<4, using: &random) == 0 { bytes = mutated(bytes, using: &random) }
                let snapshot = text(bytes)
                let whole = read(snapshot, part)
                let size = Int.random(in: 1...60, using: &random)
                var generator = random
                let staged = read(snapshot, part, after: former) { Int.random(in: 1...size, using: &generator) }
                random = generator
                #expect(staged == whole, "seed \(seed), \(part):\n\(String(decoding: bytes, as: UTF8.self))")
                #expect(Configuration.read(snapshot, part: part) == whole.reading, "seed \(seed)")
                if former != nil, staged.stages < read(snapshot, part, budget: { size }).stages { takenOver += 1 }
                former = FormerReading(snapshot, staged.known, staged.reading.configuration.virtualServers)
                blocks.change(using: &random)
            }
        }
        #expect(takenOver > Self.rounds / 20, "seed \(seed)")
    }

    @Test("Real files too, with includes and parameters, in stages")
    func realFiles() {
        var random = SeededGenerator(seed: 7)
        for content in PartTests.texts {
            let snapshot = text(Array(content.utf8))
            for part in [Configuration.Part.all, .vrrp, .check] {
                let whole = read(snapshot, part)
                for size in [1, 7, 100] {
                    var generator = random
                    let staged = read(snapshot, part, after: FormerReading(snapshot, whole.known, whole.reading.configuration.virtualServers)) {
                        Int.random(in: 1...size, using: &generator)
                    }
                    random = generator
                    #expect(staged == whole, "\(content)")
                }
            }
        }
    }

    private func servers(_ count: Int, weight: Int = 1, of changed: Int = -1, defaults: String = "") -> SourceSnapshot {
        var content = "global_defs {\n  \(defaults)\n}\n"
        for number in 0..<count {
            content += virtualServer(
                "real_server 10.1.0.1 80 {\n  weight \(number == changed ? weight : 1)\n  TCP_CHECK {\n  }\n}", name: "10.0.\(number / 250).\(number % 250 + 1) 80")
        }
        return text(Array(content.utf8))
    }

    private func former(_ snapshot: SourceSnapshot) -> FormerReading? {
        let result = read(snapshot, .check)
        return FormerReading(snapshot, result.known, result.reading.configuration.virtualServers)
    }

    @Test("An unchanged text costs a small part of what reading costs")
    func costs() {
        let before = servers(500)
        let whole = read(before, .check, budget: { 10 }).stages
        let same = read(before, .check, after: former(before), budget: { 10 }).stages
        #expect(same * 5 < whole, "\(same) of \(whole)")
        let changed = servers(500, weight: 5, of: 250)
        let result = read(changed, .check, after: former(before), budget: { 10 })
        #expect(result.stages * 5 < whole, "\(result.stages) of \(whole)")
        #expect(result.reading.configuration.virtualServers[250].realServers[0].settings.weight == 5)
        #expect(result.reading.configuration.virtualServers[251].realServers[0].settings.weight == 1)
    }

    @Test("Other defaults have everything read anew")
    func context() {
        let former = former(servers(20))
        let result = read(servers(20, defaults: "checker_log_all_failures on"), .check, after: former)
        #expect(result.reading.configuration.virtualServers[7].realServers[0].checks[0].logsAllFailures)
        let back = read(servers(20), .check, after: former)
        #expect(!back.reading.configuration.virtualServers[7].realServers[0].checks[0].logsAllFailures)
    }

    @Test("The VRRP role passes over what is the check role's")
    func otherPart() {
        let before = servers(200)
        let whole = read(before, .vrrp, budget: { 10 })
        #expect(whole.reading.leavesBlocks)
        #expect(whole.reading.outcome == .clean)
        let former = FormerReading(before, whole.known, [])
        #expect(former != nil)
        let again = read(before, .vrrp, after: former, budget: { 10 })
        #expect(again.reading.leavesBlocks)
        #expect(again.stages * 3 < whole.stages, "\(again.stages) of \(whole.stages)")
    }

    @Test("A text with errors is no base for the next one")
    func errors() {
        let snapshot = text(Array(virtualServer("real_server 10.1.0.1 80 {\n weihgt 3\n}").utf8))
        let result = read(snapshot, .check)
        #expect(FormerReading(snapshot, result.known, result.reading.configuration.virtualServers) == nil)
    }

    @Test("A stage does no more than it was asked for, in a pool of 20,000 too")
    func bounded() {
        let pool = virtualServer((0..<20_000).map { "real_server 10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255) 80 {\n}" }.joined(separator: "\n"))
        let result = read(text(Array(pool.utf8)), .check, budget: { 1000 })
        // Six words, braces and line ends each, two statements, and four units for what comes of it.
        #expect(result.stages > 200)
        #expect(result.reading.configuration.virtualServers.first?.realServers.count == 20_000)
    }

    @Test("Real servers that differ in their address alone share everything else")
    func sharing() {
        let reading = ConfigurationTests.read(
            virtualServer((1...3).map { "real_server 10.1.0.\($0) 80 {\n weight 2\n TCP_CHECK {\n connect_timeout 3\n}\n}" }.joined(separator: "\n")))
        let servers = reading.configuration.virtualServers[0].realServers
        #expect(Set(servers.map(\.sharedSettings)).count == 1)
        #expect(Set(servers.map { $0.checks[0].settings }).count == 1)
        #expect(Set(servers.map { $0.checks[0].target }).count == 3)
    }
}
