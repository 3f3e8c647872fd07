internal import Configuration
internal import IPVSNetlink
internal import IPVSTable
internal import Logging
internal import Netlink
internal import VRRP

/// `lvs_sync_daemon` with an instance: while it is master this director tells others of its connections, and else it hears of theirs.
final class ConnectionSync {
    private let logger = Logger(label: "vrrp")
    /// Where the table is kept.
    var namespace = TableNamespace()
    private var connection: IPVSConnection?
    private var daemons = SyncDaemons()
    private var settings: SyncDaemonSettings?
    private var syncID: UInt8 = 0
    private var masters: Set<String> = []

    func follow(_ configuration: Configuration) {
        settings = nil
        if let wanted = configuration.global.syncDaemon, let name = wanted.instance,
            let instance = configuration.vrrpInstances.first(where: { $0.parameters.name == name })
        {
            settings = wanted
            syncID = instance.parameters.virtualRouterID
        }
        act()
    }

    func stateChanged(of instance: String, isMaster: Bool) {
        let wasMaster = masters.contains(instance)
        if wasMaster == isMaster { return }
        if isMaster { masters.insert(instance) } else { masters.remove(instance) }
        if instance == settings?.instance { act() }
    }

    func stop() {
        settings = nil
        act()
    }

    private func act() {
        if settings == nil, !daemons.isRunning { return }
        let role: SyncRole = settings?.instance.map(masters.contains) == true ? .master : .backup
        do throws(NetlinkError) {
            let connection = try openConnection()
            for change in try daemons.follow(settings, roles: [role], syncID: syncID, by: connection) { logger.info("\(change)") }
        } catch {
            logger.error("lvs_sync_daemon: \(error)")
            connection = nil
        }
    }

    private func openConnection() throws(NetlinkError) -> IPVSConnection {
        if let connection { return connection }
        let new = try namespace.connect()
        connection = new
        return new
    }
}
