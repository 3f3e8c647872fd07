import ControlProtocol
import Testing

@Suite("Role arguments")
struct RoleArgumentsTests {
    @Test("What a supervisor writes is what a role reads", arguments: Role.allCases, 0..<32)
    func roundTrip(_ role: Role, _ switches: Int) {
        let arguments = RoleArguments(
            role: role, runtimeDirectory: "/run/with space", logsToConsole: switches & 1 != 0, logsToSystemLog: switches & 2 != 0,
            logsDetails: switches & 4 != 0, takesOver: switches & 8 != 0, runsAlone: switches & 16 != 0)
        #expect(RoleArguments(commandLine: arguments.commandLine) == arguments)
    }

    @Test("A user's command line is no role's", arguments: [[], ["-f", "x"], ["--role"], ["--role", "vrrp"], ["--role", "other", "/run"]])
    func refuses(_ words: [String]) {
        #expect(RoleArguments(commandLine: words) == nil)
    }
}
