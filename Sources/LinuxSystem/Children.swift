internal import CLinux
internal import Glibc

/// How a child process ended.
public enum ProcessEnd: Hashable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case killed(signal: Int32)

    init(status: Int32) {
        self = clinux_wait_exited(status) != 0 ? .exited(clinux_wait_exit_status(status)) : .killed(signal: clinux_wait_signal(status))
    }

    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        }
    }
}

/// The processes that this one has started.
public enum Children {
    /// Collects one ended child (waitpid(2)), if there is one.
    public static func collect() -> (process: Int32, end: ProcessEnd)? {
        var status: Int32 = 0
        let process = waitpid(-1, &status, WNOHANG)
        return process > 0 ? (process, ProcessEnd(status: status)) : nil
    }

    /// Runs `body` in a child made by fork(2) alone and returns the child's process number.
    ///
    /// The child shares nothing but open files; it ends with the status that `body` returns. Only for processes with one thread.
    public static func fork(_ body: () -> Int32) throws(SystemError) -> Int32 {
        // Lines that wait would otherwise go out twice.
        DaemonLog.flush()
        let process = try call("fork") { clinux_fork() }
        if process == 0 {
            DaemonLog.processHasForked()
            CurrentProcess.exitAtOnce(body())
        }
        return process
    }

    /// Waits for one child.
    public static func wait(_ process: Int32) -> ProcessEnd {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return ProcessEnd(status: status)
    }
}
