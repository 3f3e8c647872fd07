public import NetworkTypes

/// What the kernel's sets should hold that `lvs_ipset` keeps for firewall rules: the addresses of the virtual services, and the
/// destinations that take new connections.
///
/// It follows the same commands as the kernel's table, so that each change costs the same however large the table is.
public struct AddressSets: Sendable {
    /// One member of one of the sets.
    public struct Member: Hashable, Sendable {
        public enum Kind: Hashable, Sendable, CaseIterable {
            case virtualService
            case realServer
        }

        public var kind: Kind
        public var transport: TransportProtocol
        public var endpoint: Endpoint

        public init(_ kind: Kind, _ transport: TransportProtocol, _ endpoint: Endpoint) {
            self.kind = kind
            self.transport = transport
            self.endpoint = endpoint
        }
    }

    public enum Change: Hashable, Sendable {
        case add(Member)
        case remove(Member)

        public var member: Member {
            switch self {
            case .add(let member), .remove(let member): member
            }
        }
    }

    /// The destinations of each service that take new connections.
    private var serving: [ServiceIdentity: Set<DestinationIdentity>] = [:]
    /// In how many services a real server stands.
    private var counts: [Member: Int] = [:]

    private struct SetKey: Hashable {
        var kind: Member.Kind
        var family: AddressFamily
    }

    private var sizes: [SetKey: Int] = [:]

    public init() {}

    public var members: Set<Member> { Set(counts.keys) }

    public func contains(_ member: Member) -> Bool { counts[member] != nil }

    /// The members as they are now, one by one.
    public func makeIterator() -> Dictionary<Member, Int>.Keys.Iterator { counts.keys.makeIterator() }

    /// How many members one of the sets should have.
    public func count(_ kind: Member.Kind, _ family: AddressFamily) -> Int { sizes[SetKey(kind: kind, family: family)] ?? 0 }

    /// Takes note of a command to the kernel's table.
    public mutating func apply(_ change: TableChange) -> [Change] {
        switch change {
        case .addService(let service, _):
            if serving[service] != nil { return [] }
            serving[service] = []
            return Self.members(of: service).compactMap { added($0) }
        case .editService: return []
        case .removeService(let service):
            guard let destinations = serving.removeValue(forKey: service) else { return [] }
            let gone = destinations.sorted().flatMap { Self.members(at: $0, of: service) } + Self.members(of: service)
            return gone.compactMap { removed($0) }
        case .addDestination(let destination, let settings, let service), .editDestination(let destination, let settings, let service):
            return set(destination, of: service, serves: settings.weight > 0)
        case .removeDestination(let destination, let service):
            return set(destination, of: service, serves: false)
        }
    }

    private mutating func set(_ destination: DestinationIdentity, of service: ServiceIdentity, serves: Bool) -> [Change] {
        guard serving[service] != nil else { return [] }
        let members = Self.members(at: destination, of: service)
        if serves {
            return serving[service]?.insert(destination).inserted == true ? members.compactMap { added($0) } : []
        }
        return serving[service]?.remove(destination) != nil ? members.compactMap { removed($0) } : []
    }

    private mutating func added(_ member: Member) -> Change? {
        counts[member, default: 0] += 1
        guard counts[member] == 1 else { return nil }
        sizes[SetKey(kind: member.kind, family: member.endpoint.address.family), default: 0] += 1
        return .add(member)
    }

    private mutating func removed(_ member: Member) -> Change? {
        guard let count = counts[member] else { return nil }
        counts[member] = count > 1 ? count - 1 : nil
        if count > 1 { return nil }
        sizes[SetKey(kind: member.kind, family: member.endpoint.address.family), default: 0] -= 1
        return .remove(member)
    }

    /// A firewall mark has no address of its own.
    private static func members(of service: ServiceIdentity) -> [Member] {
        switch service {
        case .endpoint(let transport, let endpoint): [Member(.virtualService, transport, endpoint)]
        case .firewallMark: []
        }
    }

    /// Behind a firewall mark stands whatever is marked: of the protocols, those that marks are used for.
    private static func members(at destination: DestinationIdentity, of service: ServiceIdentity) -> [Member] {
        switch service {
        case .endpoint(let transport, _): [Member(.realServer, transport, destination)]
        case .firewallMark: [Member(.realServer, .tcp, destination), Member(.realServer, .udp, destination)]
        }
    }
}
