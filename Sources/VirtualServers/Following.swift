public import IPVSTable

/// Who has the virtual servers at work that follow a reload.
public protocol VirtualServerHost {
    /// Those at work, without those that only wait for their last connections, in an order that doesn't depend on chance.
    var identities: [VirtualServerIdentity] { get }
    /// What a virtual server at work follows; nil where there is none of this name.
    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition?
    /// What the table holds for a virtual server at work.
    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService]

    /// Something is about to change. These services are going to be ours.
    mutating func beginChanges(claiming services: [ServiceIdentity])
    /// Services of virtual servers that are gone, and wait for their last connections, come back: their owners end without removing them.
    ///
    /// - Parameter isTaken: whether a service comes back.
    /// - Returns: what the table holds for these services.
    mutating func takeFromLeaving(_ isTaken: (ServiceIdentity) -> Bool) -> [ServiceIdentity: TableService]
    /// One that is at work follows another definition.
    ///
    /// - Parameter moving: services that change hands by this reload, and what the table holds for them.
    mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService])
    mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService])
    mutating func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService])
    /// All are in force.
    ///
    /// - Parameter definitions: in the order of the configuration; equal to those at work, and the same where they were equal before.
    mutating func endChanges(_ definitions: [VirtualServerDefinition])
}

/// A reload on its way through the virtual servers, one after the other: of 36,000 real servers the loop is held by those of one at a time.
/// Each is in force at any moment, with the old definition or with the new one, and none is touched that is equal in both.
public struct Following: Sendable {
    /// Of the new configuration; where the one at work is equal, that takes the place of the new one.
    private var definitions: [VirtualServerDefinition]
    /// The changed and the new ones, by index.
    private var changed: [Int] = []
    private var wanted: Set<VirtualServerIdentity> = []
    private var gone: [VirtualServerIdentity] = []
    /// Who has the services of the changed and the new ones from now on.
    private var owners: [ServiceIdentity: VirtualServerIdentity] = [:]
    /// Those who may have lost a service to another one, and those who have.
    private var suspects: [VirtualServerIdentity] = []
    private var losers: Set<VirtualServerIdentity> = []
    /// Services that stand in the table for one virtual server and are another one's now, as when an address joins a group. They
    /// are changed in place: to remove them with the old one would end what the new one has just taken over.
    private var moving: [ServiceIdentity: TableService] = [:]
    private var stage = Stage.comparing
    /// How many of the present stage are done.
    private var done = 0

    private enum Stage {
        /// Which are equal?
        case comparing
        /// Which are gone?
        case missing
        /// Whose services are they?
        case claiming
        case handingOver
        /// What comes and what changes.
        case coming
        /// Last, so that a service that moves to another address is there before it goes.
        case going
        case over
    }

    /// - Parameter definitions: in the order of the configuration, each identity once.
    public init(_ definitions: [VirtualServerDefinition]) {
        self.definitions = definitions
    }

    /// Takes the next step: looks at some virtual servers, or changes one. Between two steps anything may happen to the virtual servers, but
    /// for another reload.
    ///
    /// - Returns: whether another one is left.
    public mutating func proceed(_ host: inout some VirtualServerHost) -> Bool {
        switch stage {
        case .comparing: compare(host)
        case .missing: lookForMissing()
        case .claiming: claim(&host)
        case .handingOver: handOver(&host)
        case .coming: come(&host)
        case .going: go(&host)
        case .over: return false
        }
        return stage != .over
    }

    /// So many real servers are compared in one step, and so many virtual servers looked at where that is quick.
    private static let realServersInAStep = 128
    private static let virtualServersInAStep = 64

    /// Takes what is to be done with one of several.
    ///
    /// - Returns: nil where all are done, and the next stage begins.
    private mutating func next(of count: Int, then following: Stage) -> Int? {
        guard done < count else {
            stage = following
            done = 0
            return nil
        }
        done += 1
        return done - 1
    }

    private mutating func compare(_ host: some VirtualServerHost) {
        var left = Self.realServersInAStep
        while left > 0 {
            guard let index = next(of: definitions.count, then: .missing) else {
                suspects = host.identities
                return
            }
            left -= 1 + definitions[index].realServers.count
            let identity = definitions[index].identity
            wanted.insert(identity)
            if let present = host.definition(of: identity), present == definitions[index] {
                definitions[index] = present
            } else {
                changed.append(index)
            }
        }
    }

    private mutating func lookForMissing() {
        for _ in 0..<Self.virtualServersInAStep {
            guard let index = next(of: suspects.count, then: .claiming) else { return }
            if !wanted.contains(suspects[index]) { gone.append(suspects[index]) }
        }
    }

    private mutating func claim(_ host: inout some VirtualServerHost) {
        for _ in 0..<Self.virtualServersInAStep {
            guard let index = next(of: changed.count, then: .handingOver) else { return endClaiming(&host) }
            let definition = definitions[changed[index]]
            for service in definition.services { owners[service] = definition.identity }
        }
    }

    private mutating func endClaiming(_ host: inout some VirtualServerHost) {
        host.beginChanges(claiming: Array(owners.keys))
        // Only what has changed or is gone can have lost a service to another.
        suspects = changed.map { definitions[$0].identity } + gone
    }

    private mutating func handOver(_ host: inout some VirtualServerHost) {
        for _ in 0..<Self.virtualServersInAStep {
            guard let index = next(of: suspects.count, then: .coming) else { return endHandingOver(&host) }
            if !servicesHandedOver(by: suspects[index], host).isEmpty { losers.insert(suspects[index]) }
        }
    }

    private func servicesHandedOver(by identity: VirtualServerIdentity, _ host: some VirtualServerHost) -> [ServiceIdentity] {
        host.definition(of: identity)?.services.filter { owners[$0].map { $0 != identity } ?? false } ?? []
    }

    /// Only now is it asked what the table holds for the services that move: between two steps real servers may have come and gone.
    private mutating func endHandingOver(_ host: inout some VirtualServerHost) {
        suspects = []
        for identity in losers {
            let desired = host.desired(of: identity)
            for service in servicesHandedOver(by: identity, host) { moving[service] = desired[service] }
        }
        // One that was leaving and has come back takes its service over again, with real servers that were to finish.
        let owners = owners
        moving.merge(host.takeFromLeaving { owners[$0] != nil }) { first, _ in first }
        if !moving.isEmpty { move(&host) }
    }

    /// Between the word that a service moves and the move nothing may happen to it: all whom that concerns follow in one step.
    private mutating func move(_ host: inout some VirtualServerHost) {
        let owners = owners
        let concerned = losers.union(moving.keys.compactMap { owners[$0] })
        for index in changed where concerned.contains(definitions[index].identity) { follow(definitions[index], &host) }
        for identity in gone where concerned.contains(identity) { host.remove(identity, moving: moving) }
        changed = changed.filter { !concerned.contains(definitions[$0].identity) }
        gone.removeAll { concerned.contains($0) }
        moving = [:]
    }

    private mutating func come(_ host: inout some VirtualServerHost) {
        guard let index = next(of: changed.count, then: .going) else { return }
        follow(definitions[changed[index]], &host)
    }

    private func follow(_ definition: VirtualServerDefinition, _ host: inout some VirtualServerHost) {
        if host.definition(of: definition.identity) != nil {
            host.reconfigure(to: definition, moving: moving)
        } else {
            host.introduce(definition, moving: moving)
        }
    }

    private mutating func go(_ host: inout some VirtualServerHost) {
        guard let index = next(of: gone.count, then: .over) else { return host.endChanges(definitions) }
        host.remove(gone[index], moving: moving)
    }
}
