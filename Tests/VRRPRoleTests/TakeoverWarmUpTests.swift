import NetworkTypes
import Testing

@testable import VRRPRole

@Suite("The rehearsal right before a takeover")
struct TakeoverWarmUpTests {
    private let takeover = MonotonicInstant(nanoseconds: 1_000_000_000_000)

    @Test("begins a millisecond before, and is made once for all instances that lose their master at one moment")
    func once() {
        let warmUp = TakeoverWarmUp()
        let begin = TakeoverWarmUp.begin(before: takeover)
        #expect(takeover - begin == .milliseconds(1))
        #expect(warmUp.isDue(until: takeover, now: begin))
        #expect(!warmUp.isDue(until: takeover + .microseconds(50), now: begin + .microseconds(50)))
        #expect(warmUp.isDue(until: takeover + .milliseconds(100), now: begin + .milliseconds(100)))
    }

    @Test("is left out where it could make the takeover late, or would keep the loop for longer than that millisecond")
    func tooLate() {
        let warmUp = TakeoverWarmUp()
        #expect(!warmUp.isDue(until: takeover, now: takeover + .microseconds(-499)))
        #expect(!warmUp.isDue(until: takeover, now: takeover + .microseconds(-1001)))
        #expect(warmUp.isDue(until: takeover, now: takeover + .microseconds(-500)))
    }
}
