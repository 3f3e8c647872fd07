internal import IPVSNetlink
internal import IPVSTable
internal import Netlink

/// What keeping a table needs of the kernel.
protocol TableWays {
    /// Carries out commands, and says which the kernel refused.
    func apply(_ batch: [TableChange]) throws(NetlinkError) -> [TableRefusal]
    /// The services that are named, with all their destinations.
    func read(_ isWanted: (ServiceIdentity) -> Bool) throws(NetlinkError) -> Table
    func flush() throws(NetlinkError)
    /// For single services, beside the commands.
    func makeReader() -> any ServiceReading
}

/// Reads single services, piece by piece.
protocol ServiceReading: AnyObject {
    func begin(_ service: ServiceIdentity)
    func proceed() throws(NetlinkError) -> ServiceReader.Progress
}

extension ServiceReader: ServiceReading {}

/// The way to the kernel's own table.
struct KernelWays: TableWays {
    let connection: IPVSConnection
    private let namespace: TableNamespace

    init(in namespace: TableNamespace) throws(NetlinkError) {
        self.namespace = namespace
        connection = try namespace.connect()
    }

    func apply(_ batch: [TableChange]) throws(NetlinkError) -> [TableRefusal] {
        try connection.apply(batch).map { TableRefusal($0.change, code: $0.refusal.code, detail: $0.refusal.detail) }
    }

    func read(_ isWanted: (ServiceIdentity) -> Bool) throws(NetlinkError) -> Table { try connection.readTable(isWanted) }

    func flush() throws(NetlinkError) { try connection.flush() }

    func makeReader() -> any ServiceReading { ServiceReader(in: namespace) }
}
