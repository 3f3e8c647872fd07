internal import FakeKernel
internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// What must be so of the check module whatever has happened: soon after, the kernel's table is what the state of the real servers demands.
public enum ServerConvergence {
    /// How long it takes at most until all is right after the last disturbance: the longest drain, the longest slow start, the slowest check
    /// that must rise, each with a few comparisons of the table.
    private static let settlingTime = Duration.seconds(45)

    /// Real servers die and return, the configuration changes, virtual addresses come and go, the process is killed, somebody edits the
    /// table, batches get lost and a scheduler is missing for a time. Then all of it ends, and things must come right.
    ///
    /// - Returns: what was wrong; nothing where all was right.
    public static func complaints(seed: UInt64) -> [String] {
        var pools = RandomPools(seed: seed)
        var director = SimulatedDirector(seed: seed ^ 0xABCD)
        var definitions = pools.configuration()
        let foreign = director.addForeignService()
        director.begin(definitions)
        director.losesBatches = true
        for _ in 0..<Int.random(in: 5...20, using: &director.random) {
            switch Int.random(in: 0..<9, using: &director.random) {
            case 0, 1:
                definitions = Bool.random(using: &director.random) ? pools.configuration() : pools.variation(of: definitions)
                let hurry = Int.random(in: 1...12, using: &director.random)
                // A reload goes in slices, and things happen between them.
                director.follow(definitions) { director in
                    if Int.random(in: 0..<hurry, using: &director.random) == 0 { happen(between: &director) }
                }
            case 2: director.sabotage()
            case 3: director.kernel.missingSchedulers = Bool.random(using: &director.random) ? [.weightedRoundRobin] : []
            case 4: director.crash(then: definitions)
            case 5: if let address = RandomPools.addresses.randomElement(using: &director.random) { director.turnOver(address) }
            case 6: director.clientsCome()
            default: director.turnOverAHost()
            }
            director.pass(.milliseconds(Int64.random(in: 0...4000, using: &director.random)))
        }
        director.losesBatches = false
        director.kernel.missingSchedulers = []
        for address in director.elsewhere.sorted() { director.turnOver(address) }
        director.pass(settlingTime)
        var complaints = director.complaints + complaints(of: director, definitions)
        if director.kernel.table.services[foreign.identity] != foreign.service { complaints.append("somebody else's service has changed") }
        let written = director.written
        director.pass(.seconds(6))
        if director.written != written { complaints.append("\(director.written - written) commands were written though all was right") }
        return complaints.isEmpty ? [] : ["seed \(seed), servers"] + complaints
    }

    private static func happen(between director: inout SimulatedDirector) {
        switch Int.random(in: 0..<6, using: &director.random) {
        case 0: director.sabotage()
        case 1: if let address = RandomPools.addresses.randomElement(using: &director.random) { director.turnOver(address) }
        case 2, 3: director.turnOverAHost()
        default: break
        }
        director.pass(.milliseconds(Int64.random(in: 0...3000, using: &director.random)))
    }

    private static func complaints(of director: SimulatedDirector, _ definitions: [VirtualServerDefinition]) -> [String] {
        var complaints: [String] = []
        let ours = Table(services: director.kernel.table.services.filter { !director.foreign.contains($0.key) })
        if ours != director.desired { complaints.append("the table isn't as desired") }
        if !director.leaving.isEmpty { complaints.append("\(director.leaving.count) virtual servers don't end") }
        let services = Set(definitions.flatMap(\.services))
        let (unrecorded, foreign) = (services.subtracting(director.keeper.owned), director.keeper.owned.subtracting(services))
        if !unrecorded.isEmpty { complaints.append("the record lacks \(unrecorded.sorted())") }
        if !foreign.isEmpty { complaints.append("the record has \(foreign.sorted()), which isn't ours") }
        for definition in definitions {
            guard let server = director.running[definition.identity]?.server, server.definition == definition else {
                complaints.append("\(definition.identity) isn't as configured")
                continue
            }
            for (index, realServer) in definition.realServers.enumerated()
            where server.isAlive(index) == director.dead.contains(realServer.identity.address) {
                complaints.append("\(realServer.identity) of \(definition.identity) is taken for \(server.isAlive(index) ? "alive" : "dead")")
            }
            if server.isUndecided { complaints.append("\(definition.identity) is still undecided") }
            if server.isDraining { complaints.append("\(definition.identity) still drains") }
            if let wanted = expected(definition, director.dead), definition.services.contains(where: { ours.services[$0]?.destinations != wanted }) {
                complaints.append("\(definition.identity) doesn't have the destinations that follow from its real servers: \(wanted)")
            }
        }
        return complaints
    }

    /// What a virtual server should have in the table, worked out from who is dead alone; nil where that depends on what happened before.
    private static func expected(_ definition: VirtualServerDefinition, _ dead: Set<IPAddress>) -> [DestinationIdentity: DestinationSettings]? {
        let alive = definition.realServers.filter { !dead.contains($0.identity.address) }
        let weight = alive.reduce(0) { $0 + UInt64($1.settings.weight) }
        let (gain, loss) = (UInt64(definition.quorum + definition.hysteresis), UInt64(definition.quorum - definition.hysteresis))
        if weight > 0, weight >= loss, weight < gain { return nil }
        let isUp = weight > 0 && weight >= gain
        let sorryServes = !isUp && definition.sorryServer != nil
        // Whom a panic keeps depends on who failed when.
        if definition.panicThreshold > 0, !sorryServes { return nil }
        var result: [DestinationIdentity: DestinationSettings] = [:]
        for server in definition.realServers {
            let serves = !dead.contains(server.identity.address) && !sorryServes
            guard serves || server.inhibitOnFailure else { continue }
            var settings = server.settings
            if !serves { settings.weight = 0 }
            result[server.identity] = settings
        }
        if let sorryServer = definition.sorryServer {
            if sorryServes {
                result[sorryServer.identity] = sorryServer.settings
            } else if sorryServer.inhibit, result[sorryServer.identity] == nil {
                var settings = sorryServer.settings
                settings.weight = 0
                result[sorryServer.identity] = settings
            }
        }
        return result
    }
}

extension SimulatedDirector {
    /// Somebody else's service, which must stay as it is.
    mutating func addForeignService() -> (identity: ServiceIdentity, service: TableService) {
        let identity = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 100, 9, 9)), port: 80))
        let service = TableService(
            settings: ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32),
            destinations: [Endpoint(RandomPools.hosts[0], port: 80): DestinationSettings(forwarding: .masquerade, weight: 7)])
        kernel.table.services[identity] = service
        foreign = [identity]
        return (identity, service)
    }

    /// A real server dies or returns.
    public mutating func turnOverAHost() {
        guard let host = RandomPools.hosts.randomElement(using: &random) else { return }
        if dead.remove(host) == nil { dead.insert(host) }
    }

    /// Clients connect to all real servers.
    mutating func clientsCome() {
        for host in RandomPools.hosts { connections[host] = UInt32.random(in: 0...3, using: &random) }
    }

    /// Somebody else edits services of ours.
    public mutating func sabotage() {
        let ours = kernel.table.services.keys.filter { !foreign.contains($0) }.sorted()
        guard let service = ours.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: kernel.table.services = kernel.table.services.filter { foreign.contains($0.key) }
        case 1: kernel.table.services[service] = nil
        case 2: kernel.table.services[service]?.destinations = [:]
        default:
            for destination in kernel.table.services[service]?.destinations.keys.sorted() ?? [] {
                kernel.table.services[service]?.destinations[destination]?.weight = UInt32.random(in: 0...9, using: &random)
            }
        }
    }
}
