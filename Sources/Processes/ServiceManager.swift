internal import LinuxSystem
internal import NetworkTypes

/// What systemd is told, if it started this process (sd_notify(3)'s protocol: lines to the datagram socket in NOTIFY_SOCKET).
public struct ServiceManager: ~Copyable {
    private let sender: UnixDatagramSender?
    /// The name of its socket.
    public let socket: String?
    /// How often it wants to hear that this process lives, with two more words than needed (WatchdogSec); nil where it doesn't.
    public let watchdogInterval: Duration?

    public init() {
        socket = CurrentProcess.environment("NOTIFY_SOCKET")
        sender = socket.flatMap { try? UnixDatagramSender(path: $0) }
        watchdogInterval =
            socket == nil
            ? nil
            : Self.watchdogInterval(
                limit: CurrentProcess.environment("WATCHDOG_USEC"), process: CurrentProcess.environment("WATCHDOG_PID"), own: CurrentProcess.identifier)
        // Roles and scripts have nothing to say to the service manager.
        CurrentProcess.removeEnvironment("NOTIFY_SOCKET")
    }

    /// - Parameters:
    ///   - limit: in microseconds (WATCHDOG_USEC of sd_watchdog_enabled(3)).
    ///   - process: whom that is for (WATCHDOG_PID); nil: whoever reads it.
    ///   - own: this process.
    static func watchdogInterval(limit: String?, process: String?, own: Int32) -> Duration? {
        guard let limit = limit.flatMap(Int64.init), limit > 0, process.map({ Int32($0) == own }) ?? true else { return nil }
        return max(.microseconds(limit / 3), .milliseconds(10))
    }

    public enum State {
        case ready
        /// The monotonic time in microseconds goes along, as Type=notify-reload wants it.
        case reloading
        case stopping
        case watchdog
    }

    public borrowing func tell(_ state: State, status: String? = nil) {
        guard sender != nil else { return }
        var lines: String
        switch state {
        case .ready: lines = "READY=1"
        case .reloading: lines = "RELOADING=1\nMONOTONIC_USEC=\(SystemClock.now().nanoseconds / 1000)"
        case .stopping: lines = "STOPPING=1"
        case .watchdog: lines = "WATCHDOG=1"
        }
        if let status { lines += "\nSTATUS=\(status)" }
        _ = sender?.send(Array(lines.utf8))
    }
}
