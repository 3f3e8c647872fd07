import Testing

@testable import ControlProtocol

@Suite("Raising the own real-time priority")
struct AutomaticPriorityTests {
    @Test("a process that runs late goes to real-time scheduling, then up by one each time, to the highest that it may have")
    func raises() {
        var automatic = AutomaticPriority(highest: 3, leastLateness: .seconds(1))
        #expect(automatic.ran(late: .milliseconds(999), present: nil) == nil)
        #expect(automatic.ran(late: .seconds(1), present: nil) == 1)
        #expect(automatic.ran(late: .seconds(2), present: 1) == 2)
        #expect(automatic.ran(late: .milliseconds(10), present: 2) == nil)
        #expect(automatic.ran(late: .seconds(2), present: 2) == 3)
        #expect(automatic.ran(late: .seconds(20), present: 3) == nil)
        #expect(automatic.priority == 3)
    }

    @Test("it begins at the configured priority, and not at all without the keyword")
    func bounds() {
        var automatic = AutomaticPriority(highest: 30, leastLateness: .seconds(1))
        #expect(automatic.ran(late: .seconds(2), present: 20) == 21)
        automatic.highest = nil
        #expect(automatic.ran(late: .seconds(2), present: 21) == nil)
        automatic.highest = 10
        #expect(automatic.ran(late: .seconds(2), present: 20) == nil)
        automatic.reset()
        #expect(automatic.priority == nil)
    }
}
