import Configuration
import ControlProtocol
import LinuxSystem
import LogRecords
import NetworkTypes
import Testing

@testable import Supervisor

@Suite("Handover to another program")
struct HandoverTests {
    private let whole = Handover(
        lock: 5, configuration: 6,
        roles: [.init(role: .vrrp, process: 4711, channel: 9, lifeSign: 10), .init(role: .check, process: 4712, channel: 11, lifeSign: 12, isReady: false)],
        waiting: [.check],
        levels: LogLevels(base: .debug, detailed: [.probes]), reloads: true, serviceManager: "/run/systemd/notify",
        reports: [.init(role: .check, message: [0x51, 1, 0x61, 0, 255])])

    @Test("What one program writes is what the next one reads") func roundTrip() {
        #expect(Handover(whole.text) == whole)
        let least = Handover(lock: 3, configuration: 4)
        #expect(Handover(least.text) == least)
        #expect(whole.descriptors == [5, 6, 9, 10, 11, 12])
    }

    @Test("The past is handed over: events, counts, the way back and the time until which a reload must be confirmed") func past() {
        var handover = whole
        handover.tableNamespace = 20
        handover.startedAt = .seconds(1_700_000_000)
        handover.reloadCounts = [3, 1, 2]
        handover.lastReload = .init(outcome: .refused, at: .milliseconds(1_700_000_000_123), reason: "It has errors.\nTwo of them.")
        var facts = ConfigurationFacts(fileVersion: [1, 2, 3], readAt: .seconds(5), busyRoles: [.vrrp, .check])
        facts.settings.daemon.instance = "a"
        handover.facts = ConfigurationFacts(fileVersion: nil, readAt: .seconds(6))
        handover.facts?.files.entries = [.init(path: "/etc/x y.conf", version: [1, 2]), .init(path: "/etc/gone", version: nil), .init(path: "/etc/d", version: [7], isDirectory: true)]
        facts.files.entries = [.init(path: "/etc/a\r", version: [3]), .init(path: "/etc/\u{301}b", version: [4])]
        handover.previous = .init(configuration: 21, facts: facts)
        handover.confirmUntil = MonotonicInstant(nanoseconds: 1_234_567_890)
        handover.events = .init(lastNumber: 900, entries: [.init(time: .seconds(7), json: Array(#"{"number":900}"#.utf8))])
        #expect(Handover(handover.text) == handover)
        #expect(handover.descriptors == [5, 6, 9, 10, 11, 12, 20, 21])
        // Who has two of one closes the other's.
        handover.previous?.configuration = 20
        #expect(Handover(handover.text) == nil)
    }

    @Test("A newer program's lines are passed over") func newerLines() {
        #expect(Handover(whole.text + "novelty 1 2 3\nflag\n") == whole)
    }

    @Test("What can't be right isn't taken over", arguments: [
        "", "lvsd-handover 2\nlock 5\nconfiguration 6\n", "lvsd-handover 1\nlock 5\n", "lvsd-handover 1\nlock 1\nconfiguration 6\n",
        "lvsd-handover 1\nlock 5\nconfiguration 5\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 1 7 8 ready\n",
        "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 6 7 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole mail 100 7 8 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 7 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 7 7 ready\n",
        "lvsd-handover 1\nlock five\nconfiguration 6\n",
    ])
    func refuses(_ text: String) {
        #expect(Handover(text) == nil)
    }

    @Test("Damaged text never ends the program", arguments: 0..<50) func damage(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(whole.text.utf8)
        for _ in 0..<Int.random(in: 1..<20, using: &generator) {
            bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let read = Handover(String(decoding: bytes, as: UTF8.self))
        #expect(read.map { $0.descriptors.allSatisfy { $0 > 2 } } ?? true, "seed \(seed)")
        let extended = whole.text + "previous 20 vrrp 5 67726f7570 -\nconfirm 5\nevents 7\nevent 5 7b7d\nreloads 1 2 3\nlast-reload refused 5 61\n"
        var more = Array(extended.utf8)
        for _ in 0..<Int.random(in: 1..<20, using: &generator) {
            more[Int.random(in: more.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let past = Handover(String(decoding: more, as: UTF8.self))
        #expect(past.map { Set($0.descriptors).count == $0.descriptors.count } ?? true, "seed \(seed)")
        var ring = EventRing()
        if let past { ring.restore(past.events) }
        ring.append(source: "vrrp", [], at: .zero)
    }

    @Test("Only the agreed exit status means yes") func answers() {
        #expect(TakeoverTest.reason(.exited(TakeoverTest.possible.rawValue)) == nil)
        for end in [0, 1, 2, 3, 4, 5, 6, 127].map({ ProcessEnd.exited($0) }) + [.killed(signal: 14)] {
            #expect(TakeoverTest.reason(end) != nil)
        }
    }
}
