import FakeKernel
import IPVSTable
import NetworkTypes
import Testing

private let web = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80))
private let mail = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 25))
private let first = Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80)
private let second = Endpoint(.v4(IPv4Address(172, 17, 1, 153)), port: 80)

private func direct(_ weight: UInt32) -> DestinationSettings {
    DestinationSettings(forwarding: .directRouting, weight: weight)
}

private func service(_ destinations: [DestinationIdentity: DestinationSettings], scheduler: Scheduler = .roundRobin) -> TableService {
    TableService(settings: ServiceSettings(scheduler: scheduler, persistencePrefixLength: 32), destinations: destinations)
}

/// A keeper with a kernel, and the word of its owner, in virtual time.
struct KeptTable {
    var kernel = StrictKernel()
    var keeper: TableKeeper
    var desired = Table()
    var now = MonotonicInstant(nanoseconds: 0)
    var lines: [String] = []
    /// The services that were ever desired, and those that somebody else has changed.
    var everWanted: Set<ServiceIdentity> = []
    var sabotaged: Set<ServiceIdentity> = []
    /// Called between the reading of a service and its comparison.
    var meanwhile: (inout KeptTable) -> Void = { _ in }

    init(_ reconciliation: TableReconciliation = TableReconciliation(), owned: Set<ServiceIdentity> = []) {
        keeper = TableKeeper(reconciliation, owned: owned)
    }

    mutating func begin(_ table: Table) {
        desired = table
        everWanted.formUnion(table.services.keys)
        let relevant = keeper.owned.union(table.services.keys)
        keeper.claim(table.services.keys)
        keeper.begin(actual: Table(services: kernel.table.services.filter { relevant.contains($0.key) }), desired: table, now: now)
        send()
    }

    /// The owner changes its mind about one thing.
    mutating func want(_ change: TableChange) {
        if case .addService(let service, _) = change { keeper.claim([service]) }
        desired.apply(change)
        keeper.enqueue(change)
    }

    /// The owner follows another configuration: what is added before what goes.
    mutating func reload(to table: Table) {
        everWanted.formUnion(table.services.keys)
        keeper.claim(table.services.keys)
        for change in desired.changes(toReach: table, owned: Set(desired.services.keys)) { keeper.enqueue(change) }
        desired = table
    }

    /// Somebody else changes something.
    mutating func sabotage(_ random: inout RandomTables) {
        let other = random.table()
        guard let (identity, service) = other.services.sorted(by: { $0.key < $1.key }).first else {
            sabotaged.formUnion(kernel.table.services.keys)
            return kernel.table = Table()
        }
        sabotaged.insert(identity)
        kernel.table.services[identity] = service
    }

    mutating func send() {
        while keeper.hasWork {
            let batch = keeper.nextBatch(upTo: 4)
            hear(keeper.answered(batch, refusals: kernel.answer(batch), now: now))
        }
    }

    mutating func loseABatch() {
        let batch = keeper.nextBatch(upTo: 4)
        if batch.isEmpty { return }
        hear(keeper.unanswered(batch, because: "read netlink socket: the kernel dropped messages", now: now))
    }

    /// Lets time pass, with all comparisons that fall due.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let deadline = keeper.deadline, deadline <= end {
            now = max(now, deadline)
            compare()
        }
        now = end
    }

    private mutating func compare() {
        keeper.beginComparison(of: desired.services.keys.sorted(), now: now)
        var steps = 0
        while steps < 10_000 {
            steps += 1
            send()
            guard let service = keeper.nextService() else { break }
            let actual = kernel.table.services[service]
            meanwhile(&self)
            hear(keeper.compare(service, actual: actual, desired: desired.services[service], now: now))
        }
        hear(keeper.endComparison(now: now))
        send()
    }

    private mutating func hear(_ events: [TableEvent]) {
        lines += events.map(\.description)
    }

    mutating func takeLines() -> [String] {
        defer { lines = [] }
        return lines
    }
}

@Suite("The kernel's table is kept as it should be")
struct TableKeeperTests {
    private let desired = Table(services: [web: service([first: direct(1), second: direct(2)])])

    private func running(_ reaction: TableReconciliation.Reaction = .repair) -> KeptTable {
        var kept = KeptTable(TableReconciliation(reaction))
        kept.begin(desired)
        return kept
    }

    @Test("A service that is removed and made again is ours, though the word about the making was lost")
    func lostWord() {
        let table = Table(services: [web: service([:])])
        var kept = KeptTable()
        kept.begin(table)
        kept.want(.removeService(web))
        kept.keeper.claim([web])
        kept.send()
        #expect(!kept.keeper.owned.contains(web))
        // Carried out, but the answer is lost.
        kept.desired = table
        for change in table.services.flatMap({ $0.value.additions(as: $0.key) }) { kept.keeper.enqueue(change) }
        kept.kernel.table = table
        kept.loseABatch()
        kept.pass(.seconds(10))
        #expect(kept.keeper.owned == [web])
    }

    @Test("an untouched table is compared without a word and without a command")
    func quiet() {
        var kept = running()
        kept.pass(.seconds(60))
        #expect(kept.kernel.table == desired)
        #expect(kept.lines == [])
    }

    @Test("a destination that somebody removed is back at the next comparison, and told")
    func removedDestination() {
        var kept = running()
        kept.kernel.table.services[web]?.destinations[first] = nil
        kept.pass(.seconds(5))
        #expect(kept.kernel.table == desired)
        #expect(kept.lines == ["IPVS table: destination 172.17.1.152:80 of [172.17.1.160]:tcp:80 is missing, repairing it"])
    }

    @Test("a changed weight is told with what it is and what it should be")
    func changedWeight() {
        var kept = running()
        kept.kernel.table.services[web]?.destinations[second] = direct(7)
        kept.pass(.seconds(5))
        #expect(kept.kernel.table == desired)
        #expect(kept.lines == ["IPVS table: destination 172.17.1.153:80 of [172.17.1.160]:tcp:80 is DR weight 7 instead of DR weight 2, repairing it"])
    }

    @Test("a table that somebody cleared is built again, with one line for each service")
    func cleared() {
        var kept = running()
        kept.kernel.table = Table()
        kept.pass(.seconds(5))
        #expect(kept.kernel.table == desired)
        #expect(kept.lines == ["IPVS table: service [172.17.1.160]:tcp:80 is missing, repairing it"])
    }

    @Test("a foreign service is left alone")
    func foreign() {
        var kept = running()
        kept.kernel.table.services[mail] = service([first: direct(1)])
        kept.pass(.seconds(60))
        #expect(kept.kernel.table.services[mail] == service([first: direct(1)]))
        #expect(kept.lines == [])
    }

    @Test("with `report` the difference is told once and stays")
    func report() {
        var kept = running(.report)
        kept.kernel.table.services[web]?.destinations[second] = direct(7)
        kept.pass(.seconds(60))
        #expect(kept.kernel.table.services[web]?.destinations[second] == direct(7))
        #expect(kept.lines == ["IPVS table: destination 172.17.1.153:80 of [172.17.1.160]:tcp:80 is DR weight 7 instead of DR weight 2"])
    }

    @Test("with `off` nobody looks")
    func off() {
        var kept = running(.off)
        kept.kernel.table = Table()
        #expect(kept.keeper.deadline == nil)
        kept.pass(.seconds(60))
        #expect(kept.kernel.table == Table())
    }

    @Test("even with `off`, what the kernel refused is looked at again", arguments: TableReconciliation.Reaction.allCases)
    func refusedCommand(reaction: TableReconciliation.Reaction) {
        var kept = running(reaction)
        kept.kernel.table.services[web]?.destinations[first] = nil
        kept.want(.editDestination(first, direct(5), of: web))
        kept.send()
        #expect(kept.lines.first == "IPVS cmd error: No such file or directory (edit destination 172.17.1.152:80 DR weight 5 of [172.17.1.160]:tcp:80)")
        kept.pass(.seconds(1))
        #expect(kept.kernel.table == kept.desired)
        #expect(kept.lines.last == "IPVS: [172.17.1.160]:tcp:80 is now as it should be")
    }

    @Test("what should go and is gone already is no failure")
    func goneAlready() {
        var kept = running(.off)
        kept.kernel.table.services[web]?.destinations[first] = nil
        kept.want(.removeDestination(first, of: web))
        kept.send()
        #expect(kept.lines == [])
        #expect(kept.keeper.deadline == nil)
    }

    @Test("a batch of which nobody knows what became is made up for")
    func lostBatch() {
        var kept = running(.off)
        kept.want(.editDestination(first, direct(0), of: web))
        kept.loseABatch()
        kept.pass(.seconds(1))
        #expect(kept.kernel.table == kept.desired)
        #expect(kept.takeLines() == ["IPVS: read netlink socket: the kernel dropped messages"])
    }

    @Test("a scheduler that the kernel lacks is named once, however often it is tried, and the rest of the table stands")
    func missingScheduler() {
        var kept = KeptTable()
        kept.kernel.missingSchedulers = [Scheduler(rawValue: "sed")]
        let table = Table(services: [web: service([first: direct(1)], scheduler: Scheduler(rawValue: "sed")), mail: service([second: direct(1)])])
        kept.begin(table)
        kept.pass(.seconds(600))
        #expect(kept.takeLines() == [
            "IPVS cmd error: No such file or directory (add service [172.17.1.160]:tcp:80 sed): "
                + "the kernel has no scheduler sed (module ip_vs_sed), and could not load it"
        ])
        #expect(kept.kernel.table.services[mail] == table.services[mail])
        // The module is installed.
        kept.kernel.missingSchedulers = []
        kept.pass(.seconds(61))
        #expect(kept.kernel.table == table)
        #expect(kept.lines == ["IPVS: [172.17.1.160]:tcp:80 is now as it should be"])
    }

    @Test("retries of what is refused come at growing distances, at most a minute apart")
    func backOff() {
        var kept = KeptTable(TableReconciliation(.off))
        kept.kernel.missingSchedulers = [.roundRobin]
        kept.begin(desired)
        var distances: [Duration] = []
        for _ in 0..<8 {
            let deadline = kept.keeper.deadline ?? kept.now
            distances.append(deadline - kept.now)
            kept.pass(deadline - kept.now)
        }
        #expect(distances.first == .milliseconds(100))
        #expect(distances == distances.sorted())
        #expect(distances.last == .seconds(60))
    }

    @Test("a service that changes between its reading and its comparison is read again, not put back")
    func changedMeanwhile() {
        var kept = running()
        var isDone = false
        kept.meanwhile = { kept in
            if isDone { return }
            isDone = true
            kept.want(.removeDestination(first, of: web))
        }
        kept.pass(.seconds(5))
        #expect(kept.kernel.table == kept.desired)
        #expect(kept.kernel.table.services[web]?.destinations[first] == nil)
        #expect(kept.lines == [])
    }

    @Test("a tug-of-war is repaired at every turn and told at its first, second, fourth, eighth")
    func tugOfWar() {
        var kept = running()
        for _ in 0..<10 {
            kept.kernel.table.services[web]?.destinations[second] = direct(7)
            kept.pass(.seconds(5))
            #expect(kept.kernel.table == desired)
        }
        #expect(kept.lines.count == 4)
    }

    @Test("a flood of differences is cut short, with their number")
    func manyDifferences() {
        var destinations: [DestinationIdentity: DestinationSettings] = [:]
        for host in 1...100 { destinations[Endpoint(.v4(IPv4Address(10, 0, 0, UInt8(host))), port: 80)] = direct(1) }
        var kept = KeptTable()
        kept.begin(Table(services: [web: service(destinations)]))
        kept.kernel.table.services[web]?.destinations = [:]
        kept.pass(.seconds(5))
        #expect(kept.lines.count == 21)
        #expect(kept.lines.last == "IPVS table: 80 more differences, repairing them")
        #expect(kept.kernel.table == kept.desired)
    }

    @Test("a service of ours whose removal failed goes later, and is forgotten only then")
    func failedRemoval() {
        var kept = running(.off)
        kept.want(.removeService(web))
        kept.loseABatch()
        #expect(kept.keeper.owned == [web])
        kept.pass(.seconds(1))
        #expect(kept.kernel.table == Table())
        #expect(kept.keeper.owned == [])
    }
}
