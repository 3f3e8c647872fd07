internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import LinuxSystem
internal import Logging

/// A start with a configuration that nobody has read before the roles: each reads its part, and those without work are ended again.
struct UnreadStart {
    /// The roles that were started.
    let asked: Set<Role>
    /// The roles that this daemon may run.
    let enabled: Set<Role>
    private var findings: [Role: PreparationFindings] = [:]
    /// What there is to say of the configuration has been said, or will be.
    private(set) var isExplained = false

    init(asking roles: Set<Role>, of enabled: Set<Role>) {
        asked = roles
        self.enabled = enabled
    }

    mutating func heard(_ found: PreparationFindings, from role: Role) {
        findings[role] = found
    }

    mutating func explained() {
        isExplained = true
    }

    /// Each role that was asked has said what it found, and nothing is left to learn.
    var isOver: Bool { isExplained && asked.allSatisfy { findings[$0] != nil } }

    /// Whether there is something to say about the configuration, or nobody can tell.
    var needsExplaining: Bool {
        if asked.contains(where: { findings[$0] == nil }) || asked.isEmpty { return true }
        let all = findings.values
        return all.contains { $0.contains(.hasRemarks) || $0.contains(.isFaulty) } || !asked.isSuperset(of: enabled.filter(\.hasBlocksOfItsOwn)) && all.contains { $0.contains(.leavesBlocks) }
    }
}

/// From the roles' first words to the daemon that works.
extension Supervisor {
    /// A role has read the configuration that it starts with.
    func begun(_ answer: PreparationAnswer, from role: Role) {
        guard unreadStart != nil else { return }
        unreadStart?.heard(answer.findings, from: role)
        if let settings = answer.settings {
            facts.take(settings, options)
            control?.follow(facts.settings)
            followDefinitions()
        }
        if unreadStart?.isOver == true { unreadStart = nil }
        if answer.findings.contains(.hasWork) || options.runsAllRoles { return }
        facts.busyRoles.remove(role)
        handle(of: role)?.stop()
        pass(board.roleEnded(role), from: role)
        heard(from: role)
    }

    /// Says what there is to say about a configuration that the roles have read by themselves. A role that hasn't read it yet is still
    /// listened to.
    func explainStart() {
        guard let start = unreadStart, let number = configuration?.number else { return }
        unreadStart?.explained()
        if unreadStart?.isOver == true { unreadStart = nil }
        guard start.needsExplaining else { return }
        let logger = logger
        do throws(SystemError) {
            _ = try Children.fork { ConfigurationSource.explain(number, logger: logger) }
        } catch {
            logger.error("\(error): what is wrong with the configuration says `lvsd -t`")
        }
    }
}
