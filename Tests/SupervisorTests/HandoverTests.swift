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

    @Test("A newer program's lines are passed over") func newerLines() {
        #expect(Handover(whole.text + "novelty 1 2 3\nflag\n") == whole)
    }

    @Test("What can't be right isn't taken over", arguments: [
        "", "lvsd-handover 2\nlock 5\nconfiguration 6\n", "lvsd-handover 1\nlock 5\n", "lvsd-handover 1\nlock 1\nconfiguration 6\n",
        "lvsd-handover 1\nlock 5\nconfiguration 5\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 1 7 8 ready\n",
        "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 6 7 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole bfd 100 7 8 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 7 ready\n", "lvsd-handover 1\nlock 5\nconfiguration 6\nrole vrrp 100 7 7 ready\n",
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
    }

    @Test("Only the agreed exit status means yes") func answers() {
        #expect(TakeoverTest.reason(.exited(TakeoverTest.possible.rawValue)) == nil)
        for end in [0, 1, 2, 3, 4, 5, 6, 127].map({ ProcessEnd.exited($0) }) + [.killed(signal: 14)] {
            #expect(TakeoverTest.reason(end) != nil)
        }
    }
}
