internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import LinuxSystem
internal import Logging

/// What must be known before a daemon has a place of its own: its configuration may say where that is.
final class Start {
    /// Sealed. For whoever takes it.
    var configuration: FileDescriptor?
    private(set) var facts: ConfigurationFacts
    /// Where the IPVS table is kept, if not where the daemon works. For whoever takes it.
    var tableNamespace: FileDescriptor?
    /// Nobody has read the configuration yet.
    private(set) var unread: UnreadStart?

    /// Reads the configuration, or leaves that to the roles, and goes into the network namespace that it or the command line names.
    ///
    /// A text that is complete in itself goes to the roles as it is, so that traffic flows before anything is said about it. One that
    /// includes others, that shall be refused or listed, that says where the daemon's place is, or in which no role has anything to do, is
    /// read by a child first.
    init(_ options: SupervisorOptions, _ logger: Logger) throws(StartFailure) {
        facts = ConfigurationFacts(fileVersion: FileStatus(options.configurationPath)?.version, readAt: SystemClock.sinceEpoch())
        facts.settings.daemon.networkNamespace = options.networkNamespace
        if try !leaveToRoles(options) { try validate(options, logger) }
        logger.info("Configuration file \(options.configurationPath)")
        do throws(SystemError) {
            tableNamespace = try Self.enter(facts.settings.daemon)
        } catch {
            throw .noNamespace(error)
        }
    }

    private func leaveToRoles(_ options: SupervisorOptions) throws(StartFailure) -> Bool {
        if options.refusesErrors || options.dumpsConfiguration { return false }
        do throws(SystemError) {
            guard let unread = try ConfigurationSource.sealUnreadStart(options.configurationPath, settings: options.settings) else { return false }
            let enabled = Set(Role.allCases).subtracting(options.absentRoles)
            let mentioned = options.roles(forWorkOf: unread.roles.intersection(enabled))
            if mentioned.isEmpty || unread.concernsDaemon { return false }
            configuration = unread.takeFile()
            self.unread = UnreadStart(asking: mentioned, of: enabled)
            facts.busyRoles = mentioned
            return true
        } catch {
            throw .noConfiguration(error)
        }
    }

    private func validate(_ options: SupervisorOptions, _ logger: Logger) throws(StartFailure) {
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
        guard let validation, validation.outcome != .unusable else { throw .unusableConfiguration(path: path) }
        if options.refusesErrors, validation.outcome != .clean { throw .faultyConfiguration(path: path) }
        facts.take(validation, options)
    }

    /// - Returns: that of the table, where it is another one.
    private static func enter(_ definitions: DaemonDefinitions) throws(SystemError) -> FileDescriptor? {
        let table: NetworkNamespace? = switch definitions.tableNamespace {
        case .initial where definitions.networkNamespace != nil: try NetworkNamespace.current()
        case .named(let name): try NetworkNamespace(named: name)
        default: nil
        }
        if let name = definitions.networkNamespace { try NetworkNamespace(named: name).enter() }
        guard let table else { return nil }
        return try FileDescriptor.duplicate(of: table.descriptor)
    }

    /// Goes on where another program stopped: this process is where that one has brought it.
    init(after handover: Handover) {
        configuration = FileDescriptor(owning: handover.configuration)
        facts = handover.facts ?? ConfigurationFacts(readAt: SystemClock.sinceEpoch())
        facts.busyRoles = Set(handover.roles.map(\.role) + handover.waiting)
        if let number = handover.tableNamespace { tableNamespace = FileDescriptor(owning: number) }
    }
}

extension ConfigurationFacts {
    /// What a child has found out.
    mutating func take(_ validation: ConfigurationSource.Validation, _ options: SupervisorOptions) {
        take(validation.settings, options)
        busyRoles = options.roles(forWorkOf: validation.busyRoles)
        files = validation.files
    }

    /// The command line has the last word.
    mutating func take(_ read: DaemonSettings, _ options: SupervisorOptions) {
        settings = read
        settings.daemon.networkNamespace = options.networkNamespace ?? settings.daemon.networkNamespace
    }
}
