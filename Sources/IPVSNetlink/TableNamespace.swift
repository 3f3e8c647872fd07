public import LinuxSystem
public import Netlink

/// The network namespace in which the IPVS table is kept: the one that the process works in, or another one (`net_namespace_ipvs`).
public final class TableNamespace {
    private final class Other {
        let table: NetworkNamespace
        let own: NetworkNamespace

        init(owning descriptor: Int32) throws(SystemError) {
            table = NetworkNamespace(owning: descriptor)
            own = try NetworkNamespace.current()
        }
    }

    /// nil: the table is kept where the process works.
    private let other: Other?

    /// - Parameter descriptor: of the namespace, which this object takes over; nil: the one that the process works in.
    public init(owning descriptor: Int32?) throws(NetlinkError) {
        guard let descriptor else {
            other = nil
            return
        }
        do throws(SystemError) {
            other = try Other(owning: descriptor)
        } catch {
            throw NetlinkError("network namespace", code: error.code, detail: "\(error)")
        }
    }

    /// The one that the process works in.
    public init() {
        other = nil
    }

    /// A connection to the table.
    public func connect() throws(NetlinkError) -> IPVSConnection {
        try make { () throws(NetlinkError) in try IPVSConnection() }
    }

    /// What speaks to the table is made through this, whatever it is.
    func make<Made>(_ body: () throws(NetlinkError) -> Made) throws(NetlinkError) -> Made {
        let made: Result<Made, NetlinkError>
        do throws(SystemError) {
            made = try inside { Result { () throws(NetlinkError) in try body() } }
        } catch {
            throw NetlinkError("net_namespace_ipvs", code: error.code, detail: "\(error)")
        }
        return try made.get()
    }

    /// Sockets that are made in `body` belong to the namespace: everything else of the process stays where it is. Needs CAP_SYS_ADMIN where
    /// it is another one.
    ///
    /// - Throws: where the namespace can't be entered; `body` wasn't called then.
    public func inside<Made>(_ body: () -> Made) throws(SystemError) -> Made {
        guard let other else { return body() }
        try other.table.enter()
        let made = body()
        do throws(SystemError) {
            try other.own.enter()
        } catch {
            // Probes and advertisements would go out where nobody expects them.
            CurrentProcess.exit(1)
        }
        return made
    }
}
