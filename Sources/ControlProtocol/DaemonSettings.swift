public import Configuration
internal import NetworkTypes

/// What the supervisor itself needs of a configuration. It never reads one: whoever does tells it.
public struct DaemonSettings: Hashable, Sendable {
    public var control = ControlSettings()
    public var daemon = DaemonDefinitions()

    public init() {}

    public init(of configuration: Configuration) {
        control = configuration.global.control
        daemon = configuration.global.daemon
    }
}

/// As text, a line each with a name and a value: an older or newer program reads what it knows.
extension DaemonSettings {
    /// In bytes, at most: a dozen paths.
    public static let longestEncoding = 56 << 10

    public var encoded: [UInt8] {
        var lines = ["group \(control.group)"]
        func add(_ name: String, _ value: String?) {
            if let value { lines.append("\(name) \(value)") }
        }
        func flag(_ name: String, _ isSet: Bool) {
            if isSet { lines.append(name) }
        }
        flag("group-may-change", control.groupMayChange)
        add("process-name", daemon.processName)
        add("instance", daemon.instance)
        add("namespace", daemon.networkNamespace)
        switch daemon.tableNamespace {
        case .initial: lines.append("table-namespace")
        case .named(let name): lines.append("table-namespace \(name)")
        case nil: break
        }
        flag("pid-directory", daemon.usesPIDDirectory)
        add("longest-stop", daemon.longestStop.map { "\($0.wholeNanoseconds)" })
        add("umask", daemon.fileModeMask.map { "\($0)" })
        add("reload-log", daemon.reloadLog)
        add("reload-time-file", daemon.reloadTimeFile)
        flag("reload-repeat", daemon.repeatsReload)
        switch daemon.reloadFile {
        case .standard: lines.append("reload-file")
        case .path(let path): lines.append("reload-file \(path)")
        case nil: break
        }
        add("save-directory", daemon.saveDirectory)
        add("state-file", daemon.dataFiles.state)
        flag("data-distinction", daemon.dataFiles.usesDistinction)
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// - Parameter encoded: as `encoded` gives it; nil where it isn't.
    public init?(encoded: some Collection<UInt8>) {
        guard encoded.count <= Self.longestEncoding, let text = String(validating: encoded, as: UTF8.self) else { return nil }
        var hasGroup = false
        for line in text.parts(at: "\n") {
            let words = line.parts(at: " ", most: 2)
            guard let name = words.first else { continue }
            let value = words.count > 1 ? words[1] : nil
            if name == "group" {
                guard let value else { return nil }
                control.group = value
                hasGroup = true
            }
            take(name, value)
        }
        guard hasGroup else { return nil }
    }

    private mutating func take(_ name: String, _ value: String?) {
        switch (name, value) {
        case ("group-may-change", _): control.groupMayChange = true
        case ("process-name", let value?): daemon.processName = value
        case ("instance", let value?): daemon.instance = value
        case ("namespace", let value?): daemon.networkNamespace = value
        case ("table-namespace", let value): daemon.tableNamespace = value.map { .named($0) } ?? .initial
        case ("pid-directory", _): daemon.usesPIDDirectory = true
        case ("longest-stop", let value?): daemon.longestStop = Int64(value).map { .nanoseconds($0) }
        case ("umask", let value?): daemon.fileModeMask = UInt32(value).flatMap { $0 <= 0o777 ? $0 : nil }
        case ("reload-log", let value?): daemon.reloadLog = value
        case ("reload-time-file", let value?): daemon.reloadTimeFile = value
        case ("reload-repeat", _): daemon.repeatsReload = true
        case ("reload-file", let value): daemon.reloadFile = value.map { .path($0) } ?? .standard
        case ("save-directory", let value?): daemon.saveDirectory = value
        case ("state-file", let value?): daemon.dataFiles.state = value
        case ("data-distinction", _): daemon.dataFiles.usesDistinction = true
        default: break
        }
    }
}
