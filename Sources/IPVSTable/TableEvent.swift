/// What a table's keeper has to say.
public enum TableEvent: Hashable, Sendable {
    /// The kernel refused a command; said once for each service until the reason changes.
    case refused(TableRefusal)
    /// What had been refused is in force after all.
    case settled(ServiceIdentity)
    /// A batch, or a look at the table, came to nothing.
    case failed(String)
    /// Somebody else changed the table.
    case drift(TableDrift, isRepaired: Bool)
    /// So many more differences were found than are worth a line each.
    case moreDrift(count: Int, isRepaired: Bool)
}

extension TableEvent {
    /// Whether something is wrong that an operator should see.
    public var isError: Bool {
        switch self {
        case .refused, .failed: true
        case .settled, .drift, .moreDrift: false
        }
    }
}

extension TableEvent: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let refusal): "IPVS cmd error: \(refusal)"
        case .settled(let service): "IPVS: \(service) is now as it should be"
        case .failed(let detail): "IPVS: \(detail)"
        case .drift(let drift, let isRepaired): "IPVS table: \(drift)\(isRepaired ? ", repairing it" : "")"
        case .moreDrift(let count, let isRepaired): "IPVS table: \(count) more differences\(isRepaired ? ", repairing them" : "")"
        }
    }
}

/// One command that the kernel refused.
public struct TableRefusal: Hashable, Sendable {
    public var change: TableChange
    /// The errno value, positive.
    public var code: Int32
    /// The kernel's own words.
    public var detail: String

    public init(_ change: TableChange, code: Int32, detail: String) {
        self.change = change
        self.code = code
        self.detail = detail
    }

    /// ENOENT: no such destination; of a service command, no such scheduler or persistence engine (ip_vs_add_service).
    static let noSuchEntry: Int32 = 2
    /// ESRCH: no such service.
    static let noSuchService: Int32 = 3

    /// Whether the command wanted something gone that isn't there.
    var wasNotNeeded: Bool {
        switch change {
        case .removeService, .removeDestination: code == Self.noSuchEntry || code == Self.noSuchService
        default: false
        }
    }
}

extension TableRefusal: CustomStringConvertible {
    public var description: String {
        switch change {
        case .addService(_, let settings) where code == Self.noSuchEntry, .editService(_, let settings) where code == Self.noSuchEntry:
            "\(detail) (\(change)): the kernel has no \(settings.modules), and could not load it"
        default: "\(detail) (\(change))"
        }
    }
}

extension ServiceSettings {
    /// The kernel asks for these modules by name (ip_vs_scheduler_get, ip_vs_pe_getbyname).
    fileprivate var modules: String {
        let engine = persistenceEngine.map { ", or no persistence engine \($0) (module ip_vs_pe_\($0))" } ?? ""
        return "scheduler \(scheduler) (module ip_vs_\(scheduler))\(engine)"
    }
}
