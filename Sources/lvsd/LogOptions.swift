internal import LogRecords

/// The options that say what is logged where.
enum LogOptions {
    /// Where `-g` writes without a name. keepalived's place is under /tmp, where anybody could be there first.
    private static let customaryFile = "/var/log/lvsd.log"

    /// Follows one option, if it is one of these.
    ///
    /// - Returns: what is wrong with its value.
    static func apply(_ name: String, _ argument: String?, to log: inout LogSettings) -> String? {
        switch (name, argument) {
        case ("log-console", _): log.console = true
        case ("log-detail", _): log.levels.base = min(log.levels.base, .debug)
        case ("no-syslog", _): log.systemLog = .none
        case ("log-file", let path): log.file = path ?? customaryFile
        case ("flush-log-file", _): log.flushesFile = true
        case ("log-facility", let name?):
            guard let facility = LogSettings.facility(named: name) else { return "--log-facility is 0-7, local0-local7, user or daemon" }
            log.facility = facility
        case ("log-format", let name?):
            guard let form = LogSettings.Form(rawValue: name) else { return "--log-format is text or json" }
            log.form = form
        case ("log-level", let name?):
            guard let level = LogSeverity(named: name) else { return "--log-level is one of \(LogSeverity.names.joined(separator: ", "))" }
            log.levels.base = level
        case ("log-debug", let names?):
            for name in names.split(separator: ",") {
                guard let area = LogArea(rawValue: String(name)) else {
                    return "no such area: \(name); there are \(LogArea.allCases.map(\.rawValue).joined(separator: ", "))"
                }
                log.levels.detailed.insert(area)
            }
        case ("system-log", let name?):
            guard let choice = LogSettings.SystemLog(rawValue: name) else { return "--system-log is automatic, journal, syslog or none" }
            log.systemLog = choice
        default: break
        }
        return nil
    }
}
