internal import LinuxSystem
internal import NetworkTypes

/// What systemd is told, if it started this process (sd_notify(3)'s protocol: lines to the datagram socket in NOTIFY_SOCKET).
public struct ServiceManager: ~Copyable {
    private let sender: UnixDatagramSender?
    /// The name of its socket.
    public let socket: String?

    public init() {
        socket = CurrentProcess.environment("NOTIFY_SOCKET")
        sender = socket.flatMap { try? UnixDatagramSender(path: $0) }
        // Roles and scripts have nothing to say to the service manager.
        CurrentProcess.removeEnvironment("NOTIFY_SOCKET")
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
