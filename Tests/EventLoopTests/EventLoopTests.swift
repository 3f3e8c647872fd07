import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@Suite("Event loop")
struct EventLoopTests {
    /// What the callbacks of a test leave behind.
    final class Notes {
        var lines: [String] = []
    }

    @Test("Timers run in the order of their deadlines, and those of one deadline in the order of arming")
    func ordersTimers() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let start = SystemClock.now()
        let timers = ["first", "second", "third", "fourth"].map { name in
            EventLoop.Timer {
                notes.lines.append(name)
                if name == "fourth" { loop.stop() }
            }
        }
        loop.arm(timers[3], at: start + .milliseconds(4))
        loop.arm(timers[0], at: start + .milliseconds(1))
        loop.arm(timers[1], at: start + .milliseconds(2))
        loop.arm(timers[2], at: start + .milliseconds(2))
        loop.run()
        #expect(notes.lines == ["first", "second", "third", "fourth"])
    }

    @Test("A precise loop keeps the deadlines that were set before and after one another, and hears its descriptors meanwhile")
    func isPrecise() throws {
        let loop = try EventLoop(isPrecise: true)
        let notes = Notes()
        let pair = try FileDescriptor.messagePair()
        let sign = try LifeSign(mapping: LifeSign.file())
        loop.lifeSign = sign
        let start = SystemClock.now()
        var ended = start
        let late = EventLoop.Timer {
            notes.lines.append("late")
            ended = SystemClock.now()
            loop.stop()
        }
        let early = EventLoop.Timer { notes.lines.append("early") }
        try loop.watch(pair.ours.number, for: .readable) { _ in
            notes.lines.append("heard")
            loop.forget(pair.ours.number)
            loop.arm(early, at: start + .milliseconds(2))
        }
        loop.arm(late, at: start + .milliseconds(5))
        try pair.theirs.sendMessage([1])
        loop.run()
        #expect(notes.lines == ["heard", "early", "late"])
        #expect(ended - start >= .milliseconds(5))
        #expect(sign.last.map { $0 >= start + .milliseconds(5) } == true)
    }

    @Test("A timer armed again runs once, at its new deadline; a disarmed one doesn't run")
    func armsAgain() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let start = SystemClock.now()
        let moved = EventLoop.Timer { notes.lines.append("moved") }
        let dropped = EventLoop.Timer { notes.lines.append("dropped") }
        let end = EventLoop.Timer { loop.stop() }
        for _ in 0..<1000 { loop.arm(moved, at: start + .milliseconds(1)) }
        loop.arm(moved, at: start + .milliseconds(3))
        loop.arm(dropped, at: start + .milliseconds(1))
        loop.disarm(dropped)
        loop.arm(end, at: start + .milliseconds(6))
        loop.run()
        #expect(notes.lines == ["moved"])
    }

    @Test("What came for a descriptor that was forgotten in the same round is dropped")
    func forgets() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let one = try FileDescriptor.messagePair()
        let two = try FileDescriptor.messagePair()
        let numbers = [one.ours.number, two.ours.number]
        for number in numbers {
            try loop.watch(number, for: .readable) { _ in
                notes.lines.append("ready")
                for other in numbers { loop.forget(other) }
                loop.stop()
            }
        }
        try one.theirs.sendMessage([1])
        try two.theirs.sendMessage([1])
        loop.run()
        #expect(notes.lines == ["ready"])
    }

    @Test("Work put off runs after the round's callbacks, and work that it puts off in the next round")
    func defers() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let timer = EventLoop.Timer {
            loop.atEndOfRound {
                notes.lines.append("put off")
                loop.atEndOfRound {
                    notes.lines.append("put off again")
                    loop.stop()
                }
            }
            notes.lines.append("timer")
        }
        loop.arm(timer, at: SystemClock.now())
        loop.run()
        #expect(notes.lines == ["timer", "put off", "put off again"])
    }
}
