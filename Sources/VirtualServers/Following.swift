public import IPVSTable

/// Who has the virtual servers at work that follow a reload.
public protocol VirtualServerHost {
    /// Those at work, without those that only wait for their last connections, in an order that doesn't depend on chance.
    var identities: [VirtualServerIdentity] { get }
    /// What a virtual server at work follows; nil where there is none of this name.
    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition?
    /// What the table holds for a virtual server at work.
    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService]

    /// The real servers of a virtual server at work that are up, and of which probes have said so.
    func serversFoundUp(of identity: VirtualServerIdentity) -> Set<DestinationIdentity>

    /// The services of each virtual server that is gone and waits for its last connections.
    var leavingServices: [[ServiceIdentity]] { get }

    /// Something is about to change.
    mutating func beginChanges()
    /// These services are going to be ours.
    mutating func claim(_ services: [ServiceIdentity])
    /// Services of virtual servers that are gone, and wait for their last connections, come back: their owners end without removing them.
    ///
    /// Of thousands that are leaving each comes back by itself: this looks at the owners of these services only.
    ///
    /// - Returns: what the table holds for these services.
    mutating func takeFromLeaving(_ services: Set<ServiceIdentity>) -> [ServiceIdentity: TableService]
    /// One that is at work follows another definition.
    ///
    /// - Parameter moving: services that change hands by this reload, and what the table holds for them.
    mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService])
    /// One begins to work.
    ///
    /// - Parameter foundUp: the real servers that are up by probes of those who hand the services over.
    mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService], foundUp: Set<DestinationIdentity>)
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
    /// Those who may have lost a service to another one.
    private var suspects: [VirtualServerIdentity] = []
    /// Whom services join that change hands.
    private var partnerships = Partnerships<VirtualServerIdentity>()
    /// Services that change hands, as when an address joins a group.
    private var moves: [Move] = []

    /// Services that stand in the table for one virtual server and are another one's now. They are changed in place: to remove them with the
    /// old one would end what the new one has just taken over. Whom one such service concerns, follow in one step with all of theirs.
    private struct Move {
        var changed: [Int] = []
        var gone: [VirtualServerIdentity] = []
        /// Of virtual servers that are leaving.
        var comingBack: Set<ServiceIdentity> = []
    }

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
        case moving
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
        case .missing: lookForMissing(&host)
        case .claiming: claim(&host)
        case .handingOver: handOver(host)
        case .moving: move(&host)
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

    private mutating func lookForMissing(_ host: inout some VirtualServerHost) {
        for _ in 0..<Self.virtualServersInAStep {
            guard let index = next(of: suspects.count, then: .claiming) else { return host.beginChanges() }
            if !wanted.contains(suspects[index]) { gone.append(suspects[index]) }
        }
    }

    private mutating func claim(_ host: inout some VirtualServerHost) {
        var claimed: [ServiceIdentity] = []
        defer { if !claimed.isEmpty { host.claim(claimed) } }
        while claimed.count < Self.virtualServersInAStep {
            guard let index = next(of: changed.count, then: .handingOver) else { return endClaiming() }
            let definition = definitions[changed[index]]
            for service in definition.services { owners[service] = definition.identity }
            claimed += definition.services
        }
    }

    private mutating func endClaiming() {
        // Only what has changed or is gone can have lost a service to another.
        suspects = changed.map { definitions[$0].identity } + gone
    }

    private mutating func handOver(_ host: some VirtualServerHost) {
        for _ in 0..<Self.virtualServersInAStep {
            guard let index = next(of: suspects.count, then: .moving) else { return endHandingOver(host) }
            for service in servicesHandedOver(by: suspects[index], host) {
                if let owner = owners[service] { partnerships.join(suspects[index], owner) }
            }
        }
    }

    private func servicesHandedOver(by identity: VirtualServerIdentity, _ host: some VirtualServerHost) -> [ServiceIdentity] {
        host.definition(of: identity)?.services.filter { owners[$0].map { $0 != identity } ?? false } ?? []
    }

    /// Who follows together with whom; what the table holds is asked when it comes to them, since between two steps real servers may have come and gone.
    private mutating func endHandingOver(_ host: some VirtualServerHost) {
        suspects = []
        // One that was leaving and has come back takes its service over again, with real servers that were to finish.
        let comingBack = host.leavingServices.map { $0.filter { owners[$0] != nil } }.filter { !$0.isEmpty }
        for services in comingBack {
            let takers = services.compactMap { owners[$0] }
            for taker in takers { partnerships.join(takers[0], taker) }
        }
        if partnerships.isEmpty { return }
        var places: [VirtualServerIdentity: Int] = [:]
        func place(_ identity: VirtualServerIdentity) -> Int? {
            guard let first = partnerships.first(of: identity) else { return nil }
            if let known = places[first] { return known }
            moves.append(Move())
            places[first] = moves.count - 1
            return moves.count - 1
        }
        changed.removeAll { index in
            guard let place = place(definitions[index].identity) else { return false }
            moves[place].changed.append(index)
            return true
        }
        gone.removeAll { identity in
            guard let place = place(identity) else { return false }
            moves[place].gone.append(identity)
            return true
        }
        for services in comingBack {
            if let place = owners[services[0]].flatMap({ place($0) }) { moves[place].comingBack.formUnion(services) }
        }
    }

    /// Between the word that a service moves and the move nothing may happen to it: all whom that concerns follow in one step.
    private mutating func move(_ host: inout some VirtualServerHost) {
        guard let index = next(of: moves.count, then: .coming) else { return moves = [] }
        let move = moves[index]
        var moving: [ServiceIdentity: TableService] = [:]
        var foundUp: Set<DestinationIdentity> = []
        for identity in move.changed.map({ definitions[$0].identity }) + move.gone {
            let services = servicesHandedOver(by: identity, host)
            if services.isEmpty { continue }
            let desired = host.desired(of: identity)
            for service in services { moving[service] = desired[service] }
            foundUp.formUnion(host.serversFoundUp(of: identity))
        }
        if !move.comingBack.isEmpty { moving.merge(host.takeFromLeaving(move.comingBack)) { first, _ in first } }
        for index in move.changed { follow(definitions[index], &host, moving: moving, foundUp: foundUp) }
        for identity in move.gone { host.remove(identity, moving: moving) }
    }

    private mutating func come(_ host: inout some VirtualServerHost) {
        guard let index = next(of: changed.count, then: .going) else { return }
        follow(definitions[changed[index]], &host)
    }

    private func follow(
        _ definition: VirtualServerDefinition, _ host: inout some VirtualServerHost, moving: [ServiceIdentity: TableService] = [:],
        foundUp: Set<DestinationIdentity> = []
    ) {
        if host.definition(of: definition.identity) != nil {
            host.reconfigure(to: definition, moving: moving)
        } else {
            host.introduce(definition, moving: moving, foundUp: foundUp)
        }
    }

    private mutating func go(_ host: inout some VirtualServerHost) {
        guard let index = next(of: gone.count, then: .over) else { return host.endChanges(definitions) }
        host.remove(gone[index], moving: [:])
    }
}
