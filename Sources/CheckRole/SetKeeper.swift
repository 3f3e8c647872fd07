internal import EventLoop
internal import IPSet
internal import IPVSNetlink
internal import IPVSTable
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes

/// Keeps the sets of `lvs_ipset` in the kernel: PREFIX-vip and PREFIX-real, and PREFIX-vip6 and PREFIX-real6 for IPv6.
///
/// What an earlier run left in them is taken over: members that are right stay without a gap for the rules that name the sets.
/// What somebody else adds or removes later is found by counting, every `countInterval`. The sets are never read back, which would take as long as
/// they are large: all that should be in them is added once more, and one that has more members then is exchanged for one of our own making.
final class SetKeeper {
    let prefix: String
    /// Whether what somebody else has changed is set right (`lvs_reconcile repair`).
    var repairs = true
    private let loop: EventLoop
    private let logger: Logger
    /// Where the packets pass that rules compare with the sets: that of the IPVS table.
    private let namespace: TableNamespace
    private let work: SlicedWork
    private var sets = AddressSets()
    /// What stands in the kernel's table and isn't in `sets` yet, and the commands that have come since.
    private var beginning: TableEntries?
    private var held: [TableChange] = []
    private var connection: IPSetConnection?
    /// Changes on their way to the kernel.
    private var waiting: [AddressSets.Change] = []
    private var done = 0
    /// Setting right what the kernel's sets hold, or looking whether it is.
    private var pass: Pass?
    /// Somebody has changed the sets if they aren't right.
    private var isExpectedRight = false
    /// The number is counted; then the members are to be added, and counted once more.
    private var addsAfterCount = false
    private var retry: EventLoop.Timer?
    private var hasComplained = false

    private enum Pass {
        /// Each set is made where there is none.
        case ensuring(Int)
        /// Each member is added.
        case adding(Dictionary<AddressSets.Member, Int>.Keys.Iterator)
        /// The substitute goes, which an earlier process may have left, or a rule of somebody's have held.
        case clearing
        case counting(Int)
        /// The set has what it should not have: another one is filled that takes its place.
        case filling(Int, Dictionary<AddressSets.Member, Int>.Keys.Iterator)
    }

    private static let retryInterval = Duration.seconds(10)
    private static let countInterval = Duration.seconds(15)
    /// One for another leaves the number as it is: each so many counts the members are added once more.
    private static let countsPerAddition = 20
    /// Each is an exchange with the kernel.
    private static let exchangesInAStep = 4
    private var count = 0
    private var couldNotCount = false
    private var counting: EventLoop.Timer?

    /// - Parameters:
    ///   - table: what stands in the kernel's table.
    ///   - namespace: of the table.
    init(_ loop: EventLoop, _ logger: Logger, prefix: String, table: Table, in namespace: TableNamespace) {
        self.prefix = prefix
        self.namespace = namespace
        self.loop = loop
        self.logger = logger
        work = SlicedWork(loop, "sets")
        beginning = TableEntries(table)
        pass = .ensuring(0)
        retry = EventLoop.Timer { [unowned self] in schedule() }
        counting = EventLoop.Timer { [unowned self] in countMembers() }
        schedule()
        planCount()
    }

    deinit {
        for timer in [retry, counting] { if let timer { loop.disarm(timer) } }
    }

    /// A command goes to the kernel's table.
    func follow(_ change: TableChange) {
        if beginning != nil { return held.append(change) }
        let changes = sets.apply(change)
        // Before the sets are there, what is to be in them is all that counts.
        if case .ensuring = pass { return }
        if changes.isEmpty { return }
        waiting += changes
        schedule()
    }

    private func schedule() {
        if work.isUnderWay { return }
        work.beginLater { [unowned self] in proceed() } whenDone: {}
    }

    // MARK: Work

    /// - Returns: whether something is left to do.
    private func proceed() -> Bool {
        if beginning != nil {
            takeNote()
            return true
        }
        do throws(IPSetError) {
            return try carryOutSome()
        } catch {
            if !hasComplained { logger.error("\(error): trying again every \(Self.retryInterval.secondsText) s", metadata: DaemonLog.fields((.set, prefix), event: "sets_failed")) }
            hasComplained = true
            connection = nil
            (waiting, done) = ([], 0)
            pass = .ensuring(0)
            // What is wrong from now on may be what we haven't done.
            (isExpectedRight, addsAfterCount) = (false, false)
            if let retry { loop.arm(retry, at: loop.now + Self.retryInterval) }
            return false
        }
    }

    /// Takes note of some entries of the table.
    private func takeNote() {
        for _ in 0..<Self.entriesInAStep {
            guard let entry = beginning?.next() else {
                beginning = nil
                for change in held { _ = sets.apply(change) }
                held = []
                return
            }
            _ = sets.apply(entry)
        }
    }

    private static let entriesInAStep = 64

    private func carryOutSome() throws(IPSetError) -> Bool {
        for _ in 0..<Self.exchangesInAStep {
            let connection = try open()
            if done < waiting.count {
                try carryOut(waiting[done], connection)
                done += 1
                continue
            }
            (waiting, done) = ([], 0)
            guard let pass else { return false }
            self.pass = try next(after: pass, connection)
            if self.pass == nil { settled() }
        }
        return true
    }

    private func settled() {
        if hasComplained { logger.info("ipset: the sets \(prefix)-* are as they should be", metadata: DaemonLog.fields((.set, prefix), event: "sets_settled")) }
        hasComplained = false
    }

    /// - Returns: nil where all is as it should be.
    private func next(after pass: Pass, _ connection: IPSetConnection) throws(IPSetError) -> Pass? {
        switch pass {
        case .ensuring(let index):
            guard index < Self.all.count else { return .adding(sets.makeIterator()) }
            try connection.ensure(definition(index))
            return .ensuring(index + 1)
        case .adding(var members):
            guard let member = nextMember(&members, where: { _ in true }) else { return .clearing }
            try connection.add([IPSetMember(member)], to: name(of: member))
            return .adding(members)
        case .clearing:
            // Where it still can't go, that matters only once it is needed.
            try? connection.destroy(substitute)
            return .counting(0)
        case .counting(let index):
            if index < Self.all.count { return try count(index, connection) }
            guard addsAfterCount else { return nil }
            addsAfterCount = false
            return .adding(sets.makeIterator())
        case .filling(let index, var members):
            guard let member = nextMember(&members, where: { Self.index(of: $0) == index }) else {
                try exchange(index, connection)
                return .counting(index + 1)
            }
            try connection.add([IPSetMember(member)], to: substitute)
            return .filling(index, members)
        }
    }

    /// The next one that is still to be there.
    private func nextMember(_ members: inout Dictionary<AddressSets.Member, Int>.Keys.Iterator, where isWanted: (AddressSets.Member) -> Bool) -> AddressSets.Member? {
        while let member = members.next() {
            if isWanted(member), sets.contains(member) { return member }
        }
        return nil
    }

    private func count(_ index: Int, _ connection: IPSetConnection) throws(IPSetError) -> Pass {
        let (kind, family) = Self.all[index]
        let (name, wanted) = (name(kind, family), sets.count(kind, family))
        do throws(IPSetError) {
            let present = try connection.memberCount(of: name)
            couldNotCount = false
            if present == wanted { return .counting(index + 1) }
            if isExpectedRight {
                logger.warning(
                    "ipset: somebody has changed \(name): it has \(present) members instead of \(wanted); setting it right",
                    metadata: DaemonLog.fields((.set, name), event: "set_changed"))
            }
        } catch {
            // One that was made just now must be there.
            if couldNotCount { throw error }
            couldNotCount = true
            logger.warning("\(error): setting it right", metadata: DaemonLog.fields((.set, name), event: "set_changed"))
            // One that was refused a list is refused whatever comes after it.
            self.connection = nil
            return .ensuring(0)
        }
        try connection.destroy(substitute)
        try connection.ensure(IPSetDefinition(name: substitute, kind: .addressAndPort, family: family))
        return .filling(index, sets.makeIterator())
    }

    /// Rules that name the set see the old members or the new ones, at any moment.
    private func exchange(_ index: Int, _ connection: IPSetConnection) throws(IPSetError) {
        try connection.swap(name(index), substitute)
        try connection.destroy(substitute)
    }

    private func carryOut(_ change: AddressSets.Change, _ connection: IPSetConnection) throws(IPSetError) {
        let index = Self.index(of: change.member)
        var names = [name(index)]
        if case .filling(index, _) = pass { names.append(substitute) }
        for name in names {
            switch change {
            case .add(let member): try connection.add([IPSetMember(member)], to: name)
            case .remove(let member): try connection.remove([IPSetMember(member)], from: name)
            }
        }
    }

    private func open() throws(IPSetError) -> IPSetConnection {
        if let connection { return connection }
        let new = try connect()
        connection = new
        return new
    }

    /// The library makes its socket for its first question.
    private func connect() throws(IPSetError) -> IPSetConnection {
        let first = definition(.virtualService, .ipv4)
        let make = { () -> Result<IPSetConnection, IPSetError> in
            Result { () throws(IPSetError) in
                let new = try IPSetConnection()
                try new.ensure(first)
                return new
            }
        }
        let made: Result<IPSetConnection, IPSetError>
        do throws(SystemError) {
            made = try namespace.inside(make)
        } catch {
            throw IPSetError(operation: "net_namespace_ipvs", detail: "\(error)")
        }
        return try made.get()
    }

    // MARK: What others do

    private func planCount() {
        if let counting { loop.arm(counting, at: loop.now + Self.countInterval) }
    }

    private func countMembers() {
        planCount()
        // What waits would be missing in the numbers.
        guard repairs, pass == nil, waiting.isEmpty, beginning == nil else { return }
        count += 1
        isExpectedRight = true
        addsAfterCount = count % Self.countsPerAddition == 0
        pass = .clearing
        schedule()
    }

    // MARK: Names

    private static let all: [(AddressSets.Member.Kind, AddressFamily)] =
        [(.virtualService, .ipv4), (.virtualService, .ipv6), (.realServer, .ipv4), (.realServer, .ipv6)]

    private func name(_ kind: AddressSets.Member.Kind, _ family: AddressFamily) -> String {
        "\(prefix)-\(kind == .virtualService ? "vip" : "real")\(family == .ipv6 ? "6" : "")"
    }

    private func definition(_ kind: AddressSets.Member.Kind, _ family: AddressFamily) -> IPSetDefinition {
        IPSetDefinition(name: name(kind, family), kind: .addressAndPort, family: family)
    }

    private func definition(_ index: Int) -> IPSetDefinition { definition(Self.all[index].0, Self.all[index].1) }

    private func name(_ index: Int) -> String { name(Self.all[index].0, Self.all[index].1) }

    private func name(of member: AddressSets.Member) -> String { name(member.kind, member.endpoint.address.family) }

    /// In `all`.
    private static func index(of member: AddressSets.Member) -> Int {
        (member.kind == .virtualService ? 0 : 2) + (member.endpoint.address.family == .ipv4 ? 0 : 1)
    }

    /// The one that is to take a set's place; a name as long as the longest of them.
    private var substitute: String { "\(prefix)-swap" }

    // MARK: Stop

    /// Removes the sets. One that a rule names can't go: it is emptied.
    func remove() {
        work.cancel()
        for timer in [retry, counting] { if let timer { loop.disarm(timer) } }
        guard let connection = try? open() else { return }
        for name in Self.all.indices.map({ name($0) }) + [substitute] {
            do throws(IPSetError) {
                try connection.destroy(name)
            } catch {
                try? connection.flush(name)
                logger.info("\(error): the set stays, empty", metadata: DaemonLog.fields((.set, name), event: "set_kept"))
            }
        }
    }
}
