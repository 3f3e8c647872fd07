import Configuration
import ControlProtocol
import Testing

@Suite("What the supervisor needs of a configuration")
struct DaemonSettingsTests {
    @Test("It is read as it was written, also behind a role's findings", arguments: ["lvsd", "ä", String(repeating: "g", count: 32)], [true, false])
    func roundTrip(_ group: String, _ mayChange: Bool) {
        var settings = DaemonSettings()
        settings.control.group = group
        settings.control.groupMayChange = mayChange
        #expect(DaemonSettings(encoded: settings.encoded) == settings)
        let message = [RoleMessage.prepared.rawValue, 5] + settings.encoded
        #expect(PreparationAnswer(message: message, .prepared) == PreparationAnswer([.isFaulty, .hasWork], settings))
        #expect(PreparationAnswer(message: message, .begun) == nil)
    }

    @Test("All that concerns the supervisor goes along, and what a newer program adds is passed over")
    func everything() {
        var settings = DaemonSettings()
        settings.daemon.processName = "a b"
        settings.daemon.instance = "in"
        settings.daemon.networkNamespace = "ns"
        settings.daemon.tableNamespace = .named("lb")
        settings.daemon.usesPIDDirectory = true
        settings.daemon.longestStop = .milliseconds(7500)
        settings.daemon.fileModeMask = 0o027
        settings.daemon.reloadLog = "/var/log/a b"
        settings.daemon.reloadTimeFile = "/etc/at"
        settings.daemon.repeatsReload = true
        settings.daemon.reloadFile = .path("/run/x")
        settings.daemon.saveDirectory = "/var/lib/saved"
        settings.daemon.dataFiles.state = "/var/lib/x.data"
        settings.daemon.dataFiles.usesDistinction = true
        #expect(DaemonSettings(encoded: settings.encoded) == settings)
        #expect(DaemonSettings(encoded: settings.encoded + Array("\nnovelty 1".utf8)) == settings)
        settings.daemon.tableNamespace = .initial
        settings.daemon.reloadFile = .standard
        #expect(DaemonSettings(encoded: settings.encoded) == settings)
    }

    @Test("Anything else is none", arguments: [[], [0], [2, 65], [1, 0xFF], [UInt8](repeating: 1, count: 300)])
    func refuses(_ bytes: [UInt8]) {
        #expect(DaemonSettings(encoded: bytes) == nil)
    }

    @Test("Findings without settings are findings")
    func findingsAlone() {
        #expect(PreparationAnswer(message: [RoleMessage.prepared.rawValue, 1], .prepared) == PreparationAnswer(.isFaulty))
        #expect(PreparationAnswer(message: [RoleMessage.prepared.rawValue], .prepared) == nil)
        #expect(PreparationAnswer(message: [RoleMessage.ready.rawValue, 1], .prepared) == nil)
    }
}
