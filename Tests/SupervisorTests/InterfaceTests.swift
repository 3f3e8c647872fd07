import ConfigurationLanguage
import IPVSTable
import JSONReading
import NetworkTypes
import Testing

@testable import HealthCheck
@testable import Supervisor
@testable import VirtualServers

/// What is written is described, and what is described is written: clients are made from the description.
@Suite("The description of io.lvsd.Control")
struct InterfaceTests {
    private let clock = ClockReading(now: MonotonicInstant(nanoseconds: 1_000_000_000_000), sinceEpoch: .seconds(1_700_000_000))
    private let service = VirtualServerIdentity.service(.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80)))
    private let server = Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80)

    /// Whether each member of a type has a question mark, by name.
    private func members(of type: String) throws -> [String: Bool] {
        let text = String(decoding: PackageResources.io_lvsd_Control_varlink, as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.trimmed.hasPrefix("#") }.joined(separator: "\n")
        let beginning = try #require(lines.split(separator: "type \(type) (").dropFirst().first, "there is no type \(type)")
        // The first bracket that ends a type: none of these has a type within.
        let body = beginning.prefix { $0 != ")" }
        var members: [String: Bool] = [:]
        for member in body.split(separator: ",") {
            let words = member.split(separator: ":").map(\.trimmed)
            try #require(words.count == 2, "`\(member)` in \(type)")
            #expect(members.updateValue(words[1].hasPrefix("?"), forKey: words[0]) == nil, "\(words[0]) stands twice in \(type)")
        }
        return members
    }

    /// - Parameter samples: objects in which every member that there can be is at least once.
    private func compare(_ type: String, _ samples: [JSONText]) throws {
        let described = try members(of: type)
        var written: Set<String> = []
        for sample in samples {
            let names = Set(try JSONReader.value(of: sample.bytes).members?.map(\.0) ?? [])
            written.formUnion(names)
            for (name, isOptional) in described where !isOptional { #expect(names.contains(name), "\(type).\(name) is promised") }
        }
        #expect(written.subtracting(described.keys).sorted() == [], "written, but not described in \(type)")
        #expect(Set(described.keys).subtracting(written).sorted() == [], "described in \(type), but never written")
    }

    private func object(_ write: (inout JSONText) -> Void) -> JSONText {
        var text = JSONText()
        text.object(write)
        return text
    }

    @Test("virtual servers")
    func virtualServers() throws {
        let plain = VirtualServerStatus(
            identity: service, services: 1, settings: ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32), isUp: true, isUndecided: false,
            since: clock.now, quorum: QuorumReading(quorum: 1, hysteresis: 0, weight: 1), totalWeight: 1, sorryServer: nil, sorryServes: false, panic: nil,
            isLeaving: false, counts: [:], realServers: 1, leaving: [])
        var full = plain
        full.sorryServer = server
        full.leaving = [VirtualServerStatus.LeavingServer(identity: server, deadline: clock.now, connections: 3)]
        try compare(
            "VirtualServer",
            [
                object { plain.write(to: &$0, traffic: nil, isSuspended: false, clock) },
                object { full.write(to: &$0, traffic: TrafficReport(), isSuspended: true, clock) },
            ])
        let json = try JSONReader.value(of: object { full.write(to: &$0, traffic: nil, isSuspended: false, clock) }.bytes)
        let leaving = Set(try #require(json["leaving"]?.elements?.first?.members).map(\.0))
        #expect(try Set(members(of: "LeavingServer").keys) == leaving)
    }

    @Test("real servers, whose states are all told of")
    func realServers() throws {
        let plain = RealServerStatus(
            name: RealServerName(server, of: service), state: .up, isAlive: true, since: clock.now, configuredWeight: 1, weight: 1, tableWeight: nil,
            forwarding: .directRouting, order: nil, drainingConnections: nil)
        var full = plain
        full.state = .startingSlowly(percent: 10)
        full.tableWeight = 1
        full.order = AdministrativeState(mode: .draining(until: clock.now), weight: 3, isPersistent: true)
        full.drainingConnections = 2
        try compare(
            "RealServer",
            [
                object { plain.write(to: &$0, checks: [], traffic: nil, clock) },
                object { full.write(to: &$0, checks: [check(.failed(successesNeeded: 1), hasResult: true)], traffic: TrafficReport(), clock) },
            ])
        let text = String(decoding: PackageResources.io_lvsd_Control_varlink, as: UTF8.self)
        let told = try #require(text.split(separator: "\n").first { $0.contains("slowStart") && $0.contains("#") })
        for name in RealServerState.names { #expect(told.contains(name), "the state \(name)") }
    }

    private func check(_ standing: CheckStanding, hasResult: Bool) -> CheckStatus {
        CheckStatus(
            kind: "HTTP_GET", target: server, subject: hasResult ? "/health" : nil, isUp: true, hasResult: hasResult, standing: standing, retries: 3,
            lastProbe: hasResult ? ProbeRecord(.success, path: nil, took: .milliseconds(3), lateness: .zero, ended: clock.now) : nil,
            isProbing: !hasResult, nextProbe: hasResult ? clock.now : nil, interval: .seconds(6), sharedBy: 1)
    }

    @Test("checks")
    func checks() throws {
        let all = [check(.passing(failures: 0, of: 3), hasResult: false), check(.failed(successesNeeded: 2), hasResult: true)]
        try compare(
            "Check",
            all.map { status in
                object {
                    // By the role, which knows whose it is.
                    $0.member("virtualServer", "V")
                    $0.member("realServer", "R")
                    $0.member("check", 0)
                    status.write(to: &$0, clock)
                }
            })
    }

    @Test("what is wrong in a configuration")
    func diagnostics() throws {
        let snapshot = SourceSnapshot(path: "a.conf", bytes: Array("first\nsecond\n".utf8))
        let place = Diagnostic.Related(message: "see", range: SourceRange(file: 0, offset: 0, length: 5))
        let plain = Diagnostic(.error, Diagnostic.Code(rawValue: "some-code"), "wrong", at: SourceRange(file: 0, offset: 6, length: 6))
        var full = Diagnostic(.error, plain.code, "wrong, too", at: plain.range, hint: "do better", related: place)
        full.origins = [place]
        let lines = ConfigurationJSON.lines([plain, full], in: snapshot).split(separator: UInt8(ascii: "\n"))
        let values = try lines.map { try JSONReader.value(of: $0) }
        let described = try members(of: "Diagnostic")
        #expect(Set(try #require(values[1].members).map(\.0)) == Set(described.keys))
        for name in try #require(values[0].members).map(\.0) { #expect(described[name] != nil, "\(name)") }
        #expect(try Set(#require(values[1]["related"]?.members).map(\.0)) == Set(members(of: "Place").keys))
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
