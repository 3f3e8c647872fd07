import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("The record of real servers that may finish", .serialized)
struct DrainRecordTests {
    private let folder = "/dev/shm/lvsd-drain-tests-\(CurrentProcess.identifier)"

    private func record() throws -> DrainRecord {
        try Files.makeDirectory(folder)
        return DrainRecord(runtimeDirectory: folder)
    }

    private func cleanUp() {
        Files.remove(folder + "/ipvs-draining")
        Files.removeDirectory(folder)
    }

    @Test("is read back as it was written, and gone when nobody drains")
    func roundTrip() throws {
        defer { cleanUp() }
        let web = ServiceIdentity.endpoint(.tcp, Endpoint(.v6(IPv6Address(high: 1, low: 160)), port: 80))
        let server = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 8080)
        let deadlines: DrainRecord.Deadlines = [
            web: [server: MonotonicInstant(nanoseconds: 123_456_789_012)], .firewallMark(3, .ipv4): [server: MonotonicInstant(nanoseconds: 1)],
        ]
        let record = try record()
        try record.write(deadlines)
        #expect(record.read() == deadlines)
        try record.write([:])
        #expect(record.read() == [:])
        #expect(FileStatus(folder + "/ipvs-draining") == nil)
    }

    @Test("lines that don't read are passed over")
    func survivesDamage() throws {
        defer { cleanUp() }
        let record = try record()
        let text = "tcp 10.0.0.1 80 10.0.0.2 80\ntcp 10.0.0.1 80 10.0.0.2 80 x\ntcp 10.0.0.1 80 10.0.0.2 99999 5\nsctp 1 2 3 4 5\n\u{0}\ntcp 10.0.0.1 80 10.0.0.2 80 5\n"
        try Files.replace(folder + "/ipvs-draining", with: Array(text.utf8))
        #expect(record.read().values.first?.count == 1 && record.read().count == 1)
    }
}
