import IPVSTable
import NetworkTypes

/// Tables over few identities and few settings, so that two random ones have much in common.
struct RandomTables {
    var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func table(services: Int = 6, destinations: Int = 8) -> Table {
        var table = Table()
        for _ in 0..<Int.random(in: 0...services, using: &generator) {
            let identity = identity()
            var service = TableService(settings: settings(identity.family).canonical(for: identity.family))
            for _ in 0..<Int.random(in: 0...destinations, using: &generator) {
                service.destinations[destination(identity.family)] = destinationSettings()
            }
            table.services[identity] = service
        }
        return table
    }

    mutating func identities(of tables: Table...) -> Set<ServiceIdentity> {
        let all = tables.flatMap(\.services.keys).sorted()
        return Set(all.filter { _ in Bool.random(using: &generator) })
    }

    private mutating func identity() -> ServiceIdentity {
        let port = UInt16.random(in: 80...82, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .firewallMark(UInt32(port), Bool.random(using: &generator) ? .ipv4 : .ipv6)
        case 1: return .endpoint(.tcp, Endpoint(.v6(IPv6Address(high: 0x2001_0db8 << 32, low: 1)), port: port))
        case 2: return .endpoint(.udp, Endpoint(.v4(IPv4Address(192, 0, 2, 1)), port: port))
        default: return .endpoint(.tcp, Endpoint(.v4(IPv4Address(192, 0, 2, 1)), port: port))
        }
    }

    private mutating func settings(_ family: AddressFamily) -> ServiceSettings {
        let isPersistent = Bool.random(using: &generator)
        return ServiceSettings(
            scheduler: Bool.random(using: &generator) ? .roundRobin : .weightedRoundRobin,
            flags: isPersistent ? [.persistent] : Bool.random(using: &generator) ? [.onePacket] : [],
            persistenceTimeout: isPersistent ? 50 : 0,
            persistencePrefixLength: isPersistent && Bool.random(using: &generator) ? 24 : family.bitWidth,
            persistenceEngine: isPersistent && Bool.random(using: &generator) ? "sip" : nil)
    }

    private mutating func destination(_ family: AddressFamily) -> DestinationIdentity {
        let number = UInt8.random(in: 1...6, using: &generator)
        switch family {
        case .ipv4: return Endpoint(.v4(IPv4Address(198, 51, 100, number)), port: 80)
        case .ipv6: return Endpoint(.v6(IPv6Address(high: 0x2001_0db8 << 32 | 2, low: UInt64(number))), port: 80)
        }
    }

    private mutating func destinationSettings() -> DestinationSettings {
        DestinationSettings(
            forwarding: Bool.random(using: &generator) ? .directRouting : .masquerade,
            weight: UInt32.random(in: 0...2, using: &generator),
            upperThreshold: UInt32.random(in: 0...1, using: &generator) * 100)
    }
}
