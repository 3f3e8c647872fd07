internal import ControlProtocol
internal import LinuxSystem
internal import LogRecords
internal import Logging
internal import NetworkTypes
internal import Varlink

/// The methods that are about the daemon as a program: what it logs, and which binary it is.
extension ControlService {
    /// `ListLogAreas`.
    var logAreas: [UInt8] {
        var text = JSONText()
        for area in LogArea.allCases {
            text.object {
                $0.member("name", area.rawValue)
                $0.member("isOn", daemon.logLevels.detailed.contains(area))
                $0.member("help", area.explanation)
            }
            text.endLine()
        }
        return text.bytes
    }

    func logArea(_ name: String) throws(ControlProblem) -> LogArea {
        if let area = LogArea(rawValue: name) { return area }
        throw .failure(.invalidArgument, "There is no area \(name). The areas are: \(LogArea.allCases.map(\.rawValue).joined(separator: ", ")).")
    }

    func logLevel(_ name: String) throws(ControlProblem) -> LogSeverity {
        if let level = LogSeverity(named: name) { return level }
        throw .failure(.invalidArgument, "There is no level \(name).")
    }

    /// `SetLogArea`.
    func setDetails(of area: LogArea, to isOn: Bool, for connection: VarlinkConnection) {
        daemon.setDetails(of: area, to: isOn)
        report("User \(connection.peer.user) turned the details of \(area.rawValue) in the log \(isOn ? "on" : "off")", to: connection)
    }

    /// `SetLogLevel`.
    func setLevel(_ level: LogSeverity, for connection: VarlinkConnection) {
        var levels = daemon.logLevels
        levels.base = level
        daemon.follow(levels)
        report("User \(connection.peer.user) set the least level of the log to \(level.name)", to: connection)
    }

    /// `Upgrade`: answered when the new program was found fit; its daemon then has new connections only.
    func upgrade(to program: String?, for connection: VarlinkConnection) {
        daemon.upgrade(to: program) { reason in
            if let reason { return ControlProblem.failure(.refused, "The running program stays: \(reason).").fail(connection) }
            var text = JSONText()
            text.object { $0.member("outcome", "The daemon goes on as the new program; its roles follow one after the other.") }
            connection.reply(text.bytes)
        }
    }

    private func report(_ sentence: String, to connection: VarlinkConnection) {
        daemon.logger.info("\(sentence)")
        var text = JSONText()
        text.object { $0.array("results") { $0.object { $0.member("message", sentence + ".") } } }
        connection.reply(text.bytes)
    }
}
