import IPVSTable
import NetworkTypes
import Testing

private func service(_ port: UInt16) -> ServiceIdentity { .endpoint(.tcp, Endpoint(.v4(IPv4Address(192, 0, 2, 80)), port: port)) }
private let host = Endpoint(.v4(IPv4Address(10, 10, 0, 11)), port: 8080)
private let settings = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32)
private func masquerade(_ weight: UInt32) -> DestinationSettings { DestinationSettings(forwarding: .masquerade, weight: weight) }
private func vip(_ port: UInt16) -> AddressSets.Member { .init(.virtualService, .tcp, Endpoint(.v4(IPv4Address(192, 0, 2, 80)), port: port)) }
private let real = AddressSets.Member(.realServer, .tcp, host)

@Suite("The sets for firewall rules")
struct AddressSetsTests {
    @Test("hold virtual services, and real servers while they take new connections")
    func follow() {
        var sets = AddressSets()
        var changes = sets.apply(.addService(service(80), settings))
        #expect(changes == [.add(vip(80))])
        changes = sets.apply(.addDestination(host, masquerade(1), of: service(80)))
        #expect(changes == [.add(real)])
        changes = sets.apply(.editDestination(host, masquerade(3), of: service(80)))
        #expect(changes == [])
        changes = sets.apply(.editDestination(host, masquerade(0), of: service(80)))
        #expect(changes == [.remove(real)])
        changes = sets.apply(.editDestination(host, masquerade(3), of: service(80)))
        #expect(changes == [.add(real)])
        changes = sets.apply(.removeService(service(80)))
        #expect(changes == [.remove(real), .remove(vip(80))])
        #expect(sets.members == [])
    }

    @Test("a real server of two services leaves with the second")
    func twoServices() {
        var sets = AddressSets()
        for port in [80, 81] as [UInt16] {
            _ = sets.apply(.addService(service(port), settings))
            _ = sets.apply(.addDestination(host, masquerade(1), of: service(port)))
        }
        var changes = sets.apply(.removeDestination(host, of: service(80)))
        #expect(changes == [])
        changes = sets.apply(.removeDestination(host, of: service(81)))
        #expect(changes == [.remove(real)])
    }

    @Test("a service by mark has no address of its own; its real servers stand for both protocols")
    func mark() {
        var sets = AddressSets()
        let changes = sets.apply(.addService(.firewallMark(3, .ipv4), settings)) + sets.apply(.addDestination(host, masquerade(1), of: .firewallMark(3, .ipv4)))
        #expect(changes.count == 2 && changes.allSatisfy { $0.member.kind == .realServer && $0.member.endpoint == host })
    }

    @Test("follow any commands to what the table says", arguments: 0..<200 as Range<UInt64>)
    func property(seed: UInt64) {
        var random = RandomTables(seed: seed)
        var sets = AddressSets()
        var followed: Set<AddressSets.Member> = []
        var table = Table()
        for _ in 0..<5 {
            let next = random.table()
            for change in table.changes(toReach: next, owned: Set(table.services.keys)) {
                for change in sets.apply(change) {
                    switch change {
                    case .add(let member): #expect(followed.insert(member).inserted, "seed \(seed)")
                    case .remove(let member): #expect(followed.remove(member) != nil, "seed \(seed)")
                    }
                }
            }
            table = next
            var expected: Set<AddressSets.Member> = []
            for (identity, service) in table.services {
                let serving = service.destinations.filter { $0.value.weight > 0 }.keys
                switch identity {
                case .endpoint(let transport, let endpoint):
                    expected.insert(AddressSets.Member(.virtualService, transport, endpoint))
                    for destination in serving { expected.insert(AddressSets.Member(.realServer, transport, destination)) }
                case .firewallMark:
                    for destination in serving {
                        for transport in [TransportProtocol.tcp, .udp] { expected.insert(AddressSets.Member(.realServer, transport, destination)) }
                    }
                }
            }
            #expect(followed == expected && sets.members == expected, "seed \(seed)")
            for kind in AddressSets.Member.Kind.allCases {
                for family in [AddressFamily.ipv4, .ipv6] {
                    #expect(sets.count(kind, family) == expected.count { $0.kind == kind && $0.endpoint.address.family == family }, "seed \(seed)")
                }
            }
        }
    }
}
