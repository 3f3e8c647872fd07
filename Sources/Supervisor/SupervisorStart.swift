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

    init(asking roles: Set<Role>, of enabled: Set<Role>) {
        asked = roles
        self.enabled = enabled
    }

    mutating func heard(_ found: PreparationFindings, from role: Role) {
        findings[role] = found
    }

    /// Whether there is something to say about the configuration, or nobody can tell.
    var needsExplaining: Bool {
        if asked.contains(where: { findings[$0] == nil }) || asked.isEmpty { return true }
        let all = findings.values
        return all.contains { $0.contains(.hasRemarks) || $0.contains(.isFaulty) } || asked != enabled && all.contains { $0.contains(.leavesBlocks) }
    }
}

/// From the configuration file to the roles that run.
extension Supervisor {
    /// Reads the configuration, or leaves that to the roles.
    ///
    /// A text that is complete in itself goes to the roles as it is, so that traffic flows before anything is said about it. One that
    /// includes others, that shall be refused or listed, or in which no role has anything to do, is read by a child first.
    ///
    /// - Returns: the roles that may have work.
    func prepareConfiguration() throws(StartFailure) -> Set<Role> {
        let path = options.configurationPath
        facts = ConfigurationFacts(fileVersion: FileStatus(path)?.version, readAt: startedAt)
        if !options.refusesErrors, !options.dumpsConfiguration {
            do throws(SystemError) {
                if let unread = try ConfigurationSource.sealUnreadStart(path, settings: options.settings) {
                    let mentioned = unread.roles.intersection(enabledRoles)
                    if !mentioned.isEmpty {
                        configuration = unread.takeFile()
                        logger.info("Configuration file \(path)")
                        unreadStart = UnreadStart(asking: mentioned, of: enabledRoles)
                        facts.busyRoles = mentioned
                        return mentioned
                    }
                }
            } catch {
                throw .noConfiguration(error)
            }
        }
        let validation = try validateConfiguration()
        facts.settings = validation.settings
        facts.busyRoles = validation.busyRoles
        return validation.busyRoles
    }

    private var enabledRoles: Set<Role> {
        Set((options.runsVRRP ? [.vrrp] : []) + (options.runsCheck ? [.check] : []))
    }

    private func validateConfiguration() throws(StartFailure) -> ConfigurationSource.Validation {
        let path = options.configurationPath
        var validation: ConfigurationSource.Validation?
        do throws(SystemError) {
            let file = try ConfigurationSource.emptyFile()
            validation = try ConfigurationSource.prepare(
                path, settings: options.settings, into: file, lists: options.dumpsConfiguration, logger: logger)
            configuration = consume file
        } catch {
            throw .noConfiguration(error)
        }
        logger.info("Configuration file \(path)")
        guard let validation, validation.outcome != .unusable else { throw .unusableConfiguration(path: path) }
        if options.refusesErrors, validation.outcome != .clean { throw .faultyConfiguration(path: path) }
        return validation
    }

    /// A role has read the configuration that it starts with.
    func begun(_ answer: PreparationAnswer, from role: Role) {
        guard unreadStart != nil else { return }
        unreadStart?.heard(answer.findings, from: role)
        if let settings = answer.settings {
            facts.settings = settings
            control?.follow(settings)
        }
        if answer.findings.contains(.hasWork) { return }
        facts.busyRoles.remove(role)
        for handle in [vrrp, check] where handle?.role == role { handle?.stop() }
        pass(board.roleEnded(role), from: role)
        heard(from: role)
    }

    /// Says what there is to say about a configuration that the roles have read by themselves.
    func explainStart() {
        guard let start = unreadStart, let number = configuration?.number else { return }
        unreadStart = nil
        guard start.needsExplaining else { return }
        do throws(SystemError) {
            try ConfigurationSource.explain(number, logger: logger)
        } catch {
            logger.error("\(error): what is wrong with the configuration says `lvsd -t`")
        }
    }
}
