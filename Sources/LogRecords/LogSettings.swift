/// Where lines go and which: what the command line says, and what a role is told.
public struct LogSettings: Hashable, Sendable {
    /// What takes the machine's log.
    public enum SystemLog: String, Hashable, Sendable, CaseIterable {
        case none
        /// The journal where there is one, else syslog.
        case automatic
        case syslog
        case journal
    }

    /// How a line looks on the console and in a file.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        case text
        case json
    }

    /// To standard error (`-l`).
    public var console = false
    public var systemLog = SystemLog.automatic
    /// syslog(3)'s facility (`-S`): 3 is daemon.
    public var facility: UInt8 = 3
    /// Appended to (`-g`); absolute.
    public var file: String?
    /// Each line is written at once, not with those of the same moment (`--flush-log-file`).
    public var flushesFile = false
    public var form = Form.text
    public var levels = LogLevels()
    /// Tells several daemons of one machine apart: the network namespace and `instance`, if any.
    public var distinction: String?

    public init() {}

    /// Whether a destination takes the fields beside the text.
    public var takesFields: Bool {
        form == .json && (console || file != nil) || systemLog == .automatic || systemLog == .journal
    }

    /// keepalived's values of `-S`: 0 to 7 and `local0` to `local7`, `user`, `daemon`.
    public static func facility(named name: String) -> UInt8? {
        switch name {
        case "user": return 1
        case "daemon": return 3
        default:
            let digits = name.hasPrefix("local") ? name.dropFirst(5) : name[...]
            guard let number = UInt8(digits), number <= 7 else { return nil }
            return 16 + number
        }
    }

    /// The file of one process: keepalived puts the part's name, and what tells the daemon from others, before the last `.` of the file's name, and so do we.
    ///
    /// - Parameters:
    ///   - part: `vrrp`, `healthcheckers`; nil: the daemon itself.
    ///   - distinction: the network namespace and `instance`.
    public static func file(_ path: String, of part: String?, _ distinction: String? = nil) -> String {
        let parts = [part, distinction].compactMap(\.self)
        if parts.isEmpty { return path }
        let part = parts.joined(separator: "_")
        let nameBegin = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[nameBegin...].lastIndex(of: "."), dot != nameBegin else { return "\(path)_\(part)" }
        return "\(path[..<dot])_\(part)\(path[dot...])"
    }
}

/// As words of a command line, each of which begins with `log-`.
extension LogSettings {
    public var words: [String] {
        var words = ["log-system=\(systemLog.rawValue)", "log-facility=\(facility)", "log-form=\(form.rawValue)", "log-levels=\(levels)"]
        if console { words.append("log-console") }
        if flushesFile { words.append("log-flush") }
        if let file { words.append("log-file=\(file)") }
        if let distinction { words.append("log-distinction=\(distinction)") }
        return words
    }

    /// - Parameter words: those of others are passed over.
    public init(words: some Sequence<String>) {
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? String(parts[1]) : ""
            switch parts.first {
            case "log-console"?: console = true
            case "log-flush"?: flushesFile = true
            case "log-system"?: systemLog = SystemLog(rawValue: value) ?? systemLog
            case "log-facility"?: facility = UInt8(value) ?? facility
            case "log-form"?: form = Form(rawValue: value) ?? form
            case "log-levels"?: levels = LogLevels(value) ?? levels
            case "log-file"?: file = value
            case "log-distinction"?: distinction = value
            default: continue
            }
        }
    }
}
