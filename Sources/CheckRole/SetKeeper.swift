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
/// What somebody else adds or removes later is found by counting, every `countInterval`.
final class SetKeeper {
    let prefix: String
    /// Whether what somebody else has changed is set right (`lvs_reconcile repair`).
    var repairs = true
    private let loop: EventLoop
    private let logger: Logger
    /// Where the packets pass that rules compare with the sets: that of the IPVS table.
    private let namespace: TableNamespace
    private var sets = AddressSets()
    private var connection: IPSetConnection?
    private var waiting: [AddressSets.Change] = []
    private var done = 0
    private var isScheduled = false
    /// The sets must be compared with what they should hold before single changes make sense.
    private var mustCompare = true
    private var retry: EventLoop.Timer?
    private var hasComplained = false

    private static let slice = Duration.milliseconds(2)
    private static let retryInterval = Duration.seconds(10)
    private static let countInterval = Duration.seconds(15)
    /// One for another leaves the number as it is: each so many counts the members themselves are read.
    private static let countsPerReading = 20
    private var count = 0
    /// What the library was told in one connection it keeps in mind there.
    private var countingConnection: IPSetConnection?
    private var counting: EventLoop.Timer?

    /// - Parameters:
    ///   - table: what stands in the kernel's table.
    ///   - namespace: of the table.
    init(_ loop: EventLoop, _ logger: Logger, prefix: String, table: Table, in namespace: TableNamespace) {
        self.prefix = prefix
        self.namespace = namespace
        self.loop = loop
        self.logger = logger
        for (service, content) in table.services {
            for change in content.additions(as: service) { _ = sets.apply(change) }
        }
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
        let changes = sets.apply(change)
        if mustCompare || changes.isEmpty { return }
        waiting += changes
        schedule()
    }

    private func schedule() {
        if isScheduled { return }
        isScheduled = true
        loop.atEndOfRound { [weak self] in
            self?.isScheduled = false
            self?.proceed()
        }
    }

    // MARK: Work

    private func proceed() {
        do throws(IPSetError) {
            let connection = try open()
            if mustCompare {
                waiting = try differences(connection)
                done = 0
                mustCompare = false
            }
            let end = loop.endOfSlice(Self.slice)
            while done < waiting.count {
                try carryOut(waiting[done], connection)
                done += 1
                if SystemClock.now() >= end { return schedule() }
            }
            waiting = []
            done = 0
            if hasComplained { logger.info("ipset: the sets \(prefix)-* are as they should be", metadata: DaemonLog.fields((.set, prefix), event: "sets_settled")) }
            hasComplained = false
        } catch {
            if !hasComplained { logger.error("\(error): trying again every \(Self.retryInterval.secondsText) s", metadata: DaemonLog.fields((.set, prefix), event: "sets_failed")) }
            hasComplained = true
            connection = nil
            mustCompare = true
            if let retry { loop.arm(retry, at: loop.now + Self.retryInterval) }
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

    private func carryOut(_ change: AddressSets.Change, _ connection: IPSetConnection) throws(IPSetError) {
        let name = name(change.member.kind, change.member.endpoint.address.family)
        switch change {
        case .add(let member): try connection.add([IPSetMember(member)], to: name)
        case .remove(let member): try connection.remove([IPSetMember(member)], from: name)
        }
    }

    /// What makes the sets hold what they should: what is missing, then what is too much.
    private func differences(_ connection: IPSetConnection) throws(IPSetError) -> [AddressSets.Change] {
        var missing: [String: AddressSets.Member] = [:]
        for member in sets.members { missing[key(member)] = member }
        var surplus: [AddressSets.Change] = []
        for (kind, family) in Self.all {
            try connection.ensure(definition(kind, family))
            for text in try connection.members(of: name(kind, family)) {
                if missing.removeValue(forKey: name(kind, family) + " " + text) != nil { continue }
                if let member = AddressSets.Member(kind, text: text) { surplus.append(.remove(member)) }
            }
        }
        return missing.values.map { .add($0) } + surplus
    }

    // MARK: What others do

    private func planCount() {
        if let counting { loop.arm(counting, at: loop.now + Self.countInterval) }
    }

    private func countMembers() {
        planCount()
        // What waits would be missing in the numbers.
        guard repairs, !mustCompare, waiting.isEmpty else { return }
        count += 1
        var isRight = count % Self.countsPerReading != 0
        for (kind, family) in Self.all {
            let (name, wanted) = (name(kind, family), sets.count(kind, family))
            do throws(IPSetError) {
                let connection: IPSetConnection
                if let countingConnection { connection = countingConnection } else { connection = try connect() }
                countingConnection = connection
                let present = try connection.memberCount(of: name)
                if present == wanted { continue }
                logger.warning(
                    "ipset: somebody has changed \(name): it has \(present) members instead of \(wanted); setting it right",
                    metadata: DaemonLog.fields((.set, name), event: "set_changed"))
            } catch {
                logger.warning("\(error): setting it right", metadata: DaemonLog.fields((.set, name), event: "set_changed"))
                countingConnection = nil
            }
            isRight = false
        }
        if isRight { return }
        mustCompare = true
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

    private func key(_ member: AddressSets.Member) -> String {
        "\(name(member.kind, member.endpoint.address.family)) \(member.endpoint.address),\(member.transport.name):\(member.endpoint.port)"
    }

    // MARK: Stop

    /// Removes the sets. One that a rule names can't go: it is emptied.
    func remove() {
        for timer in [retry, counting] { if let timer { loop.disarm(timer) } }
        guard let connection = try? open() else { return }
        for (kind, family) in Self.all {
            let name = name(kind, family)
            do throws(IPSetError) {
                try connection.destroy(name)
            } catch {
                try? connection.flush(name)
                logger.info("\(error): the set stays, empty", metadata: DaemonLog.fields((.set, name), event: "set_kept"))
            }
        }
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

extension AddressSets.Member {
    /// A member as ipset lists it: `192.0.2.80,tcp:80`; nil for what we would never have put in.
    init?(_ kind: Kind, text: String) {
        let parts = text.split(separator: ",", maxSplits: 1)
        guard parts.count == 2, let address = IPAddress(String(parts[0])) else { return nil }
        let words = parts[1].split(separator: ":")
        guard words.count == 2, let port = UInt16(words[1]), let transport = TransportProtocol.allCases.first(where: { $0.name == words[0] }) else { return nil }
        self.init(kind, transport, Endpoint(address, port: port))
    }
}
