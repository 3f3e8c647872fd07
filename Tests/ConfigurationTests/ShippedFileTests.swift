import Configuration
import ConfigurationLanguage
import Foundation
import Testing

@Suite("The example files in configs/")
struct ShippedFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "configs")

    @Test(
        "each is read without errors or warnings, and means something",
        arguments: ["dr-director1.conf", "dr-director2.conf", "nat-director1.conf", "nat-director2.conf"])
    func clean(name: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
        let reading = Configuration.read(SourceSnapshot(path: name, bytes: bytes))
        #expect(reading.outcome == .clean)
        #expect(reading.complaints == [])
        #expect(reading.configuration.vrrpInstances.count == 1)
        #expect(reading.configuration.virtualServers.count == 1)
    }

    @Test("no file is forgotten here")
    func complete() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".conf") }
        for name in names {
            let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
            #expect(Configuration.read(SourceSnapshot(path: name, bytes: bytes)).complaints == [], "\(name)")
        }
        #expect(names.count >= 4)
    }

    @Test("the two directors of a pair have the same virtual servers and the same virtual router", arguments: ["dr", "nat"])
    func pairs(kind: String) throws {
        let pair = try ["1", "2"].map { number in
            let bytes = Array(try Data(contentsOf: Self.folder.appending(path: "\(kind)-director\(number).conf")))
            return Configuration.read(SourceSnapshot(path: number, bytes: bytes)).configuration
        }
        #expect(pair[0].virtualServers == pair[1].virtualServers)
        #expect(pair[0].vrrpInstances.map(\.virtualAddresses) == pair[1].vrrpInstances.map(\.virtualAddresses))
        #expect(pair[0].vrrpInstances != pair[1].vrrpInstances)
    }
}
