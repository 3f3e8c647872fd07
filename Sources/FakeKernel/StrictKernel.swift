public import IPVSTable

/// A table that refuses what the kernel refuses, so that a plan proves to be executable command by command.
public struct StrictKernel: Sendable {
    public enum Refusal: Error, Hashable, Sendable {
        /// EEXIST
        case exists(TableChange)
        /// ESRCH for a service, ENOENT for a destination
        case missing(TableChange)
        /// ENOENT: no module of that name
        case unknownScheduler(TableChange)
    }

    public var table: Table
    /// Schedulers that this kernel hasn't and can't load.
    public var missingSchedulers: Set<Scheduler> = []

    public init(_ table: Table = Table()) {
        self.table = table
    }

    public mutating func execute(_ change: TableChange) throws(Refusal) {
        let service = table.services[change.service]
        switch change {
        case .addService(_, let settings):
            if service != nil { throw .exists(change) }
            if missingSchedulers.contains(settings.scheduler) { throw .unknownScheduler(change) }
        case .editService(_, let settings):
            if service == nil { throw .missing(change) }
            if missingSchedulers.contains(settings.scheduler) { throw .unknownScheduler(change) }
        case .removeService:
            if service == nil { throw .missing(change) }
        case .addDestination(let destination, _, of: _):
            guard let service else { throw .missing(change) }
            if service.destinations[destination] != nil { throw .exists(change) }
        case .editDestination(let destination, _, of: _), .removeDestination(let destination, of: _):
            if service?.destinations[destination] == nil { throw .missing(change) }
        }
        table.apply(change)
    }

    public mutating func execute(_ changes: [TableChange]) throws(Refusal) {
        for change in changes { try execute(change) }
    }

    /// Executes a batch as the kernel does: what it refuses doesn't keep it from the rest.
    public mutating func answer(_ batch: [TableChange]) -> [TableRefusal] {
        var refusals: [TableRefusal] = []
        for change in batch {
            do throws(Refusal) {
                try execute(change)
            } catch {
                refusals.append(error.asKernelSaysIt(serviceExists: table.services[change.service] != nil))
            }
        }
        return refusals
    }
}

extension StrictKernel.Refusal {
    fileprivate func asKernelSaysIt(serviceExists: Bool) -> TableRefusal {
        switch self {
        case .exists(let change): TableRefusal(change, code: 17, detail: "File exists")
        case .missing(let change):
            serviceExists ? TableRefusal(change, code: 2, detail: "No such file or directory") : TableRefusal(change, code: 3, detail: "No such process")
        case .unknownScheduler(let change): TableRefusal(change, code: 2, detail: "No such file or directory")
        }
    }
}
