internal import ControlProtocol
internal import LogRecords
internal import NetworkTypes

/// What a supervisor leaves to the program that takes its place in the same process: an upgrade keeps the process number, the open
/// descriptors and the children, and nothing else. Pure.
///
/// As text, a line each, so that an older or newer program can read what it knows.
struct Handover: Hashable {
    /// A role that goes on while its supervisor is replaced.
    struct RunningRole: Hashable {
        var role: Role
        var process: Int32
        /// Our end of its channel.
        var channel: Int32
        /// The memory in which it says when it was last at work.
        var lifeSign: Int32
        /// It has taken up its work.
        var isReady = true
    }

    /// The runtime directory's lock.
    var lock: Int32
    /// The running configuration, sealed.
    var configuration: Int32
    var roles: [RunningRole] = []
    /// Roles that have work and no process now.
    var waiting: [Role] = []
    var levels = LogLevels()
    /// A reload was asked for, and is the next program's to do.
    var reloads = false
    /// The service manager's socket (NOTIFY_SOCKET).
    var serviceManager: String?
    /// What is known of the running configuration, but for the roles that it gives work to: those are here.
    var facts: ConfigurationFacts?
    /// What the roles have reported of what others follow, as it went over their channels.
    var reports: [Report] = []
    /// A descriptor of the network namespace of the IPVS table, where it is another one than this process's.
    var tableNamespace: Int32?
    /// When the daemon was started; since 1970.
    var startedAt: Duration?
    /// How many reloads were applied, refused and taken back.
    var reloadCounts: [UInt64] = [0, 0, 0]
    var lastReload: LastReload?
    /// The configuration before the last reload.
    var previous: Previous?
    /// When it comes back, unless the reload is confirmed. The clock is the machine's, so that this means the same to the next program.
    var confirmUntil: MonotonicInstant?
    var events = Events()

    struct LastReload: Hashable {
        var outcome: ReloadOutcome
        /// Since 1970.
        var at: Duration
        var reason: String?
    }

    struct Previous: Hashable {
        /// Sealed.
        var configuration: Int32
        var facts: ConfigurationFacts
    }

    /// What has happened.
    struct Events: Hashable {
        /// Of the last one.
        var lastNumber: UInt64 = 0
        var entries: [EventRing.Entry] = []
    }

    struct Report: Hashable {
        var role: Role
        var message: [UInt8]
    }

    /// The first line. A program that finds another one can't take over.
    static let title = "lvsd-handover 1"
    /// In bytes: more than any number of virtual servers that are followed takes.
    static let longest = 1 << 26

    /// The descriptors that must stay open over execve(2), beside that of this text.
    var descriptors: [Int32] {
        [lock, configuration] + roles.flatMap { [$0.channel, $0.lifeSign] } + [tableNamespace, previous?.configuration].compactMap(\.self)
    }

    var text: String {
        var lines = [Self.title, "lock \(lock)", "configuration \(configuration)", "levels \(levels)"]
        if let serviceManager { lines.append("notify \(serviceManager)") }
        if reloads { lines.append("reload wanted") }
        if let facts {
            lines.append("facts \(facts.line)")
            if !facts.files.entries.isEmpty { lines.append("files \(Array(facts.files.text.utf8).hexadecimal)") }
        }
        for role in roles { lines.append("role \(role.role.rawValue) \(role.process) \(role.channel) \(role.lifeSign) \(role.isReady ? "ready" : "starting")") }
        for role in waiting { lines.append("waiting \(role.rawValue)") }
        for report in reports { lines.append("report \(report.role.rawValue) \(report.message.hexadecimal)") }
        return (lines + historyLines).joined(separator: "\n") + "\n"
    }

    /// - Parameter text: as another program wrote it; nil where it isn't understood or lacks what is needed. Lines that are not known are
    ///   passed over.
    init?(_ text: String) {
        let lines = text.parts(at: "\n")
        guard let first = lines.first, first == Self.title else { return nil }
        var lock: Int32?
        var configuration: Int32?
        var roles: [RunningRole] = []
        var waiting: [Role] = []
        var levels = LogLevels()
        var reloads = false
        var serviceManager: String?
        var facts: ConfigurationFacts?
        var reports: [Report] = []
        var history: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            let words = line.parts(at: " ", most: 2)
            guard words.count == 2 else { continue }
            let value = words[1]
            switch words[0] {
            case "lock": lock = Self.descriptor(value)
            case "configuration": configuration = Self.descriptor(value)
            case "levels": levels = LogLevels(value) ?? levels
            case "reload": reloads = true
            case "notify": serviceManager = value
            case "facts": facts = ConfigurationFacts(handedOver: value)
            case "files": facts?.files = FileVersions(value.utf8Text)
            case "role":
                guard let role = RunningRole(value) else { return nil }
                roles.append(role)
            case "waiting": if let role = Role(rawValue: value) { waiting.append(role) }
            case "report": if let report = Report(value) { reports.append(report) }
            default: history.append((words[0], value))
            }
        }
        guard let lock, let configuration else { return nil }
        self.init(
            lock: lock, configuration: configuration, roles: roles, waiting: waiting, levels: levels, reloads: reloads,
            serviceManager: serviceManager, facts: facts, reports: reports)
        for line in history { takeHistory(line.name, line.value) }
        // Two owners of one descriptor would close each other's.
        guard Set(descriptors).count == descriptors.count else { return nil }
    }

    init(
        lock: Int32, configuration: Int32, roles: [RunningRole] = [], waiting: [Role] = [], levels: LogLevels = LogLevels(),
        reloads: Bool = false,
        serviceManager: String? = nil, facts: ConfigurationFacts? = nil, reports: [Report] = []
    ) {
        self.lock = lock
        self.configuration = configuration
        self.roles = roles
        self.waiting = waiting
        self.levels = levels
        self.reloads = reloads
        self.serviceManager = serviceManager
        self.facts = facts
        self.reports = reports
    }

    /// Not one of the standard three.
    static func descriptor(_ text: String) -> Int32? {
        Int32(text).flatMap { $0 > 2 ? $0 : nil }
    }
}

extension Handover.RunningRole {
    fileprivate init?(_ value: String) {
        let words = value.parts(at: " ")
        guard words.count >= 5, let role = Role(rawValue: words[0]), let process = Int32(words[1]), process > 1,
            let channel = Handover.descriptor(words[2]), let lifeSign = Handover.descriptor(words[3])
        else { return nil }
        self.init(role: role, process: process, channel: channel, lifeSign: lifeSign, isReady: words[4] == "ready")
    }
}

extension Handover.Report {
    fileprivate init?(_ value: String) {
        let words = value.parts(at: " ")
        guard words.count == 2, let role = Role(rawValue: words[0]), let message = [UInt8](hexadecimal: words[1].utf8) else { return nil }
        self.init(role: role, message: message)
    }
}

extension ConfigurationFacts {
    /// When it was read, the settings, and the file's version.
    var line: String {
        let version = fileVersion.map { $0.map { "\($0)" }.joined(separator: ",") } ?? "-"
        return "\(readAt.wholeNanoseconds) \(settings.encoded.hexadecimal) \(version)"
    }

    /// - Parameter value: as `line` has it.
    init?(handedOver value: String) {
        let words = value.parts(at: " ")
        guard words.count >= 3, let nanoseconds = Int64(words[0]), let settings = [UInt8](hexadecimal: words[1].utf8).flatMap({ DaemonSettings(encoded: $0) })
        else { return nil }
        let version = words[2].parts(at: ",").compactMap { UInt64($0) }
        self.init(fileVersion: version.isEmpty ? nil : version, readAt: .nanoseconds(nanoseconds), settings: settings)
    }
}

extension String {
    /// What stands there in hexadecimal digits.
    var utf8Text: String { [UInt8](hexadecimal: utf8).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
