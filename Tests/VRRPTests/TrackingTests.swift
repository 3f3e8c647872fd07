import NetworkTypes
import Testing
import VRRP

@Suite("Tracking")
struct TrackingTests {
    private static let script = TrackedObject.script("chk")

    private static func tracking(_ weight: Int, reversed: Bool = false) -> (inout VirtualRouterParameters) -> Void {
        { $0.tracking = [Tracking(script, weight: TrackingWeight(weight, reversed: reversed))] }
    }

    @Test(
        "a weight moves the priority: positive while up, negative while down; reverse flips the sign",
        arguments: [(10, false, 110, 100), (-10, false, 100, 90), (10, true, 90, 100), (-10, true, 100, 110)])
    func weights(weight: Int, reversed: Bool, whileUp: UInt8, whileDown: UInt8) {
        var test = RouterUnderTest.backup(Self.tracking(weight, reversed: reversed))
        #expect(test.router.effectivePriority == 100, "before the first result")
        _ = test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now)
        #expect(test.router.effectivePriority == whileUp)
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect(test.router.effectivePriority == whileDown)
        #expect(test.router.state == .backup)
    }

    @Test("the priority stays between 1 and 254, and the owner's is never touched")
    func bounds() {
        for (priority, weight, expected) in [(5, -253, 1), (250, 253, 254), (255, -253, 255)] as [(UInt8, Int, UInt8)] {
            var test = RouterUnderTest.backup {
                $0.priority = priority
                $0.tracking = [Tracking(Self.script, weight: TrackingWeight(weight))]
            }
            _ = test.router.trackedObjectChanged(Self.script, isUp: weight > 0, now: test.now)
            #expect(test.router.effectivePriority == expected)
        }
    }

    @Test("several weights add up")
    func sum() {
        let interface = TrackedObject.interface("eth1")
        var test = RouterUnderTest.backup {
            $0.tracking = [Tracking(Self.script, weight: TrackingWeight(-30)), Tracking(interface, weight: TrackingWeight(20))]
        }
        let effects = test.router.trackedObjectChanged(interface, isUp: true, now: test.now)
        #expect(effects.lines == ["(VI_1) Changing effective priority from 100 to 120"])
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect(test.router.effectivePriority == 90)
    }

    @Test("a master advertises the new priority with its next advertisement, and stays master")
    func masterAdvertises() {
        var test = RouterUnderTest.master(Self.tracking(-5))
        let effects = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect(effects.deeds.isEmpty)
        #expect(test.runToDeadline().sentPriorities == [95])
    }

    @Test("a backup's timer moves by the difference of the skew times")
    func skewMoves() {
        var test = RouterUnderTest.backup(Self.tracking(-50))
        let before = test.remaining ?? .zero
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect((test.remaining ?? .zero) - before == .nanoseconds(50 * 1_000_000_000 / 256))
    }

    @Test("a backup that comes to outrank the master takes over when its timer runs out, however often it hears the master")
    func outranks() {
        var test = RouterUnderTest.backup(Self.tracking(20))
        _ = test.hear(110)
        _ = test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now)
        for _ in 0..<3 {
            test.sleep(.seconds(1))
            _ = test.hear(110)
        }
        #expect(test.runToDeadline().sentPriorities == [120])
        #expect(test.router.state == .master)
    }

    @Test("without a weight, failure means FAULT: a master says priority 0 first and gives the addresses up")
    func fault() {
        var test = RouterUnderTest(Self.tracking(0))
        _ = test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now)
        _ = test.start()
        _ = test.runToDeadline()
        let effects = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect(effects.sentPriorities == [0])
        #expect(effects.lines == ["(VI_1) Entering FAULT STATE", "(VI_1) sent 0 priority"])
        #expect(effects.deeds.suffix(2) == [.removeVirtualAddresses, .stateChanged(.fault)])
        #expect(test.router.faults == .trackedObject)
        let recovery = test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now)
        #expect(recovery.lines == ["(VI_1) Entering BACKUP STATE"])
        #expect(test.router.state == .backup)
    }

    @Test("without a weight and reversed, success means FAULT")
    func reversedFault() {
        var test = RouterUnderTest(Self.tracking(0, reversed: true))
        _ = test.start()
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        #expect(test.router.state == .backup)
        _ = test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now)
        #expect(test.router.state == .fault)
    }

    @Test("a script's fault and an interface's are told apart: both must be over")
    func twoFaults() {
        var test = RouterUnderTest(Self.tracking(0))
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        _ = test.start()
        _ = test.router.interfaceDown(now: test.now)
        #expect(test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now).isEmpty)
        #expect(test.router.interfaceUp(now: test.now).deeds == [.stateChanged(.backup)])
    }

    @Test("until every script without weight has reported, the router waits and is deaf; then it begins")
    func waits() {
        let other = TrackedObject.script("other")
        var test = RouterUnderTest {
            $0.tracking = [Tracking(Self.script, weight: TrackingWeight(0)), Tracking(other, weight: TrackingWeight(0))]
        }
        #expect(test.start().deeds == [.removeVirtualAddresses])
        #expect(test.router.state == .initialize)
        #expect(test.router.deadline == nil)
        #expect(test.hear(150).isEmpty)
        #expect(test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now).isEmpty)
        let effects = test.router.trackedObjectChanged(other, isUp: true, now: test.now)
        #expect(effects.lines == ["(VI_1) Entering BACKUP STATE"])
        #expect(test.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("a script that fails at its first run puts the waiting router into FAULT")
    func waitsAndFails() {
        var test = RouterUnderTest(Self.tracking(0))
        _ = test.start()
        #expect(test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now).lines == ["(VI_1) Entering FAULT STATE"])
        #expect(test.router.state == .fault)
    }

    @Test("a router that is stopped while it waits doesn't begin afterwards")
    func stopsWaiting() {
        var test = RouterUnderTest(Self.tracking(0))
        _ = test.start()
        #expect(test.router.stop(now: test.now).sentPriorities.isEmpty)
        #expect(test.router.trackedObjectChanged(Self.script, isUp: true, now: test.now).isEmpty)
        #expect(test.router.state == .initialize)
    }

    @Test("a script with a weight is not waited for")
    func doesNotWait() {
        var test = RouterUnderTest(Self.tracking(-5))
        #expect(test.start().lines == ["(VI_1) Entering BACKUP STATE (init)"])
    }

    @Test("a master whose process was restarted carries on without waiting for scripts")
    func adopts() {
        var test = RouterUnderTest(Self.tracking(0))
        #expect(test.start(adopting: true).sentPriorities == [100])
        #expect(test.router.state == .master)
        #expect(test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now).sentPriorities == [0])
    }

    @Test("a reload that no longer tracks the failed script ends the fault; one with another weight moves the priority")
    func reload() {
        var test = RouterUnderTest(Self.tracking(0))
        _ = test.router.trackedObjectChanged(Self.script, isUp: false, now: test.now)
        _ = test.start()
        var parameters = test.router.parameters
        parameters.tracking = [Tracking(Self.script, weight: TrackingWeight(-7))]
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.router.state == .backup)
        #expect(test.router.effectivePriority == 93)
        parameters.tracking = []
        let effects = test.router.reconfigure(to: parameters, now: test.now)
        #expect(effects.lines == ["(VI_1) Changing effective priority from 93 to 100"])
        parameters.tracking = [Tracking(Self.script, weight: TrackingWeight(0))]
        _ = test.router.reconfigure(to: parameters, now: test.now)
        #expect(test.router.state == .backup, "what it knew of the script is forgotten, and a running router doesn't wait")
    }

    @Test("what isn't tracked has no effect")
    func stranger() {
        var test = RouterUnderTest.master(Self.tracking(-5))
        #expect(test.router.trackedObjectChanged(.script("other"), isUp: false, now: test.now).isEmpty)
        #expect(test.router.trackedObjectChanged(.interface("chk"), isUp: false, now: test.now).isEmpty)
    }
}

@Suite("Tracking of numbers")
struct TrackingOfNumbersTests {
    private let file = TrackedObject.file("f")

    private func priority(_ weight: TrackingWeight, _ value: Int) -> (UInt8, VirtualRouterState) {
        let (file, tracking) = (file, [Tracking(file, weight: weight)])
        var test = RouterUnderTest.backup { $0.tracking = tracking }
        _ = test.router.trackedObjectChanged(file, to: .value(value), now: test.now)
        return (test.router.effectivePriority, test.router.state)
    }

    @Test("the number times the weight is added, and the sum stays between 1 and 254")
    func product() {
        #expect(priority(TrackingWeight(1), 20) == (120, .backup))
        #expect(priority(TrackingWeight(-2), 20) == (60, .backup))
        #expect(priority(TrackingWeight(2, reversed: true), 20) == (60, .backup))
        #expect(priority(TrackingWeight(1), 9999) == (254, .backup))
        #expect(priority(TrackingWeight(1), -200) == (1, .backup))
    }

    @Test("-254 and less is a fault, however large the number")
    func fault() {
        #expect(priority(TrackingWeight(1), -254).1 == .fault)
        #expect(priority(TrackingWeight(1), -253).1 == .backup)
        #expect(priority(TrackingWeight(254), Int(Int32.min)).1 == .fault)
        #expect(priority(TrackingWeight(254), Int(Int32.max)) == (254, .backup))
        #expect(priority(TrackingWeight(-1), 254).1 == .fault)
    }

    @Test("without a weight another number than 0 is a fault; reversed, 0 is")
    func unweighted() {
        for (reversed, value, state) in [(false, 0, VirtualRouterState.initialize), (false, 1, .fault), (false, -1, .fault), (true, 0, .fault)] {
            let result = priority(TrackingWeight(0, reversed: reversed), value).1
            #expect(state == .fault ? result == .fault : result == .backup)
        }
    }

    @Test("what is known no more has no influence; a virtual server is not waited for")
    func forgotten() {
        let server = TrackedObject.virtualServer("10.0.0.1 80")
        var test = RouterUnderTest.backup { $0.tracking = [Tracking(server, weight: TrackingWeight(0))] }
        #expect(test.router.state == .backup)
        _ = test.router.trackedObjectChanged(server, isUp: false, now: test.now)
        #expect(test.router.state == .fault)
        _ = test.router.trackedObjectChanged(server, to: nil, now: test.now)
        #expect(test.router.state == .backup)
    }
}
