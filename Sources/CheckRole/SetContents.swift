internal import IPSet
internal import IPVSTable
internal import NetworkTypes

/// The entries of a table, as the commands that make them.
struct TableEntries: IteratorProtocol {
    private var services: Dictionary<ServiceIdentity, TableService>.Iterator
    private var service: ServiceIdentity?
    private var destinations = [DestinationIdentity: DestinationSettings]().makeIterator()

    init(_ table: Table) {
        services = table.services.makeIterator()
    }

    mutating func next() -> TableChange? {
        if let service, let (destination, settings) = destinations.next() { return .addDestination(destination, settings, of: service) }
        guard let (identity, content) = services.next() else { return nil }
        service = identity
        destinations = content.destinations.makeIterator()
        return .addService(identity, content.settings)
    }
}

extension IPSetMember {
    init(_ member: AddressSets.Member) {
        let transport: IPSetMember.TransportProtocol =
            switch member.transport {
            case .tcp: .tcp
            case .udp: .udp
            case .sctp: .sctp
            }
        self.init(member.endpoint.address, transport: transport, port: member.endpoint.port)
    }
}
