internal import CNetlink
public import IPVSTable
public import Netlink
internal import NetworkTypes

// What IPVS has beside its table: the synchronisation of connections, and its timeouts.

extension IPVSConnection {
    /// Starts one of the threads of the synchronisation; one that runs already is stopped before.
    ///
    /// - Parameter syncID: where the settings name none.
    public func startSync(_ role: SyncRole, _ settings: SyncDaemonSettings, syncID: UInt8) throws(NetlinkError) {
        try stopSync(role)
        let message = command(Int(IPVS_CMD_NEW_DAEMON))
        message.nest(Int(IPVS_CMD_ATTR_DAEMON)) {
            message.put(Int(IPVS_DAEMON_ATTR_STATE), role.rawValue)
            message.put(Int(IPVS_DAEMON_ATTR_MCAST_IFN), settings.interface)
            message.put(Int(IPVS_DAEMON_ATTR_SYNC_ID), UInt32(settings.syncID ?? syncID))
            if let length = settings.maximumLength { message.put(Int(IPVS_DAEMON_ATTR_SYNC_MAXLEN), length) }
            switch settings.group {
            case .v4(let group): message.put(Int(IPVS_DAEMON_ATTR_MCAST_GROUP), bytes: group.bytes)
            case .v6(let group): message.put(Int(IPVS_DAEMON_ATTR_MCAST_GROUP6), bytes: group.bytes)
            case nil: break
            }
            // In this machine's order, unlike the ports of services (ip_vs_ctl.c: ip_vs_genl_new_daemon).
            if let port = settings.port { message.put(Int(IPVS_DAEMON_ATTR_MCAST_PORT), port) }
            if let timeToLive = settings.timeToLive { message.put(Int(IPVS_DAEMON_ATTR_MCAST_TTL), timeToLive) }
        }
        try perform(message, "start the sync daemon")
    }

    /// Stops one of the threads of the synchronisation; none that runs is no failure.
    public func stopSync(_ role: SyncRole) throws(NetlinkError) {
        let message = command(Int(IPVS_CMD_DEL_DAEMON))
        message.nest(Int(IPVS_CMD_ATTR_DAEMON)) { message.put(Int(IPVS_DAEMON_ATTR_STATE), role.rawValue) }
        try perform(message, "stop the sync daemon", harmless: Self.noSuchProcess)
    }

    /// ESRCH: the thread didn't run.
    private static let noSuchProcess: Int32 = 3

    public func setTimeouts(_ timeouts: ConnectionTimeouts) throws(NetlinkError) {
        let message = command(Int(IPVS_CMD_SET_CONFIG))
        message.put(Int(IPVS_CMD_ATTR_TIMEOUT_TCP), timeouts.tcp)
        message.put(Int(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN), timeouts.tcpFinished)
        message.put(Int(IPVS_CMD_ATTR_TIMEOUT_UDP), timeouts.udp)
        try perform(message, "set the timeouts of connections")
    }

    /// The timeouts that are in force.
    public func timeouts() throws(NetlinkError) -> ConnectionTimeouts {
        var timeouts = ConnectionTimeouts()
        let refusal = try ask(command(Int(IPVS_CMD_GET_CONFIG)), operation: "read the timeouts of connections") { message in
            timeouts.tcp = message.ipvsAttribute(IPVS_CMD_ATTR_TIMEOUT_TCP)?.uint32 ?? 0
            timeouts.tcpFinished = message.ipvsAttribute(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN)?.uint32 ?? 0
            timeouts.udp = message.ipvsAttribute(IPVS_CMD_ATTR_TIMEOUT_UDP)?.uint32 ?? 0
        }
        if let refusal { throw NetlinkError("read the timeouts of connections", code: refusal.code, detail: refusal.detail) }
        return timeouts
    }

    private func perform(_ message: borrowing NetlinkMessage, _ operation: String, harmless: Int32 = 0) throws(NetlinkError) {
        var batch = NetlinkBatch()
        batch.append(message)
        guard let refusal = try carryOut(batch), refusal.code != harmless else { return }
        throw NetlinkError(operation, code: refusal.code, detail: refusal.detail)
    }
}
