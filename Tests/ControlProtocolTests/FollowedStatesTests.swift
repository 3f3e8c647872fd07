import ControlProtocol
import EventLoop
import Testing

@Suite("What is followed of another role")
struct FollowedStatesTests {
    @Test("the last word counts; another one is told, the same one isn't")
    func words() throws {
        let states = FollowedStates(try EventLoop())
        var told: [Bool?] = []
        states.changed = { _, isUp in told.append(isUp) }
        for isUp in [false, false, true] { states.hear("a", isUp: isUp) }
        #expect(told == [false, true])
        #expect(states.isUp("a") == true && states.isUp("b") == nil)
    }

    @Test("what is withdrawn is remembered for a while, so that a role can die and be back without anybody noticing")
    func withdrawn() throws {
        let loop = try EventLoop()
        let states = FollowedStates(loop)
        var told: [Bool?] = []
        states.changed = { _, isUp in told.append(isUp) }
        states.hear("a", isUp: true)
        states.hear("a", isUp: nil)
        #expect(states.isUp("a") == true)
        states.hear("a", isUp: true)
        #expect(told == [true])
    }

    @Test("what is withdrawn and not said again is forgotten after that while; what was said again is not")
    func forgotten() throws {
        let loop = try EventLoop()
        let states = FollowedStates(loop, memory: .milliseconds(10))
        var told: [String] = []
        states.changed = { name, isUp in
            told.append("\(name) \(isUp.map { "\($0)" } ?? "unknown")")
            if isUp == nil { loop.stop() }
        }
        for name in ["a", "b"] { states.hear(name, isUp: true) }
        // The one that comes back is withdrawn first: its time would be over first.
        for name in ["b", "a"] { states.hear(name, isUp: nil) }
        states.hear("b", isUp: true)
        loop.run()
        #expect(told == ["a true", "b true", "a unknown"])
        #expect(states.isUp("a") == nil && states.isUp("b") == true)
    }

    @Test("what is presumed yields to the first word, and takes no word's place")
    func presumed() throws {
        let states = FollowedStates(try EventLoop())
        var told: [Bool?] = []
        states.changed = { _, isUp in told.append(isUp) }
        states.presumeDown("a")
        #expect(states.isUp("a") == false && told == [])
        states.hear("a", isUp: true)
        states.presumeDown("a")
        #expect(states.isUp("a") == true && told == [true])
        states.forget("a")
        #expect(states.isUp("a") == nil)
    }
}
