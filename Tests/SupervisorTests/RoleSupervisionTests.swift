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
        #expect(!supervision.isHung(at: start + .seconds(100)))
        supervision.started(at: start)
        #expect(!supervision.isHung(at: start + .seconds(10)))
        #expect(supervision.isHung(at: start + .milliseconds(10_001)))
        supervision.heard(at: start + .seconds(9))
        #expect(!supervision.isHung(at: start + .seconds(19)))
        #expect(supervision.isHung(at: start + .seconds(20)))
    }
}
