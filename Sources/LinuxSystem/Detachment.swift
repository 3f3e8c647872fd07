internal import CLinux
internal import Glibc

/// Going into the background, with a word to whoever started the program on how it went.
public struct Detachment: ~Copyable {
    private let report: FileDescriptor
    /// Standard error as the starting process had it, for what must be said to a person.
    private let terminal: FileDescriptor?

    /// Continues in a child process of its own session; the calling process waits for the child's report and exits with it.
    ///
    /// To be called while the process has one thread and nothing to lose.
    ///
    /// - Parameter keepsStandardError: the log goes there for good; else this process, and those that it starts, hold nothing of a terminal.
    public init(keepsStandardError: Bool) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try call("pipe") { clinux_pipe(&ends) }
        let reading = FileDescriptor(owning: ends[0])
        let writing = FileDescriptor(owning: ends[1])
        DaemonLog.flush()
        let child = try call("fork") { clinux_fork() }
        if child > 0 {
            _ = consume writing
            var status = [UInt8](repeating: 1, count: 1)
            // A child that dies before its report leaves the 1 in place.
            _ = try? reading.read(into: &status)
            CurrentProcess.exitAtOnce(Int32(status[0]))
        }
        DaemonLog.processHasForked()
        _ = setsid()
        _ = chdir("/")
        report = consume writing
        terminal = try? FileDescriptor.duplicate(of: STDERR_FILENO)
        let null = clinux_open("/dev/null", O_RDWR | O_CLOEXEC, 0)
        guard null >= 0 else { return }
        for standard in Int32(0)...2 where standard != STDERR_FILENO || !keepsStandardError { _ = dup2(null, standard) }
        _ = close(null)
    }

    /// Says something to the person who started the program.
    public borrowing func complain(_ text: String) {
        try? terminal?.writeAll(Array(text.utf8))
    }

    /// Lets the waiting process exit.
    public consuming func finish(status: UInt8) {
        try? report.writeAll([status])
    }
}
