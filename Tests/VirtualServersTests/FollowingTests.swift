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

    var leavingServices: [[ServiceIdentity]] { [] }
    mutating func beginChanges() {}
    mutating func claim(_ services: [ServiceIdentity]) {}
    mutating func takeFromLeaving(_ isTaken: (ServiceIdentity) -> Bool) -> [ServiceIdentity: TableService] { [:] }

    mutating func reconfigure(to definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        moved.merge(moving) { first, _ in first }
        definitions[definition.identity] = definition
    }

    mutating func introduce(_ definition: VirtualServerDefinition, moving: [ServiceIdentity: TableService]) {
        moved.merge(moving) { first, _ in first }
        definitions[definition.identity] = definition
    }

    mutating func remove(_ identity: VirtualServerIdentity, moving: [ServiceIdentity: TableService]) { definitions[identity] = nil }
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
}
