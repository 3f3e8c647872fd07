import FakeKernel
import IPVSTable
import NetworkTypes
import Testing

@Suite("Whatever happens to a table")
struct TableKeeperSimulation {
    /// A time of trouble, in which the owner changes its mind, somebody else changes the table, batches are lost and schedulers are missing;
    /// then quiet, in which the table must become what it should be.
    @Test("it is as desired soon after, and nothing is written any more", arguments: 0..<300 as Range<UInt64>)
    func converges(seed: UInt64) {
        var random = RandomTables(seed: seed)
        let reaction: TableReconciliation.Reaction = Bool.random(using: &random.generator) ? .repair : .off
        var kept = KeptTable(TableReconciliation(reaction))
        kept.kernel.table = random.table()
        let foreign = kept.kernel.table
        kept.begin(random.table())
        var saboteur = RandomTables(seed: seed &+ 1_000_000)
        kept.meanwhile = { kept in
            if Int.random(in: 0..<20, using: &saboteur.generator) == 0 { kept.sabotage(&saboteur) }
        }
        for _ in 0..<40 {
            switch Int.random(in: 0..<6, using: &random.generator) {
            case 0: kept.reload(to: random.table())
            case 1: kept.sabotage(&random)
            case 2: kept.loseABatch()
            case 3: kept.kernel.missingSchedulers = Bool.random(using: &random.generator) ? [.weightedRoundRobin] : []
            case 4: kept.send()
            default: kept.pass(.milliseconds(Int64.random(in: 0...8000, using: &random.generator)))
            }
        }
        kept.meanwhile = { _ in }
        kept.kernel.missingSchedulers = []
        kept.send()
        if reaction == .off {
            // Where nobody looks, sabotage stays; what was refused or lost must be made up for all the same.
            kept.keeper.follow(TableReconciliation(.repair), now: kept.now)
        }
        kept.pass(.seconds(130))
        let ours = kept.kernel.table.services.filter { kept.desired.services[$0.key] != nil }
        #expect(Table(services: ours) == kept.desired, "seed \(seed)")
        #expect(kept.keeper.owned == Set(kept.desired.services.keys), "seed \(seed)")
        for (identity, service) in foreign.services where !kept.everWanted.contains(identity) && !kept.sabotaged.contains(identity) {
            #expect(kept.kernel.table.services[identity] == service, "seed \(seed): somebody else's")
        }
        kept.lines = []
        kept.pass(.seconds(60))
        #expect(kept.lines == [], "seed \(seed)")
    }
}
