public import LinuxSystem
public import Netlink

/// The network namespace in which the IPVS table is kept (`net_namespace_ipvs`), while the process itself works in another one.
public final class TableNamespace {
    private let table: NetworkNamespace
    private let own: NetworkNamespace

    /// - Parameter descriptor: of the namespace, which this object takes over.
    public init(owning descriptor: Int32) throws(NetlinkError) {
        table = NetworkNamespace(owning: descriptor)
        do throws(SystemError) {
            own = try NetworkNamespace.current()
        } catch {
            throw NetlinkError("network namespace", code: error.code, detail: "\(error)")
        }
    }

    /// A connection to the table.
    public func connect() throws(NetlinkError) -> IPVSConnection {
        let connection: Result<IPVSConnection, NetlinkError>
        do throws(SystemError) {
            connection = try inside { Result { () throws(NetlinkError) in try IPVSConnection() } }
        } catch {
            throw NetlinkError("net_namespace_ipvs", code: error.code, detail: "\(error)")
        }
        return try connection.get()
    }

    /// Sockets that are made in `body` belong to the namespace: everything else of the process stays where it is. Needs CAP_SYS_ADMIN.
    ///
    /// - Throws: where the namespace can't be entered; `body` wasn't called then.
    public func inside<Made>(_ body: () -> Made) throws(SystemError) -> Made {
        try table.enter()
        let made = body()
        do throws(SystemError) {
            try own.enter()
        } catch {
            // Probes and advertisements would go out where nobody expects them.
            CurrentProcess.exit(1)
        }
        return made
    }
}
