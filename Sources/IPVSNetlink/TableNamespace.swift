internal import LinuxSystem
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

    /// A connection belongs to the namespace in which it was made: everything else of the process stays where it is. Needs CAP_SYS_ADMIN.
    public func connect() throws(NetlinkError) -> IPVSConnection {
        do throws(SystemError) {
            try table.enter()
        } catch {
            throw NetlinkError("net_namespace_ipvs", code: error.code, detail: "\(error)")
        }
        let connection = Result { () throws(NetlinkError) in try IPVSConnection() }
        do throws(SystemError) {
            try own.enter()
        } catch {
            // Probes and advertisements would go out where nobody expects them.
            CurrentProcess.exit(1)
        }
        return try connection.get()
    }
}
