import ControlProtocol
import LogRecords
import Testing

@Suite("Role arguments")
struct RoleArgumentsTests {
    @Test("What a supervisor writes is what a role reads", arguments: Role.allCases, 0..<64)
    func roundTrip(_ role: Role, _ switches: Int) {
        var log = LogSettings()
        log.console = switches & 1 != 0
        log.systemLog = switches & 2 != 0 ? .none : .journal
        log.levels = LogLevels(base: .debug, detailed: switches & 4 != 0 ? [.probes, .table] : [])
        log.file = switches & 4 != 0 ? "/var/log/with=sign and blank.log" : nil
        log.form = switches & 1 != 0 ? .json : .text
        log.flushesFile = switches & 2 != 0
        log.facility = UInt8(switches & 31)
        var arguments = RoleArguments(
            role: role, runtimeDirectory: "/run/with space", log: log, takesOver: switches & 8 != 0, absentRoles: switches & 16 != 0 ? [.check, .bfd] : [])
        arguments.logsAddresses = switches & 32 != 0
        #expect(RoleArguments(commandLine: arguments.commandLine) == arguments)
    }

    @Test("A user's command line is no role's", arguments: [[], ["-f", "x"], ["--role"], ["--role", "vrrp"], ["--role", "other", "/run"]])
    func refuses(_ words: [String]) {
        #expect(RoleArguments(commandLine: words) == nil)
    }
}
