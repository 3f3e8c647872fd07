import EventLoop
import Glibc
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

    @Test("The alarm goes off once its time is over, unless the one that writes has been at work, which it then says again and again")
    func isAlarmed() throws {
        let now = SystemClock.now()
        let memory = try LifeSign.file()
        let ours = try LifeSign.makeAlarm(at: now + .milliseconds(30))
        let sign = try LifeSign(mapping: memory, alarm: try FileDescriptor.duplicate(of: ours.number))
        let loop = try EventLoop()
        var alarms: [MonotonicInstant] = []
        try loop.watch(ours.number, for: .readable) { _ in
            LifeSign.silence(ours.number)
            alarms.append(SystemClock.now())
            loop.stop()
        }
        loop.run()
        #expect(alarms.count == 1 && alarms[0] >= now + .milliseconds(30))
        // A word in time: it would go off 20 ms from now.
        let word = SystemClock.now()
        let soon = word + (.milliseconds(20) - LifeSign.patience)
        sign.write(soon)
        // Another one within two seconds sets nothing: it still goes off then, not a second later.
        sign.write(soon + .seconds(1))
        loop.run()
        #expect(alarms.count == 2 && alarms[1] >= word + .milliseconds(20) && alarms[1] < word + .milliseconds(1020))
        #expect(try LifeSign(mapping: memory).last == soon + .seconds(1))
        // One that comes later sets it: it would have been due before the test began.
        let other = try LifeSign(mapping: memory, alarm: try FileDescriptor.duplicate(of: ours.number))
        let end = SystemClock.now()
        other.write(end + (.milliseconds(20) - LifeSign.patience - .seconds(3)))
        other.write(end + (.milliseconds(20) - LifeSign.patience))
        loop.run()
        #expect(alarms.count == 3 && alarms[2] >= end + .milliseconds(20))
        loop.forget(ours.number)
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

    @Test("Work for the end of a round that the stop of the loop has left undone is done when the loop runs again, in its order")
    func keepsWork() throws {
        let loop = try EventLoop()
        var done: [Int] = []
        loop.atEndOfRound {
            done.append(1)
            loop.stop()
        }
        for number in 2...3 { loop.atEndOfRound { done.append(number) } }
        loop.run()
        #expect(done == [1])
        loop.atEndOfRound {
            done.append(4)
            loop.stop()
        }
        loop.run()
        #expect(done == [1, 2, 3, 4])
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

    /// Keeps the loop for as long.
    private func work(_ duration: Duration) {
        let end = SystemClock.now() + duration
        while SystemClock.now() < end {}
    }

    /// So many sockets with something to be read.
    private func readable(_ count: Int) throws -> [SocketPair] {
        try (0..<count).map { _ in
            let pair = try SocketPair()
            try pair.theirs.sendMessage([1])
            return pair
        }
    }

    @Test("Descriptors that keep the loop make way for the rest of the round, and each has its turn")
    func descriptorsMakeWay() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let count = 48
        let sockets = try readable(count)
        for (index, pair) in sockets.enumerated() {
            try loop.watch(pair.ours.number, for: .readable) { _ in
                self.work(.milliseconds(1))
                loop.forget(pair.ours.number)
                notes.lines.append("\(index)")
                if notes.lines.count == count + 1 { loop.stop() }
            }
        }
        let timer = EventLoop.Timer { notes.lines.append("timer") }
        loop.arm(timer, at: SystemClock.now())
        loop.run()
        let place = try #require(notes.lines.firstIndex(of: "timer"))
        #expect(place < count, "the timer waits for all \(count)")
        #expect(Set(notes.lines).count == count + 1)
        withExtendedLifetime(sockets) {}
    }

    @Test("Descriptors that stay ready and keep the loop don't keep it from those behind them")
    func descriptorsStayReady() throws {
        let loop = try EventLoop()
        let notes = Notes()
        let count = 24
        var calls = 0
        let sockets = try readable(count)
        for (index, pair) in sockets.enumerated() {
            // Nobody reads it.
            try loop.watch(pair.ours.number, for: .readable) { _ in
                self.work(.milliseconds(1))
                notes.lines.append("\(index)")
                calls += 1
                if calls == count * 5 { loop.stop() }
            }
        }
        loop.run()
        #expect(Set(notes.lines).count == count, "only \(Set(notes.lines).sorted()) had a turn")
        withExtendedLifetime(sockets) {}
    }

    /// Two ends that stay open.
    private final class SocketPair {
        let ours: FileDescriptor
        let theirs: FileDescriptor

        init() throws {
            let pair = try FileDescriptor.messagePair()
            ours = try FileDescriptor.duplicate(of: pair.ours.number)
            theirs = try FileDescriptor.duplicate(of: pair.theirs.number)
        }
    }

    @Test("What keeps the loop is told by name, the longest first, if somebody wants to know")
    func parts() throws {
        let loop = try EventLoop()
        loop.part("before") { work(.milliseconds(1)) }
        #expect(loop.takeLongestParts().parts.isEmpty)
        loop.measureParts()
        #expect(loop.part("short") { 7 } == 7)
        loop.part("outer") { loop.part("inner") { work(.milliseconds(2)) } }
        loop.part("inner") { work(.microseconds(10)) }
        let parts = loop.takeLongestParts().parts
        #expect(parts.map(\.name) == ["outer", "inner", "short"])
        #expect(parts[1].longest >= .milliseconds(2))
        #expect(loop.takeLongestParts().parts.isEmpty)
    }

    @Test("Of a round that others have kept waiting, the processor time is told that was its own")
    func processorTime() throws {
        let loop = try EventLoop()
        loop.measureParts()
        let working = EventLoop.Timer {
            let end = SystemClock.processorTime() + .milliseconds(3)
            while SystemClock.processorTime() < end {}
        }
        let sleeping = EventLoop.Timer {
            _ = usleep(50_000)
            loop.atEndOfRound {
                // The round itself is noted at its end.
                loop.atEndOfRound { loop.stop() }
            }
        }
        loop.arm(working, at: loop.now)
        loop.arm(sleeping, at: loop.now + .milliseconds(8))
        loop.run()
        let time = loop.takeLongestParts().processorTime
        #expect(time >= .milliseconds(2) && time < .milliseconds(45))
        #expect(loop.takeLongestRound() >= .milliseconds(50))
        #expect(loop.takeLongestParts().processorTime == .zero)
    }

    @Test("A slice ends earlier in a round that is long already")
    func slices() throws {
        let loop = try EventLoop()
        var slices: [(fromBefore: Duration, fromAfter: Duration)] = []
        let timer = EventLoop.Timer {
            for duration in [Duration.zero, .milliseconds(20)] {
                self.work(duration)
                let begin = SystemClock.now()
                let end = loop.endOfSlice(.milliseconds(3))
                slices.append((end - begin, end - SystemClock.now()))
            }
            loop.stop()
        }
        loop.arm(timer, at: SystemClock.now())
        loop.run()
        #expect(slices.count == 2 && slices[0].fromAfter <= .milliseconds(3) && slices[1].fromAfter <= .microseconds(250))
        #expect(slices.allSatisfy { $0.fromBefore >= .microseconds(250) }, "nothing stands still")
    }
}
