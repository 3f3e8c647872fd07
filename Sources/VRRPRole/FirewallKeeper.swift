internal import Configuration
internal import ControlProtocol
internal import EventLoop
internal import Firewall
internal import IPSet
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Processes
internal import Routing

/// Drops packets for the addresses of instances that accept none, and reports of memberships that macvlans would send.
///
/// The rules stand as long as the instances do, whoever is master: where an address isn't this machine's, nothing comes for it, and
/// whoever takes over has them already. What is done is written down before, and struck out after it is removed.
final class FirewallKeeper {
    private enum Step {
        case record(FirewallRecord)
        case transaction(String)
        /// Makes the set and gives it these members and no others.
        case fill(IPSetDefinition, [IPSetMember])
        case destroy(String)
        /// - Parameter mayFail: what isn't there need not be removed.
        case command([String], mayFail: Bool)

        /// What it is about, for log lines.
        var name: String {
            switch self {
            case .record: "record"
            case .transaction: "nftables"
            case .fill(let set, _): set.name
            case .destroy(let set): set
            case .command(let words, _): words.joined(separator: " ")
            }
        }
    }

    private let scripts: ScriptRunner
    private let path: String
    private let logger = Logger(label: "addresses")
    private var steps: [Step] = []
    private var isRunning = false
    /// What stands in the kernel once all steps are done.
    private var held: FirewallRecord
    /// An earlier process has made it: what exactly is there is not known.
    private var isInherited: Bool
    private var desired: (closed: ClosedAddresses, settings: FirewallSettings)?
    private var sets: IPSetConnection?
    /// Called when the last step is done.
    var becameIdle: () -> Void = {}

    init(_ scripts: ScriptRunner, runtimeDirectory: String) {
        self.scripts = scripts
        path = VRRPRecord.firewall.path(in: runtimeDirectory)
        held = FirewallRecord.read(path)
        isInherited = !held.isEmpty
    }

    var isIdle: Bool { steps.isEmpty && !isRunning }

    /// Takes over a configuration, the first included.
    func follow(_ configuration: Configuration) {
        var closed = ClosedAddresses()
        for instance in configuration.vrrpInstances where !instance.acceptsTraffic {
            for address in instance.virtualAddresses + instance.excludedAddresses {
                closed.insert(address.prefix.address, on: instance.interface(of: address))
            }
        }
        for made in configuration.vrrpInstances.flatMap(\.madeInterfaces) where made.hardwareAddress != nil {
            closed.silence(made.name, made.family)
        }
        follow(closed, configuration.global.firewall)
    }

    /// Removes everything.
    func remove() {
        follow(ClosedAddresses(), .nftables(NFTablesSettings()))
    }

    private func follow(_ closed: ClosedAddresses, _ settings: FirewallSettings) {
        if let desired, desired.closed == closed, desired.settings == settings { return }
        desired = (closed, settings)
        let wanted = Self.record(closed, settings)
        if wanted.isEmpty, held.isEmpty { return }
        steps.append(.record(held.union(wanted)))
        for table in held.tables.subtracting(wanted.tables).sorted() { steps.append(.transaction(NFTablesText.removal(table: table))) }
        let former = isInherited ? held.rules : held.rules.subtracting(wanted.rules)
        for rule in former { steps.append(.command(rule.removal, mayFail: isInherited)) }
        for set in held.sets.subtracting(wanted.sets).sorted() { steps.append(.destroy(set)) }
        switch settings {
        case .nftables(let settings):
            if !closed.isEmpty { steps.append(.transaction(NFTablesText.replacement(closed, settings))) }
        case .iptables(let settings):
            if let names = settings.sets { fill(names, closed) }
            let present = isInherited ? [] : held.rules
            for rule in IPTablesRule.all(closed, settings) where !present.contains(rule) { steps.append(.command(rule.addition, mayFail: false)) }
        }
        steps.append(.record(wanted))
        held = wanted
        isInherited = false
        proceed()
    }

    private func fill(_ names: IPTablesSettings.SetNames, _ closed: ClosedAddresses) {
        if !closed.ipv4.isEmpty {
            steps.append(.fill(IPSetDefinition(name: names.ipv4, kind: .address, family: .ipv4), closed.ipv4.sorted().map { IPSetMember(.v4($0)) }))
        }
        if !closed.ipv6.isEmpty {
            steps.append(.fill(IPSetDefinition(name: names.ipv6, kind: .address, family: .ipv6), closed.ipv6.sorted().map { IPSetMember(.v6($0)) }))
        }
        if !closed.linkLocal.isEmpty {
            steps.append(
                .fill(
                    IPSetDefinition(name: names.linkLocal, kind: .networkAndInterface, family: .ipv6),
                    closed.linkLocal.sorted().map { IPSetMember(.v6($0.address), interface: $0.interface) }))
        }
    }

    private static func record(_ closed: ClosedAddresses, _ settings: FirewallSettings) -> FirewallRecord {
        if closed.isEmpty { return FirewallRecord() }
        switch settings {
        case .nftables(let settings): return FirewallRecord(tables: [settings.table])
        case .iptables(let settings):
            var record = FirewallRecord(rules: Set(IPTablesRule.all(closed, settings)))
            if let names = settings.sets {
                if !closed.ipv4.isEmpty { record.sets.insert(names.ipv4) }
                if !closed.ipv6.isEmpty { record.sets.insert(names.ipv6) }
                if !closed.linkLocal.isEmpty { record.sets.insert(names.linkLocal) }
            }
            return record
        }
    }

    // MARK: - Steps

    /// Goes on until a program has to be waited for.
    private func proceed() {
        while !isRunning, !steps.isEmpty {
            let step = steps.removeFirst()
            do {
                try carryOut(step)
            } catch {
                logger.error("firewall: \(error): \(consequence)", metadata: DaemonLog.fields((.firewall, step.name), event: "firewall_failed"))
            }
        }
        if isIdle {
            sets = nil
            becameIdle()
        }
    }

    /// What follows from a step that failed.
    private var consequence: String {
        desired?.closed.hasNoAddresses == true
            ? "made interfaces may report memberships, and mislead switches for a moment" : "virtual addresses that should accept no traffic may do so"
    }

    private func carryOut(_ step: Step) throws {
        switch step {
        case .record(let record): try record.write(path)
        case .transaction(let commands): try NFTables.run(commands, operation: "nftables")
        case .fill(let set, let members):
            let connection = try connection()
            try connection.ensure(set)
            try connection.flush(set.name)
            try connection.add(members, to: set.name)
        case .destroy(let set): try connection().destroy(set)
        case .command(let words, let mayFail): try run(words, mayFail: mayFail)
        }
    }

    private func connection() throws(IPSetError) -> IPSetConnection {
        if let sets { return sets }
        let opened = try IPSetConnection()
        sets = opened
        return opened
    }

    private func run(_ words: [String], mayFail: Bool) throws(SystemError) {
        try scripts.start(ScriptCommand(words: words, user: "root"), timeout: .seconds(10), endsWithDaemon: false) { [weak self] outcome in
            guard let self else { return }
            isRunning = false
            if !mayFail, outcome != .ended(.exited(0)) {
                let command = words.joined(separator: " ")
                logger.error("firewall: `\(command)` failed: \(consequence)", metadata: DaemonLog.fields((.firewall, command), event: "firewall_failed"))
            }
            proceed()
        }
        isRunning = true
    }
}
