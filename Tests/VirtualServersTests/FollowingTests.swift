import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

/// Notes what it is told, and changes nothing in the definitions by itself.
private struct NotingHost: VirtualServerHost {
    var definitions: [VirtualServerIdentity: VirtualServerDefinition] = [:]
    var identities: [VirtualServerIdentity] = []
    var table: [ServiceIdentity: TableService] = [:]
    /// For each service that moved: what was said to stand in the table for it.
    var moved: [ServiceIdentity: TableService] = [:]

    func definition(of identity: VirtualServerIdentity) -> VirtualServerDefinition? { definitions[identity] }

    func desired(of identity: VirtualServerIdentity) -> [ServiceIdentity: TableService] {
        let services = definitions[identity]?.services ?? []
        return table.filter { services.contains($0.key) }
    }

    /// What the table holds for each of those that are leaving.
    var leaving: [[ServiceIdentity: TableService]] = []
    /// Those that were said to be up by probes when one was introduced.
    private(set) var foundUp: [VirtualServerIdentity: Set<DestinationIdentity>] = [:]
    /// How many virtual servers this step has changed.
    private var changed = 0

    var leavingServices: [[ServiceIdentity]] { leaving.map { Array($0.keys) } }
    func serversFoundUp(of identity: VirtualServerIdentity) -> Set<DestinationIdentity> { Set(definitions[identity]?.realServers.map(\.identity) ?? []) }
    mutating func beginChanges() {}
    mutating func claim(_ services: [ServiceIdentity]) {}

    mutating func takeFromLeaving(_ services: Set<ServiceIdentity>) -> [ServiceIdentity: TableService] {
        let comingBack = leaving.filter { !services.isDisjoint(with: $0.keys) }
        leaving.removeAll { !services.isDisjoint(with: $0.keys) }
        var taken: [ServiceIdentity: TableService] = [:]
        for server in comingBack { taken.merge(server.filter { services.contains($0.key) }) { first, _ in first } }
        return taken
    }

    /// Puts one to work, with what the table holds for it.
    mutating func add(_ definition: VirtualServerDefinition) {
        definitions[definition.identity] = definition
        identities.append(definition.identity)
        let destinations = Dictionary(uniqueKeysWithValues: definition.realServers.map { ($0.identity, $0.settings) })
        for service in definition.services { table[service] = TableService(settings: roundRobin, destinations: destinations) }
    }

    /// Follows to the end.
    ///
    /// - Returns: how many virtual servers were changed in each step that changed any.
    mutating func follow(_ new: [VirtualServerDefinition]) -> [Int] {
        var following = Following(new)
        var changes: [Int] = []
        var isLeft = true
        while isLeft {
            changed = 0
            isLeft = following.proceed(&self)
            if changed > 0 { changes.append(changed) }
        }
        return changes
    }

    mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        changed += 1
        moved.merge(moving) { first, _ in first }
        definitions[definition.identity] = definition
    }

    mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService], foundUp: Set<DestinationIdentity>) {
        changed += 1
        self.foundUp[definition.identity] = foundUp
        moved.merge(moving) { first, _ in first }
        definitions[definition.identity] = definition
    }

    mutating func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService]) {
        changed += 1
        definitions[identity] = nil
    }

    mutating func endChanges(_ definitions: [VirtualServerDefinition]) {}
}

@Suite("A reload on its way through the virtual servers")
struct FollowingTests {
    @Test("A service moves with what the table holds for it in that moment, however many virtual servers are looked at before")
    func moves() {
        var host = NotingHost()
        var new: [VirtualServerDefinition] = []
        let single = realServer(152)
        // 200 services leave a virtual server each and come into one of a group each.
        for number in 0..<200 as Range<UInt16> {
            let service = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 1000 + number))
            let old = VirtualServerDefinition(identity: .service(service), settings: roundRobin, realServers: [single])
            host.definitions[old.identity] = old
            host.identities.append(old.identity)
            host.table[service] = TableService(settings: roundRobin, destinations: [single.identity: single.settings])
            new.append(VirtualServerDefinition(identity: .group("g\(number)", .tcp), services: [service], settings: roundRobin, realServers: [single]))
        }
        var following = Following(new)
        var atTheMove = host.table
        // Between any two steps a real server may fail.
        while true {
            let before = host.moved.count
            if !following.proceed(&host) { break }
            // They have nothing to do with each other.
            #expect(host.moved.count <= before + 1)
            if host.moved.isEmpty, let service = host.table.keys.min(by: { "\($0)" < "\($1)" }) {
                host.table[service]?.destinations = [:]
                for (next, _) in host.table where !host.table[next]!.destinations.isEmpty {
                    host.table[next]?.destinations = [:]
                    break
                }
                atTheMove = host.table
            }
        }
        #expect(host.moved == atTheMove)
        #expect(host.moved.values.contains { $0.destinations.isEmpty })
    }

    private func service(_ port: UInt16) -> ServiceIdentity { .endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: port)) }

    private func group(_ name: String, _ ports: UInt16..., at realServers: UInt8...) -> VirtualServerDefinition {
        VirtualServerDefinition(
            identity: .group(name, .tcp), services: ports.map { service($0) }, settings: roundRobin, realServers: realServers.map { realServer($0) })
    }

    private func places(_ numbers: UInt8...) -> Set<DestinationIdentity> { Set(numbers.map { host($0) }) }

    @Test("Services that move on in a chain, from one that goes to one that comes, move in one step; what has no part in it changes in its own")
    func chain() {
        var host = NotingHost()
        for old in [group("a", 1, at: 10), group("b", 2, at: 11), group("c", 3, at: 12), group("d", 9, at: 13)] { host.add(old) }
        let new = [group("b", 1, at: 11), group("c", 2, at: 12), group("e", 3, at: 14), group("d", 9, at: 13, 15)]
        #expect(host.follow(new) == [4, 1])
        #expect(host.moved == host.table.filter { $0.key != service(9) })
        #expect(Set(host.definitions.values) == Set(new))
        #expect(host.foundUp == [.group("e", .tcp): places(10, 11, 12)])
    }

    @Test("Services that change places in a ring move in one step, with what the table holds for each")
    func ring() {
        var host = NotingHost()
        for old in [group("a", 1, at: 10), group("b", 2, at: 11), group("c", 3, at: 12)] { host.add(old) }
        let new = [group("a", 3, at: 10), group("b", 1, at: 11), group("c", 2, at: 12)]
        #expect(host.follow(new) == [3])
        #expect(host.moved == host.table)
        #expect(host.identities.compactMap { host.definitions[$0] } == new)
    }

    @Test("One that was leaving comes back with what the table holds for it, where nobody was found up; those whom nobody wants go on leaving")
    func comingBack() {
        let left = TableService(settings: roundRobin, destinations: [realServer(10).identity: direct(weight: 0)])
        var host = NotingHost()
        host.leaving = [[service(1): left], [service(2): left], [service(3): left, service(4): left]]
        // The last one's services are two virtual servers' now.
        #expect(host.follow([group("a", 1, at: 10), group("b", 3, at: 10), group("c", 4, at: 10), group("d", 5, at: 10)]) == [1, 2, 1])
        #expect(host.moved == [service(1): left, service(3): left, service(4): left])
        #expect(host.leavingServices == [[service(2)]])
        #expect(host.foundUp.count == 4 && host.foundUp.values.allSatisfy(\.isEmpty))
    }
}
