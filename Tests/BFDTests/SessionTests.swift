import BFD
import NetworkTypes
import Testing

@Suite("BFD sessions")
struct SessionTests {
    // MARK: States (RFC 5880 section 6.2)

    @Test("a session begins down, says so at once, and then once a second with up to a quarter less")
    func begins() {
        var test = SessionUnderTest()
        #expect(test.session.state == .down)
        #expect(test.sent.map(\.state) == [.down] && test.sent[0].yourDiscriminator == 0 && test.sent[0].desiredTransmitInterval == 1_000_000)
        _ = test.take()
        test.wait(.seconds(100))
        #expect((100...134).contains(test.sent.count), "\(test.sent.count) in 100 s")
    }

    @Test("down, Init, up; each change is sent at once")
    func comesUp() throws {
        var test = SessionUnderTest()
        _ = test.take()
        try test.hear(.down)
        #expect(test.session.state == .initializing)
        #expect(test.take().map(\.state) == [.initializing])
        try test.hear(.initializing)
        #expect(test.session.state == .up && test.reports == [true])
        let packets = test.take()
        #expect(packets.map(\.state) == [.up] && packets[0].yourDiscriminator == 22)
        #expect(test.lines.contains("(router) Entering Up state"))
    }

    @Test("a neighbour that is in Init already needs one packet only")
    func comesUpAtOnce() throws {
        var test = SessionUnderTest()
        try test.hear(.initializing)
        #expect(test.session.state == .up)
    }

    @Test(
        "what each state makes of each packet",
        arguments: [
            (BFDState.down, BFDState.adminDown, BFDState.down), (.down, .down, .initializing), (.down, .initializing, .up), (.down, .up, .down),
            (.initializing, .adminDown, .down), (.initializing, .down, .initializing), (.initializing, .initializing, .up), (.initializing, .up, .up),
            (.up, .adminDown, .down), (.up, .down, .down), (.up, .initializing, .up), (.up, .up, .up),
        ])
    func transitions(_ from: BFDState, _ heard: BFDState, _ to: BFDState) throws {
        var test = SessionUnderTest()
        if from != .down { try test.hear(.down) }
        if from == .up { try test.hear(.up) }
        #expect(test.session.state == from)
        try test.hear(heard)
        #expect(test.session.state == to)
    }

    @Test("a neighbour that goes down takes the session with it, and the diagnostic says who it was")
    func signalledDown() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        _ = test.take()
        try test.hear(.adminDown)
        #expect(test.session.state == .down && test.session.diagnostic == .neighbourSignalledDown)
        #expect(test.reports == [true, false])
        #expect(test.take().map(\.diagnostic) == [.neighbourSignalledDown])
        #expect(test.lines.last { $0.contains("Entering") } == "(router) Entering Down state (Local diagnostic - Neighbor Signaled Session Down, Remote diagnostic - No Diagnostic)")
    }

    @Test("a stop says AdminDown, once, and then nothing is sent or heard")
    func stops() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        _ = test.take()
        test.perform(test.session.stop(now: test.now))
        let packets = test.take()
        #expect(packets.map(\.state) == [.adminDown] && packets[0].diagnostic == .administrativelyDown && packets[0].yourDiscriminator == 22)
        #expect(test.session.deadline == nil)
        #expect(throws: BFDPacketError.sessionIsStopped) { try test.hear(.down) }
        #expect(test.session.stop(now: test.now).isEmpty)
    }

    // MARK: Detection (section 6.8.4)

    @Test("a silent neighbour is noticed after its multiplier times the slower of what it sends and what we take, and not before")
    func detection() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        // 4 x max(200 ms, 100 ms)
        #expect(test.session.status.times.detectionTime == .milliseconds(800))
        test.wait(.milliseconds(799))
        #expect(test.session.state == .up)
        test.wait(.milliseconds(1))
        #expect(test.session.state == .down && test.session.diagnostic == .detectionTimeExpired)
        #expect(test.lines.contains("(router) Expired after 800 ms (0 usec overdue)"))
        #expect(test.session.status.remoteDiscriminator == 0)
    }

    @Test("each packet begins the detection time anew, and one that isn't listened to doesn't")
    func detectionAnew() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        test.wait(.milliseconds(700))
        #expect(throws: BFDPacketError.hopLimit(254, least: 255)) { try test.hear(.up, hopLimit: 254) }
        test.wait(.milliseconds(100))
        #expect(test.session.state == .down)
        #expect(test.session.counters.discarded == 1)
    }

    @Test("a session that is down forgets whom it had heard")
    func forgets() throws {
        var test = SessionUnderTest()
        try test.hear(.adminDown, least: 0)
        #expect(test.session.status.remoteDiscriminator == 22)
        _ = test.take()
        test.wait(.seconds(1))
        // The neighbour wanted no packets. Now nobody knows any more, and they begin again.
        #expect(test.session.status.remoteDiscriminator == 0)
        #expect(!test.take().isEmpty)
    }

    // MARK: Intervals (sections 6.8.2, 6.8.3, 6.8.7)

    @Test("up, it sends at the slower of its own interval and what the neighbour takes, less up to a quarter")
    func interval() throws {
        for (least, range) in [(UInt32(50_000), 75...100), (400_000, 300...400)] {
            var test = SessionUnderTest()
            try test.comeUp()
            try test.hear(.up, least: least)
            _ = test.take()
            var last = test.now
            for _ in 0..<200 {
                let due = try #require(test.session.deadline)
                test.now = due
                try test.hear(.up, least: least)
                test.perform(test.session.advance(now: due))
                if test.take().isEmpty { continue }
                let gap = Int((due - last).wholeNanoseconds / 1_000_000)
                if last < due { #expect(range.contains(gap), "\(gap) ms") }
                last = due
            }
        }
    }

    @Test("with multiplier 1 each interval is a tenth shorter at least")
    func jitterOfOne() {
        var definition = SessionUnderTest.definition
        definition.multiplier = 1
        var test = SessionUnderTest(definition)
        var last = test.now
        for _ in 0..<200 {
            _ = test.take()
            while test.sent.isEmpty, let due = test.session.deadline {
                test.now = due
                test.perform(test.session.advance(now: due))
            }
            let gap = Int((test.now - last).wholeNanoseconds / 1_000_000)
            #expect((750...900).contains(gap), "\(gap) ms")
            last = test.now
        }
    }

    @Test("a session that comes up polls, since it is faster from now on, until the poll is answered")
    func polls() throws {
        var test = SessionUnderTest()
        try test.hear(.initializing)
        let first = try #require(test.take().last)
        #expect(first.isPoll && first.desiredTransmitInterval == 100_000)
        try test.hear(.up)
        test.wait(.milliseconds(100))
        #expect(test.take().allSatisfy { $0.isPoll })
        try test.hear(.up, isFinal: true)
        test.wait(.milliseconds(100))
        let packets = test.take()
        #expect(!packets.isEmpty && packets.allSatisfy { !$0.isPoll })
    }

    @Test("a poll is answered at once, whatever the interval is, and the answer isn't a poll")
    func answersPolls() throws {
        var test = SessionUnderTest()
        try test.hear(.initializing)
        _ = test.take()
        let due = test.session.deadline
        try test.hear(.up, isPoll: true)
        let packets = test.take()
        #expect(packets.map(\.isFinal) == [true] && packets.map(\.isPoll) == [false])
        #expect(test.session.deadline == due)
    }

    @Test("a slower interval counts when the neighbour has answered the poll, a faster one at once")
    func slowerAfterPoll() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        var definition = SessionUnderTest.definition
        definition.transmitInterval = .milliseconds(500)
        definition.receiveInterval = .milliseconds(100)
        _ = test.take()
        test.perform(test.session.reconfigure(to: definition, now: test.now))
        let poll = try #require(test.take().first)
        #expect(poll.isPoll && poll.desiredTransmitInterval == 500_000 && poll.requiredReceiveInterval == 100_000)
        #expect(test.session.status.times.transmitInterval == .milliseconds(100))
        #expect(test.session.status.times.detectionTime == .milliseconds(800))
        try test.hear(.up, isFinal: true)
        #expect(test.session.status.times.transmitInterval == .milliseconds(500))
        #expect(test.session.status.times.detectionTime == .milliseconds(400))
        #expect(test.session.state == .up && test.reports == [true])
    }

    @Test("whoever wants packets less often waits longer from then on: the neighbour may have slowed down though its answer was lost")
    func waitsLongerAtOnce() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        var definition = SessionUnderTest.definition
        definition.receiveInterval = .milliseconds(1000)
        test.wait(.milliseconds(300))
        test.perform(test.session.reconfigure(to: definition, now: test.now))
        test.wait(.milliseconds(3699))
        #expect(test.session.state == .up)
        test.wait(.milliseconds(1))
        #expect(test.session.state == .down)
    }

    @Test("what changes while a poll is under way is polled for after it")
    func pollsAgain() throws {
        var test = SessionUnderTest()
        try test.hear(.initializing)
        _ = test.take()
        var definition = SessionUnderTest.definition
        definition.transmitInterval = .milliseconds(700)
        test.perform(test.session.reconfigure(to: definition, now: test.now))
        test.wait(.milliseconds(100))
        #expect(test.take().allSatisfy { $0.isPoll && $0.desiredTransmitInterval == 100_000 })
        // Two packets have asked. The second answer isn't one to the next poll, and so that waits for it.
        try test.hear(.up, isFinal: true)
        test.wait(.milliseconds(20))
        #expect(test.take().allSatisfy { !$0.isPoll })
        try test.hear(.up, isFinal: true)
        #expect(test.take().contains { $0.isPoll && $0.desiredTransmitInterval == 700_000 })
        try test.hear(.up, isFinal: true)
        #expect(test.session.status.times.transmitInterval == .milliseconds(700))
    }

    @Test("an answer that was lost holds the next poll up for a second")
    func lostAnswer() throws {
        var test = SessionUnderTest()
        try test.hear(.initializing)
        test.wait(.milliseconds(100))
        try test.hear(.up, multiplier: 200, isFinal: true)
        var definition = SessionUnderTest.definition
        definition.transmitInterval = .milliseconds(700)
        test.perform(test.session.reconfigure(to: definition, now: test.now))
        test.wait(.milliseconds(800))
        #expect(!test.session.status.isPolling)
        test.wait(.milliseconds(200))
        #expect(test.session.status.isPolling && test.session.status.times.localTransmit == .milliseconds(700))
    }

    @Test("another multiplier is told at once, and needs no poll")
    func multiplier() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        _ = test.take()
        var definition = SessionUnderTest.definition
        definition.multiplier = 9
        test.perform(test.session.reconfigure(to: definition, now: test.now))
        #expect(test.take().map { [$0.multiplier, $0.isPoll ? 1 : 0] } == [[9, 0]])
    }

    @Test("a passive session is silent until it hears the neighbour, and again when that is gone")
    func passive() throws {
        var definition = SessionUnderTest.definition
        definition.isPassive = true
        var test = SessionUnderTest(definition)
        test.wait(.seconds(10))
        #expect(test.take().isEmpty)
        try test.hear(.down)
        #expect(test.take().map(\.state) == [.initializing])
        test.wait(.seconds(20))
        _ = test.take()
        test.wait(.seconds(20))
        #expect(test.take().isEmpty)
    }

    @Test("a neighbour in demand mode gets no periodic packets while both are up, but answers to its polls")
    func demand() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        try test.hear(.up, isDemand: true)
        _ = test.take()
        test.wait(.milliseconds(700))
        #expect(test.take().isEmpty)
        try test.hear(.up, isPoll: true, isDemand: true)
        #expect(test.take().map(\.isFinal) == [true])
        try test.hear(.up)
        test.wait(.milliseconds(100))
        #expect(!test.take().isEmpty)
    }

    @Test("a neighbour that takes no periodic packets gets none, but hears of changes")
    func zeroInterval() throws {
        var test = SessionUnderTest()
        try test.comeUp()
        try test.hear(.up, least: 0)
        _ = test.take()
        test.wait(.milliseconds(700))
        #expect(test.take().isEmpty)
        try test.hear(.down, least: 0)
        #expect(test.take().map(\.state) == [.down])
    }

    @Test("a time that was slept through costs one packet, not many")
    func sleep() {
        var test = SessionUnderTest()
        _ = test.take()
        test.now = test.now + .seconds(3600)
        test.perform(test.session.advance(now: test.now))
        #expect(test.take().count == 1)
        #expect((test.session.deadline ?? test.now) > test.now)
    }

    // MARK: What is said of a session

    @Test("a session that has just begun says nothing of itself for a while, then that it is down")
    func silence() {
        var test = SessionUnderTest()
        test.wait(.milliseconds(2999))
        #expect(test.reports == [])
        test.wait(.milliseconds(1))
        #expect(test.reports == [false])
        #expect(SessionUnderTest(silence: .zero).reports == [false])
    }

    @Test("a process that takes over goes on where the last one stopped, and neither the neighbour nor those who follow notice")
    func resumes() throws {
        var old = SessionUnderTest()
        try old.comeUp()
        let memory = try #require(old.session.memory)
        #expect(BFDSessionMemory(text: memory.text) == memory)
        var test = SessionUnderTest(starts: false)
        test.perform(test.session.resume(memory, now: test.now))
        #expect(test.session.state == .up && test.reports == [true])
        let packet = try #require(test.take().first)
        #expect(packet.state == .up && packet.yourDiscriminator == 22 && packet.myDiscriminator == 11 && packet.isPoll)
        try test.hear(.up, isFinal: true)
        #expect(test.session.status.times == old.session.status.times)
        test.wait(.milliseconds(801))
        #expect(test.session.state == .down && test.reports == [true, false])
    }

    @Test("only a session that is up leaves something to go on with; hostile memories are none")
    func memories() {
        #expect(SessionUnderTest().session.memory == nil)
        for text in ["", "1 2 3 4", "0 2 3 4 5", "1 0 3 4 5", "1 2 3 4 0", "1 2 3 4 256", "1 2 3 4 5 6", "1 2 -3 4 5", "a b c d e"] {
            #expect(BFDSessionMemory(text: text) == nil, "\(text)")
        }
    }

    @Test("hop limits: 255 on IPv4, 64 on IPv6 as keepalived sends, less where hops are allowed, anything where nobody looks")
    func hopLimits() {
        var definition = SessionUnderTest.definition
        #expect(definition.leastHopLimit == 255 && definition.sentHopLimit == 255)
        definition.hops = 3
        #expect(definition.leastHopLimit == 252)
        definition.hopLimit = 2
        #expect(definition.leastHopLimit == 0 && definition.sentHopLimit == 2)
        definition.hops = nil
        #expect(definition.leastHopLimit == 0)
        let six = BFDSessionDefinition(name: "six", neighbour: .v6(IPv6Address(high: 0x2001_0DB8 << 32, low: 1)))
        #expect(six.leastHopLimit == 64 && six.sentHopLimit == 255)
    }
}
