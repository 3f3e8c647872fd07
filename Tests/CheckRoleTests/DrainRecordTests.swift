import EventLoop
import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

@Suite("The record of real servers that may finish", .serialized)
struct DrainRecordTests {
    private let folder = "/dev/shm/lvsd-drain-tests-\(CurrentProcess.identifier)"

    private let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    private func record() throws -> DrainRecord {
        try Files.makeDirectory(folder)
        return DrainRecord(loop, runtimeDirectory: folder)
    }

    private func run(for duration: Duration) {
        let timer = EventLoop.Timer { [loop] in loop.atEndOfRound { loop.stop() } }
        loop.arm(timer, at: SystemClock.now() + duration)
        loop.run()
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
        for (service, ends) in deadlines { record.note([service], ends) }
        run(for: .zero)
        #expect(try self.record().read() == deadlines)
        for service in deadlines.keys { record.note([service], [:]) }
        #expect(loop.wait { !Files.exists(folder + "/ipvs-draining") })
        #expect(try self.record().read() == [:])
    }

    @Test("of thousands that end one after the other each beginning is there at once, and all ends are written in one turn a second")
    func many() throws {
        defer { cleanUp() }
        let record = try record()
        func service(_ number: Int) -> ServiceIdentity { .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, UInt8(number / 256), UInt8(number % 256))), port: 80)) }
        let server = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 8080)
        for number in 0..<2000 {
            record.note([service(number)], [server: MonotonicInstant(nanoseconds: 5)])
            if number % 500 == 0 {
                run(for: .zero)
                #expect(try self.record().read().count == number + 1)
            }
        }
        let began = SystemClock.now()
        var turns = 0
        var last = FileStatus(folder + "/ipvs-draining")
        for number in 0..<1990 {
            record.note([service(number)], [:])
            if number % 10 == 0 { run(for: .zero) }
            let present = FileStatus(folder + "/ipvs-draining")
            if present != last { turns += 1 }
            last = present
        }
        #expect(turns <= 1 + Int((SystemClock.now() - began).components.seconds))
        #expect(loop.wait { RecordFile.lines(of: folder + "/ipvs-draining").count == 10 })
        record.keepOnly { $0 == service(1995) }
        #expect(loop.wait { RecordFile.lines(of: folder + "/ipvs-draining").count == 1 })
        #expect(try self.record().read().keys.elementsEqual([service(1995)]))
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
