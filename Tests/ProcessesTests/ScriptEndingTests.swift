import LinuxSystem
import Processes
import Testing

@Suite("Ending a script")
struct ScriptEndingTests {
    @Test("SIGTERM, SIGKILL after 2 s, again after 2 s, and from then on every 10 s")
    func steps() {
        var ending = ScriptEnding()
        let steps = (0..<6).map { _ in ending.next() }
        #expect(steps.map(\.signal) == [Signal.terminate] + Array(repeating: Signal.kill, count: 5))
        #expect(steps.map(\.wait) == [.seconds(2), .seconds(2)] + Array(repeating: .seconds(10), count: 4))
    }
}
