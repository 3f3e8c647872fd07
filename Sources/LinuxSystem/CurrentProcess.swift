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
