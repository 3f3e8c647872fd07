import IPVSTable
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("What the sets hold at the beginning")
struct SetContentsTests {
    @Test("A table's entries, one by one, are the commands that would make it")
    func entries() {
        var table = Table()
        for number in 0..<20 as Range<UInt8> {
            var service = TableService(settings: ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32))
            for place in 0..<number { service.destinations[Endpoint(IPAddress(10, 1, number, place), port: 80)] = DestinationSettings(forwarding: .masquerade, weight: UInt32(place % 2)) }
            table.services[.endpoint(.tcp, Endpoint(IPAddress(10, 0, 0, number), port: 80))] = service
        }
        var entries = TableEntries(table)
        var made = Table()
        var (sets, expected) = (AddressSets(), AddressSets())
        var count = 0
        while let entry = entries.next() {
            made.apply(entry)
            _ = sets.apply(entry)
            count += 1
        }
        for (service, content) in table.services { for change in content.additions(as: service) { _ = expected.apply(change) } }
        #expect(made == table && count == 20 + 190)
        #expect(sets.members == expected.members && sets.count(.virtualService, .ipv4) == 20)
    }
}
