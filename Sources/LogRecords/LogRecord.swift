/// One line of the log, before it is put into a form that some destination takes.
public struct LogRecord: Hashable, Sendable {
    public var severity: LogSeverity
    public var area: LogArea
    /// One line: control characters, which could forge a second one, have become `?`.
    public private(set) var text: String
    /// What the line is about, for destinations that take more than text.
    public var fields: [LogField]

    public init(_ severity: LogSeverity, _ area: LogArea, _ text: String, fields: [LogField] = []) {
        self.severity = severity
        self.area = area
        self.text = text.onOneLine
        self.fields = fields
    }

    /// The same line with a remark behind it.
    func remarking(_ remark: String) -> LogRecord {
        LogRecord(severity, area, "\(text) (\(remark))", fields: fields)
    }
}

/// A name and a value beside the text of a line.
public struct LogField: Hashable, Sendable {
    /// In lower case with `_` between words: `virtual_server`.
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// How much a line matters: the levels of syslog(3) that the daemon uses, and one below them for what is only logged on demand.
public enum LogSeverity: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    public static func < (left: LogSeverity, right: LogSeverity) -> Bool { left.rawValue < right.rawValue }

    /// LOG_DEBUG (7) to LOG_CRIT (2).
    public var syslogNumber: UInt8 { self == .trace ? 7 : 8 - rawValue }

    /// Written out: to ask the language for the name of a case takes a good part of a millisecond the first time, which is at the start of each process.
    public var name: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .notice: "notice"
        case .warning: "warning"
        case .error: "error"
        case .critical: "critical"
        }
    }

    /// All names, from the least severe one.
    public static var names: [String] { allCases.map(\.name) }

    /// - Parameter name: one of `names`; nil where it is none.
    public init?(named name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension String {
    fileprivate var onOneLine: String {
        guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return self }
        return String(decoding: utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
