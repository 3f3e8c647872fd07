public import Configuration
public import ConfigurationLanguage
internal import ControlProtocol
public import LinuxSystem
internal import Logging
internal import NetworkTypes

/// The configuration on its way from the disk to the roles: read once, validated, sealed.
public enum ConfigurationSource {
    /// Where the configuration stands if the command line doesn't say: lvsd's own place, else keepalived's.
    public static func defaultPath() -> String {
        Files.exists(defaultPaths[0]) ? defaultPaths[0] : Files.exists(defaultPaths[1]) ? defaultPaths[1] : defaultPaths[0]
    }

    private static let defaultPaths = ["/etc/lvsd/lvsd.conf", "/etc/keepalived/keepalived.conf"]

    /// What the meaning of a configuration depends on beside its text, as this machine has it.
    public static func settings() -> SourceSnapshot.Settings {
        SourceSnapshot.Settings(
            configurationID: String(HostNames.own.prefix { $0 != "." }), workingDirectory: Files.currentDirectory ?? "/")
    }

    /// Reads a configuration and all that it includes, in this process.
    public static func load(
        _ path: String, settings: SourceSnapshot.Settings
    ) throws(SystemError) -> (reading: Configuration.Reading, snapshot: SourceSnapshot) {
        try load(FirstFile(path, settings))
    }

    private static func load(
        _ file: FirstFile, recorder: FileVersionRecorder? = nil
    ) -> (reading: Configuration.Reading, snapshot: SourceSnapshot) {
        Configuration.load(file.snapshot, identity: file.identity, reader: ConfigurationFiles(recorder: recorder))
    }

    /// The file that the user named: without it there is nothing at all.
    struct FirstFile {
        fileprivate let snapshot: SourceSnapshot
        fileprivate let identity: [UInt64]

        init(_ path: String, _ settings: SourceSnapshot.Settings) throws(SystemError) {
            var settings = settings
            settings.randomSeed = UInt64.random(in: .min ... .max)
            let bytes = try Files.read(path, limit: SourceSnapshot.maximumFileSize)
            snapshot = SourceSnapshot(path: path, bytes: bytes, settings: settings)
            identity = FileStatus(path)?.identity ?? []
        }
    }

    /// What a validation found out, in a form that fits an exit status.
    struct Validation {
        var outcome: Configuration.Outcome
        var hasVRRP: Bool
        var hasVirtualServers: Bool
        var hasSessions: Bool
        var settings = DaemonSettings()
        /// What was included.
        var files = FileVersions()

        /// The roles that have something to do.
        var busyRoles: Set<Role> {
            Set((hasVRRP ? [.vrrp] : []) + (hasVirtualServers ? [.check] : []) + (hasSessions ? [.bfd] : []))
        }

        /// An exit status that tells of no findings.
        fileprivate static let failed: Int32 = 1

        fileprivate var exitStatus: Int32 {
            let grade: Int32 = switch outcome {
            case .clean: 0
            case .usableWithErrors: 1
            case .unusable: 2
            }
            return 0x20 | grade | (hasVRRP ? 4 : 0) | (hasVirtualServers ? 8 : 0) | (hasSessions ? 16 : 0)
        }

        init(of reading: Configuration.Reading) {
            outcome = reading.outcome
            hasVRRP = !reading.configuration.vrrpInstances.isEmpty
            hasVirtualServers = !reading.configuration.virtualServers.isEmpty
            hasSessions = !reading.configuration.bfdInstances.isEmpty
        }

        /// - Returns: nil where the child didn't end by itself with its findings.
        init?(_ end: ProcessEnd) {
            guard case .exited(let status) = end, status & 0x20 != 0 else { return nil }
            switch status & 3 {
            case 0: outcome = .clean
            case 1: outcome = .usableWithErrors
            default: outcome = .unusable
            }
            hasVRRP = status & 4 != 0
            hasVirtualServers = status & 8 != 0
            hasSessions = status & 16 != 0
        }
    }

    /// Seals a configuration that is complete with its first file, unread: the roles read it.
    ///
    /// - Returns: nil where the text may ask for other files.
    static func sealUnread(_ path: String, settings: SourceSnapshot.Settings) throws(SystemError) -> FileDescriptor? {
        let first = try FirstFile(path, settings)
        return first.snapshot.isComplete ? try seal(first.snapshot) : nil
    }

    /// The same for a start, and the roles whose blocks may stand in it.
    static func sealUnreadStart(_ path: String, settings: SourceSnapshot.Settings) throws(SystemError) -> UnreadFile? {
        let first = try FirstFile(path, settings)
        guard first.snapshot.isComplete else { return nil }
        var roles: Set<Role> = []
        if first.snapshot.mentions("vrrp_instance") { roles.insert(.vrrp) }
        if first.snapshot.mentions("virtual_server") { roles.insert(.check) }
        if first.snapshot.mentions("bfd_instance") { roles.insert(.bfd) }
        let words = ["net_namespace", "use_pid_dir", "umask"]
        let concernsDaemon = words.contains { first.snapshot.mentions($0) } || first.snapshot.mentionsInstanceName
        return UnreadFile(file: try seal(first.snapshot), roles: roles, concernsDaemon: concernsDaemon)
    }

    struct UnreadFile: ~Copyable {
        let file: FileDescriptor
        /// The roles whose blocks may stand in it.
        let roles: Set<Role>
        /// It may say where the daemon works, where its files stand and who may read them, which must be known before roles are started.
        let concernsDaemon: Bool

        consuming func takeFile() -> FileDescriptor { file }
    }

    private static func seal(_ snapshot: SourceSnapshot) throws(SystemError) -> FileDescriptor {
        let file = try emptyFile()
        try write(snapshot, into: file)
        try SealedMemoryFile.seal(file)
        return file
    }

    private static func write(_ snapshot: SourceSnapshot, into file: borrowing FileDescriptor) throws(SystemError) {
        try snapshot.encode { piece throws(SystemError) in try file.writeAll(piece) }
    }

    /// Logs what there is to say about a sealed configuration. For a child process.
    ///
    /// - Parameters:
    ///   - number: the configuration's descriptor.
    ///   - file: takes it too.
    static func explain(_ number: Int32, alsoInto file: String? = nil, logger: Logger) -> Int32 {
        limitPrivileges()
        guard let copy = try? FileDescriptor.duplicate(of: number), let snapshot = SourceSnapshot(sealed: copy) else { return Validation.failed }
        let reading = Configuration.read(snapshot)
        log(reading, of: snapshot, alsoInto: file, logger)
        return Validation(of: reading).exitStatus
    }

    /// Reads the configuration in a child process, which logs what is wrong with it, each mistake once, and waits for that.
    ///
    /// The child keeps the supervisor small whatever the size of the configuration, and alive whatever is in it.
    ///
    /// - Parameters:
    ///   - file: takes the whole snapshot, and is sealed then.
    ///   - lists: also logs the effective configuration (`-d`).
    /// - Returns: nil where the child didn't come to an end by itself.
    static func prepare(
        _ path: String, settings: SourceSnapshot.Settings, into file: borrowing FileDescriptor, lists: Bool = false, logger: Logger
    ) throws(SystemError) -> Validation? {
        let first = try FirstFile(path, settings)
        let number = file.number
        let found = try JobOutput()
        let child = try Children.fork { validate(first, into: number, findings: found.number, lists: lists, logger: logger) }
        return try findings(Children.wait(child), found, file)
    }

    /// What a child that was to `validate` has found out.
    ///
    /// - Parameter file: which is sealed then.
    static func findings(_ end: ProcessEnd, _ found: JobOutput, _ file: borrowing FileDescriptor) throws(SystemError) -> Validation? {
        guard var validation = Validation(end) else { return nil }
        try SealedMemoryFile.seal(file)
        let bytes = found.everything(limit: mostFindings)
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        if let settings = parts.first.flatMap({ DaemonSettings(encoded: $0) }) { validation.settings = settings }
        if parts.count > 1 { validation.files = FileVersions(String(decoding: parts[1], as: UTF8.self)) }
        return validation
    }

    /// In bytes: the names of the files that the largest configuration includes.
    private static let mostFindings = 1 << 24

    /// A file for `prepare`.
    static func emptyFile() throws(SystemError) -> FileDescriptor {
        try SealedMemoryFile.begin(name: memoryFileName)
    }

    private static let memoryFileName = "lvsd-configuration"

    private static func log(_ reading: Configuration.Reading, of snapshot: SourceSnapshot, alsoInto file: String? = nil, _ logger: Logger) {
        let diagnostics = reading.diagnostics(on: MachineFacts(observedFor: reading.requirements))
        let text = DiagnosticRenderer().text(diagnostics, in: snapshot)
        if let file {
            do throws(SystemError) {
                try Files.replace(file, with: Array(text.utf8), mode: 0o600)
            } catch {
                logger.error("reload_check_config: \(error)")
            }
        }
        // Lines that begin with a space show the text itself.
        for line in text.split(separator: "\n") { logger.warning("\(line.first == " " ? Secrets.maskedSource(line) : String(line))") }
    }

    /// A child that reads needs to read files, and nothing else.
    static func limitPrivileges() {
        Privileges.limitPrograms(to: [])
        Privileges.forbidNewPrivileges()
        Privileges.keep([.readAnyFile, .overrideFilePermissions])
    }

    /// What the child does.
    ///
    /// - Parameters:
    ///   - number: takes the whole snapshot.
    ///   - findings: the number of the file that takes what the supervisor must know.
    static func validate(_ first: FirstFile, into number: Int32, findings: Int32, lists: Bool = false, logger: Logger) -> Int32 {
        limitPrivileges()
        let recorder = FileVersionRecorder()
        let (reading, snapshot) = load(first, recorder: recorder)
        log(reading, of: snapshot, alsoInto: reading.outcome == .clean ? nil : reading.configuration.global.daemon.reloadLog, logger)
        if lists { list(reading.configuration, logger) }
        let file = FileDescriptor(owning: number)
        do throws(SystemError) {
            try write(snapshot, into: file)
            try FileDescriptor(owning: findings).writeAll(
                DaemonSettings(of: reading.configuration).encoded + [0] + recorder.versions.text.utf8)
        } catch {
            logger.error("\(error)")
            return Validation.failed
        }
        return Validation(of: reading).exitStatus
    }

    /// Logs are read by more people than the configuration file, so passwords don't go into them.
    private static func list(_ configuration: Configuration, _ logger: Logger) {
        for line in configuration.text.split(separator: "\n") {
            logger.info("\(Secrets.masked(line))")
        }
    }
}
