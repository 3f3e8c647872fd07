public import IPVSTable
public import Netlink

/// The synchronisation of connections as one role wants it: starts and stops the kernel's threads when something is different.
public struct SyncDaemons {
    private struct Running: Hashable {
        var settings: SyncDaemonSettings
        var syncID: UInt8
    }

    private var running: [SyncRole: Running] = [:]

    public init() {}

    /// Whether one of the threads was started here.
    public var isRunning: Bool { !running.isEmpty }

    /// - Parameters:
    ///   - settings: nil stops what was started here, and nothing else.
    ///   - syncID: where the settings name none.
    /// - Returns: what is different now.
    public mutating func follow(
        _ settings: SyncDaemonSettings?, roles: Set<SyncRole>, syncID: UInt8, by connection: IPVSConnection
    ) throws(NetlinkError) -> [SyncChange] {
        var changes: [SyncChange] = []
        // First what has to end, so that a director never tells itself.
        for role in SyncRole.allCases where settings == nil || !roles.contains(role) {
            // An earlier process may have left the other one.
            guard running[role] != nil || settings != nil else { continue }
            try connection.stopSync(role)
            if running.removeValue(forKey: role) != nil { changes.append(.stopped(role)) }
        }
        guard let settings else { return changes }
        for role in SyncRole.allCases where roles.contains(role) {
            let wanted = Running(settings: settings, syncID: syncID)
            if running[role] == wanted { continue }
            try connection.startSync(role, settings, syncID: syncID)
            running[role] = wanted
            changes.append(.started(role))
        }
        return changes
    }
}

/// What has become of a thread of the synchronisation.
public enum SyncChange: Hashable, Sendable, CustomStringConvertible {
    case started(SyncRole)
    case stopped(SyncRole)

    public var description: String {
        switch self {
        case .started(.master): "sync daemon: telling other directors of connections (MASTER)"
        case .started(.backup): "sync daemon: hearing of other directors' connections (BACKUP)"
        case .stopped(.master): "sync daemon: MASTER stopped"
        case .stopped(.backup): "sync daemon: BACKUP stopped"
        }
    }
}
