public import NetworkTypes

/// A set of virtual services with their destinations: the kernel's table as it is, or as it should be.
///
/// Holds identity and settings only. Statistics live elsewhere, so that comparing two tables is plain set work.
public struct Table: Hashable, Sendable {
    public var services: [ServiceIdentity: TableService]

    public init(services: [ServiceIdentity: TableService] = [:]) {
        self.services = services
    }

    /// Does to this table what the kernel does to its own on success.
    ///
    /// Adding what exists and editing what doesn't both leave the entry as the change says; a destination command for a
    /// service that isn't there does nothing. The kernel answers EEXIST, ENOENT and ESRCH to these (ip_vs_ctl.c).
    public mutating func apply(_ change: TableChange) {
        switch change {
        case .addService(let identity, let settings), .editService(let identity, let settings):
            services[identity, default: TableService(settings: settings)].settings = settings
        case .removeService(let identity):
            services[identity] = nil
        case .addDestination(let identity, let settings, let service), .editDestination(let identity, let settings, let service):
            services[service]?.destinations[identity] = settings
        case .removeDestination(let identity, let service):
            services[service]?.destinations[identity] = nil
        }
    }

    public mutating func apply(_ changes: some Sequence<TableChange>) {
        for change in changes { apply(change) }
    }
}

/// One virtual service in a table.
public struct TableService: Hashable, Sendable {
    public var settings: ServiceSettings
    public var destinations: [DestinationIdentity: DestinationSettings]

    public init(settings: ServiceSettings, destinations: [DestinationIdentity: DestinationSettings] = [:]) {
        self.settings = settings
        self.destinations = destinations
    }
}
