import NetworkTypes
import Testing

@testable import Supervisor

@Suite("Role supervision")
struct RoleSupervisionTests {
    private let start = MonotonicInstant(nanoseconds: 0)

    @Test("A role that keeps dying is started again at once, then after 1, 2, 4 ... 60 s")
    func backsOff() {
        var supervision = RoleSupervision()
        var now = start
        var delays: [Duration] = []
        for _ in 0..<9 {
            supervision.started(at: now)
            now = now + .seconds(5)
            delays.append(supervision.died(at: now))
        }
        #expect(delays == [0, 1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
    }

    @Test("A role that lived longer than a minute is started again at once")
    func forgets() {
        var supervision = RoleSupervision()
        for second in 0..<5 {
            supervision.started(at: start + .seconds(second))
            _ = supervision.died(at: start + .seconds(second))
        }
        supervision.started(at: start)
        #expect(supervision.died(at: start + .seconds(61)) == .zero)
    }

    @Test("A role whose loop rested no longer than loops do was at work until its end; one that was held up for longer was not")
    func knowsLastSignOfLife() {
        var supervision = RoleSupervision()
        #expect(supervision.lastSignOfLife(at: start) == nil)
        supervision.started(at: start)
        supervision.heard(at: start + .seconds(20))
        #expect(supervision.lastSignOfLife(at: start + .seconds(24)) == start + .seconds(24))
        #expect(supervision.lastSignOfLife(at: start + .seconds(26)) == start + .seconds(20))
        // What is read late doesn't take back what is known.
        supervision.heard(at: start + .seconds(10))
        #expect(supervision.lastSignOfLife(at: start + .seconds(26)) == start + .seconds(20))
    }

    @Test("Ten seconds of silence mean that a role hangs; a word from it starts them anew")
    func noticesSilence() {
        var supervision = RoleSupervision()
        #expect(supervision.look(at: start + .seconds(100)) == .works)
        supervision.started(at: start)
        #expect(supervision.look(at: start + .milliseconds(7999)) == .works)
        #expect(supervision.look(at: start + .seconds(8)) == .isQuiet(until: start + .seconds(10)))
        #expect(supervision.look(at: start + .seconds(9)) == .isQuiet(until: start + .seconds(10)))
        supervision.heard(at: start + .seconds(9))
        #expect(supervision.look(at: start + .seconds(10)) == .works)
        #expect(supervision.look(at: start + .seconds(17)) == .isQuiet(until: start + .seconds(19)))
        #expect(supervision.look(at: start + .seconds(19)) == .hangs)
    }

    @Test("Where everything was held up, a role that has been silent for as long gets two seconds to speak")
    func forgivesSleep() {
        var supervision = RoleSupervision()
        supervision.started(at: start)
        #expect(supervision.look(at: start + .seconds(3600)) == .isQuiet(until: start + .seconds(3602)))
        supervision.heard(at: start + .seconds(3600))
        #expect(supervision.look(at: start + .seconds(3602)) == .works)
        // Nothing is left of the old suspicion.
        #expect(supervision.look(at: start + .seconds(3700)) == .isQuiet(until: start + .seconds(3702)))
        #expect(supervision.look(at: start + .seconds(3702)) == .hangs)
        // Nor of the role that was killed for it.
        _ = supervision.died(at: start + .seconds(3702))
        supervision.started(at: start + .seconds(3702))
        #expect(supervision.look(at: start + .seconds(3711)) == .isQuiet(until: start + .seconds(3713)))
    }

    @Test("A role whose alarm went off is looked at until it has said something after that")
    func looksAfterAlarm() {
        var supervision = RoleSupervision()
        supervision.started(at: start)
        supervision.heard(at: start + .seconds(2))
        // The alarm was last set before the last word.
        #expect(supervision.look(at: start + .seconds(8), alarmedAt: start + .seconds(8)) == .isQuiet(until: start + .seconds(10)))
        supervision.heard(at: start + .seconds(9))
        #expect(supervision.look(at: start + .seconds(10), alarmedAt: start + .seconds(8)) == .works)
    }
}
