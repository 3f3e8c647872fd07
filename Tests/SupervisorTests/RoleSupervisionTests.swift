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
