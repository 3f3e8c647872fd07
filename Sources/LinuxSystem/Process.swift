internal import CLinux
internal import Glibc

/// This process and what the kernel lets it do.
public enum CurrentProcess {
    public static var identifier: Int32 { getpid() }

    /// The process that started this one; 1 where it has died.
    public static var parent: Int32 { getppid() }

    public static var isRoot: Bool { geteuid() == 0 }

    /// The path by which this program can be executed again, whatever happened to its file name.
    public static let executable = "/proc/self/exe"

    public static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The host's name as uname(2) has it; `localhost` where the kernel doesn't say.
    public static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    public static func removeEnvironment(_ name: String) {
        unsetenv(name)
    }

    /// The name that ps(1) and top(1) show: at most 15 bytes.
    public static func setName(_ name: String) {
        clinux_set_process_name(name)
    }

    /// umask(2), which the processes that this one starts inherit.
    public static func setFileModeMask(_ mask: UInt32) {
        _ = umask(mask)
    }

    /// Closes what whoever started this program has left open, but for the standard three.
    public static func closeInheritedDescriptors() {
        clinux_close_from(3)
    }

    public static func ignore(signal number: Int32) {
        clinux_ignore_signal(number)
    }

    /// Raises the limit of open files to what the kernel allows this process, for thousands of probes at a time.
    public static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Has this process, and those that it starts, leave their memory in a file when they end by a fault (core(5)).
    public static func allowCoreDumps() {
        var limit = rlimit(rlim_cur: .max, rlim_max: .max)
        if setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 { return }
        guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }

    public static func kill(_ process: Int32, signal number: Int32) {
        _ = Glibc.kill(process, number)
    }

    /// Whether a process of this number exists.
    public static func isAlive(_ process: Int32) -> Bool {
        process > 0 && (Glibc.kill(process, 0) == 0 || errno == EPERM)
    }

    /// Stops everything in this process for a while: only for what runs before there is an event loop.
    public static func sleep(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    public static func exit(_ status: Int32) -> Never {
        DaemonLog.flushLastLines()
        Glibc.exit(status)
    }

    /// Ends without running exit handlers, for a forked child.
    public static func exitAtOnce(_ status: Int32) -> Never {
        DaemonLog.flushLastLines()
        _exit(status)
    }
}

/// Signal numbers by name.
public enum Signal {
    public static let hangup = SIGHUP
    public static let interrupt = SIGINT
    public static let terminate = SIGTERM
    public static let kill = SIGKILL
    public static let child = SIGCHLD
    public static let user1 = SIGUSR1
    public static let user2 = SIGUSR2
    public static let pipe = SIGPIPE
    /// SIGRTMIN+4 of the C library: to go on as the program that is installed now. keepalived has no meaning for it.
    public static let upgrade: Int32 = 38
    /// SIGRTMIN+2: keepalived's JSON.
    public static let json = __libc_current_sigrtmin() + 2
    /// SIGRTMAX-1: keepalived's statistics, which begin at zero then.
    public static let clearStatistics = __libc_current_sigrtmax() - 1
}

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
