import Testing

@testable import Processes

@Suite("A program on a leash")
struct LeashedProgramTests {
    @Test("Its command line is read as it was written, whatever stands in it")
    func commandLine() throws {
        let program = LeashedProgram("/etc/lvsd/read fifo", ["read fifo", "--leash", "", "/run/fifo"])
        let read = try #require(LeashedProgram(commandLine: program.commandLine.dropFirst()))
        #expect(read.commandLine == program.commandLine)
    }

    @Test("Other command lines aren't taken for one", arguments: [[], ["--leash"], ["--leash", "1", "/bin/true"], ["--leash", "x", "/bin/true", "true"], ["-n", "--leash", "1", "/bin/true", "true"]])
    func others(_ words: [String]) {
        #expect(LeashedProgram(commandLine: words) == nil)
    }

    @Test("Nothing is executed for a parent that has gone")
    func orphan() throws {
        let program = try #require(LeashedProgram(commandLine: ["--leash", "1", "/bin/false", "false"]))
        #expect(program.run() == 127)
    }
}
