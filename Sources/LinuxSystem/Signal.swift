internal import Glibc

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
