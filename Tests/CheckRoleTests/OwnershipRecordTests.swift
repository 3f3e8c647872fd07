import EventLoop
import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("Ownership record", .serialized)
struct OwnershipRecordTests {
    private let folder = "/dev/shm/lvsd-tests-\(CurrentProcess.identifier)"

    private func record() throws -> OwnershipRecord {
        try Files.makeDirectory(folder)
        return OwnershipRecord(try EventLoop(), runtimeDirectory: folder)
    }

    private func cleanUp() {
        Files.remove(folder + "/ipvs-services")
        Files.removeDirectory(folder)
    }

    @Test("Every kind of service is read back as it was written")
    func roundTrip() throws {
        defer { cleanUp() }
        let services: Set<ServiceIdentity> = [
            .endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80)),
            .endpoint(.udp, Endpoint(.v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: 1)), port: 53)),
            .endpoint(.sctp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 0)),
            .firewallMark(3, .ipv4), .firewallMark(3, .ipv6),
        ]
        let record = try record()
        record.add(services)
        #expect(record.read() == services)
        record.remove()
        #expect(record.read().isEmpty)
    }

    @Test("Lines that don't read are passed over, so that a damaged record never makes a foreign service ours")
    func survivesDamage() throws {
        defer { cleanUp() }
        let record = try record()
        let text = "tcp 172.17.1.160 80\ntcp 172.17.1.161\nicmp 1.2.3.4 5\ntcp 300.1.1.1 80\nfwmark x 4\nfwmark 1 5\n\u{0}\u{1}\ntcp 10.0.0.1 99999\n"
        try Files.replace(folder + "/ipvs-services", with: Array(text.utf8))
        #expect(record.read() == [.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80))])
    }
}
