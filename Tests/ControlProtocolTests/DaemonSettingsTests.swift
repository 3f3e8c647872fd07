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
