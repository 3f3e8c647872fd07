import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@Suite("Work in slices")
struct SlicedWorkTests {
    @Test("Other things have their turn in between, and the end is told once")
    func turns() throws {
        let loop = try EventLoop()
        let work = SlicedWork(loop)
        var ticks = 0
        var steps = 0
        var endings = 0
        let timer = EventLoop.Timer { ticks += 1 }
        loop.arm(timer, at: loop.now)
        work.begin {
            steps += 1
            let end = SystemClock.now() + .microseconds(200)
            while SystemClock.now() < end {}
            if steps < 200 { loop.arm(timer, at: SystemClock.now()) }
            return steps < 200
        } whenDone: {
            endings += 1
            loop.stop()
        }
        #expect(work.isUnderWay)
        loop.run()
        #expect(steps == 200)
        #expect(endings == 1)
        #expect(ticks > 2)
        #expect(!work.isUnderWay)
    }

    @Test("What is cancelled isn't gone on with, and its end isn't told; what is short is done at once")
    func cancelled() throws {
        let loop = try EventLoop()
        let work = SlicedWork(loop)
        var steps = 0
        work.begin {
            steps += 1
            let end = SystemClock.now() + .milliseconds(4)
            while SystemClock.now() < end {}
            return true
        } whenDone: {
            Issue.record("ended")
        }
        let first = steps
        work.cancel()
        var isDone = false
        work.begin { false } whenDone: { isDone = true }
        #expect(isDone)
        loop.atEndOfRound { loop.stop() }
        loop.run()
        #expect(steps == first)
    }

    @Test("What is to begin later does nothing before the end of the round")
    func later() throws {
        let loop = try EventLoop()
        let work = SlicedWork(loop)
        var steps = 0
        work.beginLater {
            steps += 1
            return false
        } whenDone: {
            loop.stop()
        }
        #expect(steps == 0 && work.isUnderWay)
        loop.run()
        #expect(steps == 1 && !work.isUnderWay)
    }

    @Test("The end may begin something new")
    func chained() throws {
        let loop = try EventLoop()
        let work = SlicedWork(loop)
        var order: [Int] = []
        work.begin { false } whenDone: {
            order.append(1)
            work.begin { false } whenDone: { order.append(2) }
        }
        #expect(order == [1, 2])
    }

    @Test("A step may begin something new in place of what it is a part of, or cancel it")
    func replaced() throws {
        let loop = try EventLoop()
        let work = SlicedWork(loop)
        var order: [String] = []
        work.begin {
            order.append("first")
            work.beginLater {
                order.append("second")
                return false
            } whenDone: {
                order.append("end")
            }
            return false
        } whenDone: {
            Issue.record("ended")
        }
        #expect(order == ["first"] && work.isUnderWay)
        loop.atEndOfRound { loop.atEndOfRound { loop.stop() } }
        loop.run()
        #expect(order == ["first", "second", "end"])
        work.begin {
            work.cancel()
            return true
        } whenDone: {
            Issue.record("ended")
        }
        #expect(!work.isUnderWay)
    }
}
