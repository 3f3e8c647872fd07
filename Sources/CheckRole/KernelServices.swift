internal import Configuration
internal import IPVSNetlink
internal import IPVSTable
internal import Logging
internal import Netlink

/// What the kernel's IPVS does beside its table, as `global_defs` wants it: `lvs_timeouts`, and a `lvs_sync_daemon` that no VRRP
/// instance decides about. (Where one does, the VRRP role sees to it.)
struct KernelServices {
    private let logger: Logger
    private var daemons = SyncDaemons()
    private var timeouts: TimeoutKeeper

    init(_ logger: Logger, runtimeDirectory: String) {
        self.logger = logger
        timeouts = TimeoutKeeper(runtimeDirectory: runtimeDirectory)
    }

    mutating func follow(_ global: GlobalDefinitions, by connection: IPVSConnection) {
        connection.keep(global.socketBuffers.checkCommands)
        do throws(NetlinkError) {
            try timeouts.follow(global.connectionTimeouts, by: connection)
        } catch {
            logger.error("\(error)")
        }
        do throws(NetlinkError) {
            let settings = global.syncDaemon.flatMap { $0.instance == nil ? $0 : nil }
            for change in try daemons.follow(settings, roles: [.master, .backup], syncID: 0, by: connection) { logger.info("\(change)") }
        } catch {
            logger.error("\(error)")
        }
    }

    mutating func stop(by connection: IPVSConnection) {
        _ = try? daemons.follow(nil, roles: [], syncID: 0, by: connection)
        try? timeouts.follow(nil, by: connection)
    }
}
