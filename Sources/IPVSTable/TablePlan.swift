extension Table {
    /// The smallest list of commands that turns this table, as the kernel has it, into `desired`.
    ///
    /// Entries that are equal in both are not mentioned, so that an unchanged table gets not one write. A service that
    /// stands here, isn't desired and isn't ours is left alone.
    ///
    /// The order is the same for the same two tables, and such that traffic is never lost on the way: a service comes before
    /// its destinations; within a service destinations are added, then edited with rising weights first, then removed;
    /// services are removed last of all, each with one command, which takes its destinations along.
    ///
    /// The cost is linear in the entries of both tables, besides the sorting of what differs.
    ///
    /// - Parameters:
    ///   - desired: the services that are to stand, with all their destinations. Settings need not be canonical.
    ///   - owned: the services that an earlier run put there. Of these, what isn't desired is removed.
    public func changes(toReach desired: Table, owned: Set<ServiceIdentity> = []) -> [TableChange] {
        var differing: [ServiceIdentity] = []
        for (identity, service) in desired.services where services[identity].map({ !$0.satisfies(service, identity) }) ?? true {
            differing.append(identity)
        }
        differing.sort()

        var changes: [TableChange] = []
        for identity in differing {
            guard let service = desired.services[identity] else { continue }
            if let actual = services[identity] {
                changes += actual.changes(of: identity, toReach: service)
            } else {
                changes += service.additions(as: identity)
            }
        }
        let stale = owned.filter { services[$0] != nil && desired.services[$0] == nil }
        changes += stale.sorted().map { .removeService($0) }
        return changes
    }
}

extension TableService {
    /// The smallest list of commands that turns this service, as the kernel has it, into `desired`; in the order that
    /// `Table.changes(toReach:owned:)` describes.
    public func changes(of identity: ServiceIdentity, toReach desired: TableService) -> [TableChange] {
        let wanted = desired.settings.canonical(for: identity.family)
        var changes: [TableChange] = settings.satisfies(wanted) ? [] : [.editService(identity, wanted)]
        var added: [DestinationIdentity] = []
        var raised: [DestinationIdentity] = []
        var lowered: [DestinationIdentity] = []
        for (destination, wanted) in desired.destinations {
            guard let present = destinations[destination] else {
                added.append(destination)
                continue
            }
            if present == wanted { continue }
            if wanted.weight >= present.weight { raised.append(destination) } else { lowered.append(destination) }
        }
        let removed = destinations.keys.filter { desired.destinations[$0] == nil }

        for destination in added.sorted() {
            if let wanted = desired.destinations[destination] { changes.append(.addDestination(destination, wanted, of: identity)) }
        }
        for destination in raised.sorted() + lowered.sorted() {
            if let wanted = desired.destinations[destination] { changes.append(.editDestination(destination, wanted, of: identity)) }
        }
        return changes + removed.sorted().map { .removeDestination($0, of: identity) }
    }

    /// The commands that build this service where there is none.
    public func additions(as identity: ServiceIdentity) -> [TableChange] {
        [.addService(identity, settings.canonical(for: identity.family))]
            + destinations.sorted { $0.key < $1.key }.map { .addDestination($0.key, $0.value, of: identity) }
    }

    /// Whether nothing needs to be written for the kernel, holding `self`, to hold `desired`.
    fileprivate func satisfies(_ desired: TableService, _ identity: ServiceIdentity) -> Bool {
        settings.satisfies(desired.settings.canonical(for: identity.family)) && destinations == desired.destinations
    }
}
