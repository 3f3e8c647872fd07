import IPVSTable

/// A table that refuses what the kernel refuses, so that a plan proves to be executable command by command.
struct StrictKernel {
    enum Refusal: Error, Hashable {
        /// EEXIST
        case exists(TableChange)
        /// ESRCH for a service, ENOENT for a destination
        case missing(TableChange)
    }

    private(set) var table: Table

    init(_ table: Table) {
        self.table = table
    }

    mutating func execute(_ change: TableChange) throws(Refusal) {
        let service = table.services[change.service]
        switch change {
        case .addService:
            if service != nil { throw .exists(change) }
        case .editService, .removeService:
            if service == nil { throw .missing(change) }
        case .addDestination(let destination, _, of: _):
            guard let service else { throw .missing(change) }
            if service.destinations[destination] != nil { throw .exists(change) }
        case .editDestination(let destination, _, of: _), .removeDestination(let destination, of: _):
            if service?.destinations[destination] == nil { throw .missing(change) }
        }
        table.apply(change)
    }

    mutating func execute(_ changes: [TableChange]) throws(Refusal) {
        for change in changes { try execute(change) }
    }
}
