internal import LinuxSystem

/// `--signum=NAME`: scripts ask which number a signal has that has no name of its own in kill(1).
enum SignalNames {
    /// keepalived's names.
    static let numbers: [String: Int32] = [
        "STOP": Signal.terminate, "RELOAD": Signal.hangup, "DATA": Signal.user1, "STATS": Signal.user2, "STATS_CLEAR": Signal.clearStatistics,
        "JSON": Signal.json,
    ]
}
