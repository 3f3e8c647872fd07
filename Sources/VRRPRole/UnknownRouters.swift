internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes

/// Virtual routers that are heard on an interface and that no instance has: said once of each.
final class UnknownRouters {
    private struct UnknownRouter: Hashable {
        var identifier: UInt8
        var interface: String
    }

    private let logger = Logger(label: "vrrp")
    private var seen: Set<UnknownRouter> = []
    /// `log_unknown_vrids`; else it is a detail.
    var isLogged = false {
        didSet { if isLogged != oldValue { seen.removeAll() } }
    }

    /// Names come from this machine and identifiers have one byte: nobody can make the set grow.
    func note(_ identifier: UInt8, from source: IPAddress, on interface: String) {
        guard seen.insert(UnknownRouter(identifier: identifier, interface: interface)).inserted else { return }
        let message = "Unknown VRID(\(identifier)) received on interface(\(interface)). ignoring..."
        let fields = DaemonLog.fields((.interface, interface), event: "unknown_virtual_router")
        if isLogged { logger.info("\(message) It came from \(source)", metadata: fields) } else { logger.debug("\(message)", metadata: fields) }
    }
}
