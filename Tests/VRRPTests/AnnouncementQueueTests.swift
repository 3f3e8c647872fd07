import NetworkTypes
import Testing
import VRRP

@Suite("Announcement queue")
struct AnnouncementQueueTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func announcement(_ last: UInt8, on index: Int32 = 2, owner: String = "A") -> AnnouncementQueue.Announcement {
        AnnouncementQueue.Announcement(owner: owner, address: .v4(IPv4Address(10, 0, 0, last)), interfaceIndex: index, interface: "eth\(index)")
    }

    private func limited(_ milliseconds: Int64, groups: [AnnouncementLimits.Group] = []) -> AnnouncementQueue {
        var queue = AnnouncementQueue()
        queue.follow(AnnouncementLimits(gratuitousARP: .milliseconds(milliseconds), groups: groups), now: start)
        return queue
    }

    /// Runs until nothing waits: what is sent, and when.
    private func drain(_ queue: inout AnnouncementQueue, _ first: [AnnouncementQueue.Announcement]) -> [(milliseconds: Int64, AnnouncementQueue.Announcement)] {
        var sent = first.map { (Int64(0), $0) }
        while !queue.isEmpty, let deadline = queue.deadline, sent.count < 1000 {
            sent += queue.due(now: deadline).map { ((deadline - start).wholeNanoseconds / 1_000_000, $0) }
        }
        return sent
    }

    @Test("Without a limit everything goes at once, round after round")
    func unlimited() {
        var queue = AnnouncementQueue()
        let sent = queue.enqueue([announcement(1), announcement(2)], rounds: 2, now: start)
        #expect(sent == [announcement(1), announcement(2), announcement(1), announcement(2)])
        #expect(queue.isEmpty)
        #expect(queue.deadline == nil)
    }

    @Test("With a limit one follows the other, each interface and each family for itself")
    func limited() {
        var queue = limited(100)
        let other = AnnouncementQueue.Announcement(owner: "A", address: .v6(IPv6Address(high: 1, low: 2)), interfaceIndex: 2, interface: "eth2")
        let first = queue.enqueue([announcement(1), announcement(2), announcement(3, on: 3), other], rounds: 2, now: start)
        #expect(first == [announcement(1), announcement(3, on: 3), other, other])
        let sent = drain(&queue, first)
        #expect(sent.filter { $0.1.interfaceIndex == 2 && $0.1 != other }.map(\.milliseconds) == [0, 100, 200, 300])
        #expect(sent.filter { $0.1.interfaceIndex == 3 }.map(\.milliseconds) == [0, 100])
    }

    @Test("The pause counts from the last one, also where the queue was empty in between")
    func pause() {
        var queue = limited(100)
        #expect(queue.enqueue([announcement(1)], rounds: 1, now: start).count == 1)
        #expect(queue.enqueue([announcement(2)], rounds: 1, now: start + .milliseconds(30)).isEmpty)
        #expect(queue.deadline == start + .milliseconds(100))
        #expect(queue.due(now: start + .milliseconds(100)) == [announcement(2)])
    }

    @Test("Interfaces of a group share its limit; others follow the limit for all")
    func groups() {
        var queue = limited(10, groups: [AnnouncementLimits.Group(interfaces: ["eth2", "eth3"], gratuitousARP: .milliseconds(50))])
        let first = queue.enqueue([announcement(1), announcement(2, on: 3), announcement(3, on: 4), announcement(4, on: 4)], rounds: 1, now: start)
        let sent = drain(&queue, first)
        #expect(sent.filter { $0.1.interfaceIndex < 4 }.map(\.milliseconds) == [0, 50])
        #expect(sent.filter { $0.1.interfaceIndex == 4 }.map(\.milliseconds) == [0, 10])
    }

    @Test("An announcement that waits isn't enqueued beyond its rounds: a refresh can't outrun the limit")
    func bounded() {
        var queue = limited(1000)
        var sent = queue.enqueue([announcement(1)], rounds: 5, now: start).count
        for _ in 0..<100 { sent += queue.enqueue([announcement(1)], rounds: 5, now: start).count }
        #expect(sent == 1)
        #expect(drain(&queue, []).count == 5)
    }

    @Test("An instance that gives its addresses up drops what waits for it, and nothing else")
    func cancel() {
        var queue = limited(100)
        _ = queue.enqueue([announcement(1), announcement(2), announcement(3, owner: "B")], rounds: 2, now: start)
        queue.announce([announcement(1)], owner: "A", every: .seconds(1), now: start)
        queue.cancel(owner: "A")
        #expect(drain(&queue, []).map(\.1) == [announcement(3, owner: "B"), announcement(3, owner: "B")])
        #expect(queue.deadline == nil)
        #expect(queue.enqueue([announcement(1)], rounds: 1, now: start + .seconds(9)).count == 1)
    }

    @Test("A stall is not made up for by a burst")
    func stall() {
        var queue = limited(1)
        _ = queue.enqueue((1...200).map { announcement(UInt8($0)) }, rounds: 1, now: start)
        #expect(queue.due(now: start + .seconds(5)).count <= 11)
        #expect(queue.due(now: start + .seconds(5)).isEmpty)
    }

    @Test("Repeated announcements come at their interval until they are cancelled or replaced")
    func repetition() {
        var queue = AnnouncementQueue()
        queue.announce([announcement(1)], owner: "A", every: .seconds(60), now: start)
        #expect(queue.deadline == start + .seconds(60))
        #expect(queue.due(now: start + .seconds(59)).isEmpty)
        #expect(queue.due(now: start + .seconds(60)) == [announcement(1)])
        #expect(queue.deadline == start + .seconds(120))
        queue.announce([], owner: "A", every: .seconds(60), now: start)
        #expect(queue.deadline == nil)
    }

    @Test("Another limit takes effect for what waits")
    func change() {
        var queue = limited(1000)
        _ = queue.enqueue([announcement(1), announcement(2), announcement(3)], rounds: 1, now: start)
        queue.follow(AnnouncementLimits(), now: start)
        #expect(queue.due(now: start) == [announcement(2), announcement(3)])
    }

    @Test("Nothing is lost and no limit is broken, whatever comes when", arguments: Seeds.all(20))
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let interval = Duration.milliseconds(Int64.random(in: 1...50, using: &generator))
        var queue = AnnouncementQueue()
        queue.follow(AnnouncementLimits(gratuitousARP: interval), now: start)
        var now = start
        var sent: [(MonotonicInstant, AnnouncementQueue.Announcement)] = []
        var wanted: Set<AnnouncementQueue.Announcement> = []
        for _ in 0..<200 {
            now = now + .milliseconds(Int64.random(in: 0...20, using: &generator))
            let items = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                announcement(UInt8.random(in: 1...20, using: &generator), on: Int32.random(in: 2...3, using: &generator))
            }
            wanted.formUnion(items)
            sent += queue.enqueue(items, rounds: Int.random(in: 1...3, using: &generator), now: now).map { (now, $0) }
        }
        while let deadline = queue.deadline { sent += queue.due(now: deadline).map { (deadline, $0) } }
        #expect(Set(sent.map(\.1)) == wanted, "seed \(seed)")
        for index: Int32 in 2...3 {
            let times = sent.filter { $0.1.interfaceIndex == index }.map(\.0)
            // Over a stall of 20 ms at most 10 ms may be made up for.
            let span = times.isEmpty ? .zero : times[times.count - 1] - times[0]
            #expect(interval * (times.count - 1) <= span + .milliseconds(10), "seed \(seed)")
        }
    }
}
