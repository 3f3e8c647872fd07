import FakeKernel
import IPVSTable
import NetworkTypes
import Testing

@Suite("Whatever two tables hold, the plan from one to the other")
struct PlanPropertyTests {
    static let seeds = Array<UInt64>(0..<500)

    private struct Case {
        var actual: Table
        var desired: Table
        var owned: Set<ServiceIdentity>
        var plan: [TableChange]

        init(seed: UInt64) {
            var random = RandomTables(seed: seed)
            actual = random.table()
            desired = random.table()
            owned = random.identities(of: actual, desired)
            plan = actual.changes(toReach: desired, owned: owned)
        }

        /// The desired services and those that are none of our business.
        var expected: Table {
            var table = actual
            for identity in owned { table.services[identity] = nil }
            table.services.merge(desired.services) { _, desired in desired }
            return table
        }
    }

    @Test("is carried out by a kernel without one refusal and ends in the desired table", arguments: seeds)
    func reachesTheDesiredTable(seed: UInt64) throws {
        let example = Case(seed: seed)
        var kernel = StrictKernel(example.actual)
        try kernel.execute(example.plan)
        #expect(kernel.table == example.expected, "seed \(seed)")
    }

    @Test("is empty once it has been carried out", arguments: seeds)
    func isEmptyTheSecondTime(seed: UInt64) {
        let example = Case(seed: seed)
        var table = example.actual
        table.apply(example.plan)
        #expect(table.changes(toReach: example.desired, owned: example.owned) == [], "seed \(seed)")
    }

    @Test("mentions nothing that is equal in both, and nothing twice", arguments: seeds)
    func isMinimal(seed: UInt64) {
        let example = Case(seed: seed)
        for change in example.plan {
            let before = example.actual.services[change.service]
            let after = example.desired.services[change.service]
            switch change {
            case .addService, .editService, .removeService:
                #expect(before?.settings != after?.settings, "seed \(seed): \(change)")
            case .addDestination(let destination, _, of: _), .editDestination(let destination, _, of: _),
                .removeDestination(let destination, of: _):
                #expect(before?.destinations[destination] != after?.destinations[destination], "seed \(seed): \(change)")
                #expect(after != nil, "seed \(seed): a removed service takes its destinations along")
            }
        }
        #expect(Set(example.plan).count == example.plan.count, "seed \(seed)")
    }

    @Test("is the same list every time", arguments: seeds.prefix(50))
    func isDeterministic(seed: UInt64) {
        let example = Case(seed: seed)
        // A dictionary that was filled in another order iterates in another order.
        var rebuilt = Table()
        for (identity, service) in example.desired.services.sorted(by: { $0.key > $1.key }) {
            rebuilt.services[identity] = TableService(settings: service.settings)
            for (destination, settings) in service.destinations.sorted(by: { $0.key > $1.key }) {
                rebuilt.services[identity]?.destinations[destination] = settings
            }
        }
        #expect(example.actual.changes(toReach: rebuilt, owned: example.owned) == example.plan, "seed \(seed)")
    }

    @Test("never empties a service that can serve before and after", arguments: seeds)
    func losesNoTrafficOnTheWay(seed: UInt64) {
        let example = Case(seed: seed)
        func servable(_ table: Table) -> Set<ServiceIdentity> {
            Set(table.services.filter { $0.value.destinations.values.contains { $0.weight > 0 } }.keys)
        }
        let always = servable(example.actual).intersection(servable(example.expected))
        var table = example.actual
        for change in example.plan {
            table.apply(change)
            #expect(always.isSubset(of: servable(table)), "seed \(seed): after \(change)")
        }
    }
}
