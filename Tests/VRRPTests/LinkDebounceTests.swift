import NetworkTypes
import Testing
import VRRP

@Suite("Delays of links")
struct LinkDebounceTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)
    private let delays = LinkDelays(down: .seconds(2), up: .seconds(5))

    @Test("Without delays a change counts at once")
    func none() {
        var link = LinkDebounce(isUp: true)
        let change1 = link.observe(false, delays: LinkDelays(), now: start)
        #expect(change1)
        #expect(!link.isUp)
        #expect(link.deadline == nil)
    }

    @Test("A link that comes back in time was never down")
    func flap() {
        var link = LinkDebounce(isUp: true)
        let change2 = link.observe(false, delays: delays, now: start)
        #expect(!change2)
        #expect(link.deadline == start + .seconds(2))
        let change3 = link.observe(true, delays: delays, now: start + .seconds(1))
        #expect(!change3)
        #expect(link.deadline == nil)
        #expect(link.isUp)
    }

    @Test("A change counts from its beginning, however often the same is reported")
    func lasting() {
        var link = LinkDebounce(isUp: true)
        let change4 = link.observe(false, delays: delays, now: start)
        #expect(!change4)
        let change5 = link.observe(false, delays: delays, now: start + .seconds(1))
        #expect(!change5)
        #expect(link.deadline == start + .seconds(2))
        let change6 = link.observe(false, delays: delays, now: start + .seconds(2))
        #expect(change6)
        let change7 = link.observe(true, delays: delays, now: start + .seconds(3))
        #expect(!change7)
        #expect(link.deadline == start + .seconds(8))
        let change8 = link.observe(true, delays: delays, now: start + .seconds(8))
        #expect(change8)
    }
}
