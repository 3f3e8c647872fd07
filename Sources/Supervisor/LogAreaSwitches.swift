internal import LinuxSystem
public import LogRecords

/// What is logged in detail, as long as the daemon runs: `lvsctl debug on|off AREA`.
extension Supervisor {
    /// Turns the details of one area on or off in all processes of the daemon.
    public func setDetails(of area: LogArea, to on: Bool) {
        var levels = DaemonLog.levels
        if on { levels.detailed.insert(area) } else { levels.detailed.remove(area) }
        follow(levels)
    }

    /// Which lines are written now.
    public var logLevels: LogLevels { DaemonLog.levels }

    /// Has all processes of the daemon log these lines.
    public func follow(_ levels: LogLevels) {
        DaemonLog.levels = levels
        for handle in handles { handle.follow(levels) }
    }
}
