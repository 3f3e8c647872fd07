import EventLoop
import LinuxSystem
import NetworkTypes
import Processes
import Testing

@Suite("Script runner")
struct ScriptRunnerTests {
    /// A loop with a runner, and what scripts came to.
    final class Stage {
        let loop: EventLoop
        let runner: ScriptRunner
        let file: String
        var outcomes: [ScriptRunner.Outcome] = []

        init(_ name: String) throws {
            loop = try EventLoop()
            runner = ScriptRunner(loop)
            file = "/dev/shm/lvsd-script-\(CurrentProcess.identifier)-\(name)"
        }

        deinit {
            Files.remove(file)
        }

        func start(_ text: String, arguments: [String] = [], timeout: Duration? = .seconds(20)) throws -> ScriptRun {
            try runner.start(ScriptCommand(words: ["sh", "-c", text, "sh"] + arguments), timeout: timeout, endsWithDaemon: false) {
                [unowned self] outcome in
                outcomes.append(outcome)
            }
        }

        /// Runs the loop until `isDone`, 20 s at most; once per stage.
        func run(until isDone: @escaping () -> Bool) {
            let deadline = SystemClock.now() + .seconds(20)
            var timer: EventLoop.Timer?
            timer = EventLoop.Timer { [unowned self] in
                if isDone() || SystemClock.now() > deadline { return loop.stop() }
                if let timer { loop.arm(timer, at: SystemClock.now() + .milliseconds(5)) }
            }
            if let timer { loop.arm(timer, at: SystemClock.now()) }
            loop.run()
            timer = nil
        }

        var written: String {
            (try? Files.read(file, limit: 100_000)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    @Test("The exit status comes through the loop, and the process is collected")
    func reportsStatus() throws {
        let stage = try Stage("status")
        let run = try stage.start("exit 3")
        stage.run { !stage.outcomes.isEmpty }
        #expect(stage.outcomes == [.ended(.exited(3))])
        #expect(!run.isRunning)
        #expect(stage.runner.runningCount == 0)
        #expect(!CurrentProcess.isAlive(run.processNumber))
    }

    @Test("A script that a signal ends is reported as such")
    func reportsSignal() throws {
        let stage = try Stage("signal")
        _ = try stage.start("kill -9 $$")
        stage.run { !stage.outcomes.isEmpty }
        #expect(stage.outcomes == [.ended(.killed(signal: 9))])
    }

    @Test("Arguments arrive word for word, and a program is found on PATH")
    func passesArguments() throws {
        let stage = try Stage("arguments")
        _ = try stage.start("printf '%s|' \"$@\" > \(stage.file)", arguments: ["INSTANCE", "a b", "", "*"])
        stage.run { !stage.outcomes.isEmpty }
        #expect(stage.written == "INSTANCE|a b||*|")
    }

    @Test("A script has a group of its own, and no signal blocked or ignored")
    func isolates() throws {
        let stage = try Stage("isolates")
        _ = try stage.start("exec cat /proc/self/status /proc/self/stat > \(stage.file)")
        stage.run { !stage.outcomes.isEmpty }
        let lines = stage.written.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
        func field(_ name: String) -> String? { lines.first { $0.first == "\(name):" }?.last.map(String.init) }
        #expect(field("SigBlk") == "0000000000000000")
        // Signals from 32 on are the C library's own business.
        let ignored = field("SigIgn").flatMap { UInt64($0, radix: 16) }
        #expect(ignored.map { $0 & 0x7FFF_FFFF } == 0)
        // The line of /proc/PID/stat: process, (name), state, parent, group.
        let group = lines.last.flatMap { $0.count > 4 ? $0[4] : nil }
        #expect(field("Pid") == group.map(String.init) && group != nil)
    }

    @Test("A script has /dev/null for input and output, and no other descriptor")
    func closesDescriptors() throws {
        let stage = try Stage("descriptors")
        _ = try stage.start("(readlink /proc/$$/fd/* > \(stage.file)); exit 0")
        stage.run { !stage.outcomes.isEmpty }
        // The subshell redirects its own output, so the shell that it asks about keeps its descriptors.
        #expect(stage.written.split(separator: "\n").filter { $0 == "/dev/null" }.count == 3)
        #expect(stage.written.split(separator: "\n").count == 3, "\(stage.written)")
    }

    @Test("What changes how programs are loaded isn't passed on")
    func cleansEnvironment() throws {
        let stage = try Stage("environment")
        _ = try stage.start("env > \(stage.file)")
        stage.run { !stage.outcomes.isEmpty }
        let names = stage.written.split(separator: "\n").compactMap { $0.split(separator: "=").first }
        #expect(names.contains("PATH"))
        #expect(!names.contains { $0.hasPrefix("LD_") || $0 == "IFS" || $0 == "NOTIFY_SOCKET" })
    }

    @Test("A script that takes too long is reported at once, and its whole group is ended")
    func endsGroup() throws {
        let stage = try Stage("group")
        let script = "sh -c \"trap 'echo ended > \(stage.file); exit' TERM; while :; do sleep 0.05; done\" & wait"
        let run = try stage.start(script, timeout: .milliseconds(800))
        stage.run { !run.isRunning && stage.written == "ended\n" && stage.runner.runningCount == 0 }
        #expect(stage.outcomes == [.timedOut])
        #expect(!run.isRunning)
        #expect(stage.written == "ended\n")
        #expect(stage.runner.runningCount == 0)
    }

    @Test("A script that doesn't listen to SIGTERM is killed after the grace")
    func kills() throws {
        let stage = try Stage("kills")
        let begin = SystemClock.now()
        let run = try stage.start("trap '' TERM; while :; do sleep 0.1; done", timeout: .milliseconds(100))
        stage.run { stage.runner.runningCount == 0 }
        #expect(SystemClock.now() - begin >= ScriptEnding.grace)
        #expect(!run.isRunning)
        #expect(stage.runner.runningCount == 0)
    }

    @Test("A child that doesn't listen to SIGTERM is killed too, though the script itself has ended by then")
    func killsDeafChild() throws {
        let stage = try Stage("deaf")
        let script = "sh -c \"trap '' TERM; echo \\$\\$ > \(stage.file); while :; do sleep 0.05; done\" & wait"
        _ = try stage.start(script, timeout: .milliseconds(800))
        stage.run { stage.runner.runningCount == 0 }
        let child = try #require(stage.written.split(separator: "\n").first.flatMap { Int32($0) })
        // It may wait for whoever collects orphans.
        let status = (try? Files.read("/proc/\(child)/stat", limit: 1000)).map { String(decoding: $0, as: UTF8.self) }
        #expect(status?.contains(") Z ") ?? true, "\(status ?? "")")
        #expect(stage.outcomes == [.timedOut])
    }

    @Test("A cancelled run ends and reports nothing")
    func cancels() throws {
        let stage = try Stage("cancels")
        let run = try stage.start("sleep 1000")
        run.cancel()
        stage.run { !run.isRunning }
        #expect(stage.outcomes.isEmpty)
        #expect(!run.isRunning)
    }

    @Test("What can't be started says why at once, and leaves nothing behind")
    func refuses() throws {
        let stage = try Stage("refuses")
        for command in [
            ScriptCommand(words: ["/nonexistent/program"]), ScriptCommand(words: ["no-such-program-on-path"]), ScriptCommand(words: ["/dev"]),
            ScriptCommand(words: []), ScriptCommand(words: ["true\0false"]), ScriptCommand(words: ["true"], user: "no such user"),
        ] {
            #expect(throws: SystemError.self, "\(command)") { try stage.runner.start(command) { _ in } }
        }
        #expect(stage.runner.runningCount == 0)
    }

    @Test("A script without a first line that names its interpreter is the shell's")
    func fallsBackToShell() throws {
        let stage = try Stage("shell")
        try Files.replace(stage.file, with: Array("exit $1\n".utf8), mode: 0o755)
        try stage.runner.start(ScriptCommand(words: [stage.file, "4"])) { stage.outcomes.append($0) }
        stage.run { !stage.outcomes.isEmpty }
        #expect(stage.outcomes == [.ended(.exited(4))])
    }

    @Test("Root runs a script as the user that the configuration names", .enabled(if: CurrentProcess.isRoot))
    func changesUser() throws {
        let stage = try Stage("user")
        let command = ScriptCommand(words: ["sh", "-c", "test $(id -u) = 65534 && test $(id -G) = $(id -g) && exit 5"], user: "nobody")
        try stage.runner.start(command) { stage.outcomes.append($0) }
        stage.run { !stage.outcomes.isEmpty }
        #expect(stage.outcomes == [.ended(.exited(5))])
    }

    @Test("Many at a time end each with its own status")
    func runsMany() throws {
        let stage = try Stage("many")
        for status in 0..<40 { _ = try stage.start("exit \(status)") }
        stage.run { stage.outcomes.count == 40 }
        #expect(Set(stage.outcomes) == Set((0..<40).map { .ended(.exited($0)) }))
        #expect(stage.runner.runningCount == 0)
    }
}
