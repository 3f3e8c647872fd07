import FakeKernel
import IPVSTable
import NetworkTypes
import Testing

@Suite("Several decisions that wait for one batch")
struct CommandOrderTests {
    private static func serves(_ table: Table, _ service: ServiceIdentity) -> Bool {
        table.services[service]?.destinations.values.contains { $0.weight > 0 } ?? false
    }

    @Test("end in the last one's table without one refusal, and no service is without destination on the way", arguments: 0..<500 as Range<UInt64>)
    func neverEmpty(seed: UInt64) throws {
        var random = RandomTables(seed: seed)
        // The same services all the time: none comes or goes, and their destinations change again and again.
        let services = random.table(services: 8, destinations: 0).services
        func destinations() -> Table {
            var table = random.table(services: 60)
            table.services = table.services.filter { services[$0.key] != nil }
            for (identity, service) in services { table.services[identity, default: service].settings = service.settings }
            return table
        }
        let first = destinations()
        var keeper = TableKeeper()
        var kernel = StrictKernel(first)
        keeper.begin(actual: first, desired: first, now: MonotonicInstant(nanoseconds: 0))
        var present = first
        var commands = 0
        for _ in 0..<Int.random(in: 1...4, using: &random.generator) {
            let next = destinations()
            let changes = present.changes(toReach: next)
            commands += changes.count
            for change in changes { keeper.enqueue(change) }
            present = next
        }
        while keeper.hasWork {
            let batch = keeper.nextBatch(upTo: 1000)
            #expect(batch.count <= commands, "seed \(seed)")
            for change in batch {
                try kernel.execute(change)
                if Self.serves(first, change.service), Self.serves(present, change.service) {
                    #expect(Self.serves(kernel.table, change.service), "seed \(seed): after \(change)")
                }
            }
        }
        #expect(kernel.table == present, "seed \(seed)")
    }

    @Test("may make services come and go", arguments: 0..<500 as Range<UInt64>)
    func anyTables(seed: UInt64) throws {
        var random = RandomTables(seed: seed)
        var present = random.table()
        var keeper = TableKeeper()
        var kernel = StrictKernel(present)
        keeper.begin(actual: present, desired: present, now: MonotonicInstant(nanoseconds: 0))
        for _ in 0..<8 {
            let next = random.table()
            for change in present.changes(toReach: next, owned: Set(present.services.keys)) { keeper.enqueue(change) }
            present = next
            // Now and then one goes out before the next decision is made, and a part of it only.
            guard Bool.random(using: &random.generator) else { continue }
            for change in keeper.nextBatch(upTo: Int.random(in: 1...9, using: &random.generator)) { try kernel.execute(change) }
        }
        while keeper.hasWork { try kernel.execute(keeper.nextBatch(upTo: 5)) }
        #expect(kernel.table == present, "seed \(seed)")
    }

    @Test("What is taken back is not sent, and what comes back is changed in place")
    func lastWord() {
        let service = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(192, 0, 2, 1)), port: 80))
        let (one, other, third) = (
            Endpoint(.v4(IPv4Address(198, 51, 100, 1)), port: 80), Endpoint(.v4(IPv4Address(198, 51, 100, 2)), port: 80),
            Endpoint(.v4(IPv4Address(198, 51, 100, 3)), port: 80)
        )
        let (idle, busy) = (DestinationSettings(forwarding: .directRouting, weight: 0), DestinationSettings(forwarding: .directRouting, weight: 3))
        var keeper = TableKeeper()
        keeper.enqueue(.editDestination(one, idle, of: service))
        keeper.enqueue(.addDestination(third, busy, of: service))
        keeper.enqueue(.removeDestination(other, of: service))
        keeper.enqueue(.removeDestination(third, of: service))
        keeper.enqueue(.addDestination(other, busy, of: service))
        #expect(keeper.nextBatch(upTo: 10) == [.editDestination(other, busy, of: service), .editDestination(one, idle, of: service)])
        #expect(!keeper.hasWork)
    }
}
