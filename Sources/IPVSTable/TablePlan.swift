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
            Self.appendChanges(of: identity, from: services[identity], to: service, into: &changes)
        }
        let stale = owned.filter { services[$0] != nil && desired.services[$0] == nil }
        changes += stale.sorted().map { .removeService($0) }
        return changes
    }

    private static func appendChanges(
        of identity: ServiceIdentity, from actual: TableService?, to desired: TableService, into changes: inout [TableChange]
    ) {
        let settings = desired.settings.canonical(for: identity.family)
        if let actual {
            if !actual.settings.satisfies(settings) { changes.append(.editService(identity, settings)) }
        } else {
            changes.append(.addService(identity, settings))
        }
        appendDestinationChanges(of: identity, from: actual?.destinations ?? [:], to: desired.destinations, into: &changes)
    }

    private static func appendDestinationChanges(
        of service: ServiceIdentity, from actual: [DestinationIdentity: DestinationSettings],
        to desired: [DestinationIdentity: DestinationSettings], into changes: inout [TableChange]
    ) {
        var added: [DestinationIdentity] = []
        var raised: [DestinationIdentity] = []
        var lowered: [DestinationIdentity] = []
        for (identity, settings) in desired {
            guard let present = actual[identity] else {
                added.append(identity)
                continue
            }
            if present == settings { continue }
            if settings.weight >= present.weight { raised.append(identity) } else { lowered.append(identity) }
        }
        for identity in added.sorted() {
            if let settings = desired[identity] { changes.append(.addDestination(identity, settings, of: service)) }
        }
        for identity in raised.sorted() + lowered.sorted() {
            if let settings = desired[identity] { changes.append(.editDestination(identity, settings, of: service)) }
        }
        let removed = actual.keys.filter { desired[$0] == nil }
        changes += removed.sorted().map { .removeDestination($0, of: service) }
    }
}

extension TableService {
    /// Whether nothing needs to be written for the kernel, holding `self`, to hold `desired`.
    fileprivate func satisfies(_ desired: TableService, _ identity: ServiceIdentity) -> Bool {
        settings.satisfies(desired.settings.canonical(for: identity.family)) && destinations == desired.destinations
    }
}
