internal import CLinux
internal import Glibc

/// Going into the background, with a word to whoever started the program on how it went.
public struct Detachment: ~Copyable {
    private let report: FileDescriptor

    /// Continues in a child process of its own session; the calling process waits for the child's report and exits with it.
    ///
    /// To be called while the process has one thread and nothing to lose.
    public init() throws(SystemError) {
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
    }

    /// Lets the waiting process exit, and gives up the terminal.
    public consuming func finish(status: UInt8) {
        try? report.writeAll([status])
        let null = clinux_open("/dev/null", O_RDWR | O_CLOEXEC, 0)
        guard null >= 0 else { return }
        for standard in Int32(0)...2 { _ = dup2(null, standard) }
        _ = close(null)
    }
}
