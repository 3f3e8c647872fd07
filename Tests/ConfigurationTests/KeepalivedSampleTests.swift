import Configuration
import ConfigurationLanguage
import Foundation
import Testing

private let folder = "/usr/share/doc/keepalived/samples"

/// The samples that Debian's keepalived package installs. They are not part of this project; where the package is missing, this
/// test fails: scripts/test installs it.
@Suite("keepalived's own samples")
struct KeepalivedSampleTests {
    /// keepalived 2.2.7 complains of these too: a sync group without its inner block, an address with three numbers.
    private static let unknownToKeepalived: Set<String> = ["keepalived.conf.vrrp.lvs_syncd", "keepalived.conf.vrrp.rules"]

    @Test("none has a keyword, a number or an address that is unknown here and known there")
    func known() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("keepalived.conf") && !$0.hasSuffix(".gz")
        }
        #expect(names.count > 20)
        for name in names.sorted() {
            let bytes = Array(try Data(contentsOf: URL(filePath: folder + "/" + name)))
            let snapshot = SourceSnapshot(path: name, bytes: bytes)
            let reading = Configuration.read(snapshot)
            let errors = reading.diagnostics.filter { $0.severity == .error && $0.code != .notSupportedYet }
            let expected = Self.unknownToKeepalived.contains(name)
            #expect(errors.isEmpty != expected, "\(DiagnosticRenderer().text(errors, in: snapshot))")
            #expect(
                Configuration.read(SourceSnapshot(path: name, bytes: reading.configuration.encodedText)).configuration
                    == reading.configuration, "\(name)")
        }
    }
}
