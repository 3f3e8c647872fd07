import EventLoop
import Glibc
import LinuxSystem
import NetworkTypes
import Processes
import Testing

@Suite("Processes of this machine")
struct ProcessWatcherTests {
    @Test("a process has a name and a command line")
    func own() {
        let own = CurrentProcess.identifier
        #expect(ProcessTable.all().contains(own))
        #expect(ProcessTable.name(of: own)?.isEmpty == false)
        #expect(ProcessTable.commandLine(of: own).first?.isEmpty == false)
        #expect(ProcessTable.name(of: Int32.max) == nil)
        #expect(ProcessTable.commandLine(of: Int32.max) == [])
    }

    @Test("a process that comes and goes is reported, or is to be counted")
    func reports() throws {
        let loop = try EventLoop()
        var heard: [ProcessEvents.Event] = []
        let watcher = ProcessWatcher(loop) { heard.append($0) }
        let runner = ScriptRunner(loop)
        var started: Int32 = 0
        let begin = EventLoop.Timer {
            started = (try? runner.start(ScriptCommand(words: ["sh", "-c", "exit 0"])) { _ in })?.processNumber ?? 0
        }
        loop.arm(begin, at: SystemClock.now() + .milliseconds(10))
        let end = EventLoop.Timer { loop.stop() }
        loop.arm(end, at: SystemClock.now() + .milliseconds(1300))
        loop.run()
        if heard.contains(.lost) {
            // Either the kernel reports nothing, or so much at once that the socket couldn't keep it all: both say that processes are to be counted.
            #expect(watcher.hearsAtOnce || heard == [.lost])
        } else {
            #expect(heard.contains(.changed(started)))
            #expect(heard.contains(.ended(started)))
            #expect(heard.contains { if case .forked(_, started) = $0 { true } else { false } })
        }
        withExtendedLifetime((watcher, begin, end)) {}
    }

    @Test("more reports than the socket keeps are said to be lost, so that processes are counted")
    func overflow() throws {
        let loop = try EventLoop()
        var heard: [ProcessEvents.Event] = []
        let watcher = ProcessWatcher(loop) { heard.append($0) }
        // The loop reads nothing meanwhile; three reports for each process are several times what a socket keeps.
        let end = EventLoop.Timer { loop.stop() }
        let flood = EventLoop.Timer {
            #expect(system("i=0; while [ $i -lt 800 ]; do /bin/true; i=$((i+1)); done") == 0)
            loop.arm(end, at: SystemClock.now() + .milliseconds(1300))
        }
        loop.arm(flood, at: SystemClock.now())
        loop.run()
        #expect(heard.contains(.lost))
        withExtendedLifetime((watcher, flood, end)) {}
    }
}
