import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing
import VirtualServers

@testable import CheckRole

@Suite("The record of what operators have ordered")
struct OrderRecordTests {
    private static let server = Endpoint(IPAddress(172, 17, 1, 152), port: 80)
    private static let web = VirtualServerIdentity.service(.endpoint(.tcp, Endpoint(IPAddress(172, 17, 1, 160), port: 80)))
    private static let orders: OrderRecord.Orders = [
        web: [
            server: AdministrativeState(mode: .disabled, isPersistent: true),
            Endpoint(IPAddress("2001:db8::2") ?? server.address, port: 0): AdministrativeState(mode: .draining(until: MonotonicInstant(nanoseconds: 5)), weight: 3),
        ],
        .group("two words", nil): [server: AdministrativeState(mode: .draining(until: nil))],
        .group("two words", nil, .ipv6): [server: AdministrativeState(mode: .drained)],
        .group("web", .udp): [server: AdministrativeState(mode: .drained, isPersistent: true)],
        .service(.firewallMark(3, .ipv6)): [server: AdministrativeState(weight: 7)],
    ]

    private func withRecord(_ name: String, _ body: (String) throws -> Void) throws {
        let directory = "/tmp/lvsd-order-record-\(name)-\(CurrentProcess.identifier)"
        try Files.makeDirectory(directory)
        defer {
            Files.remove(directory + "/server-orders")
            Files.removeDirectory(directory)
        }
        try body(directory)
    }

    @Test("is read back as it was written, in the same daemon")
    func roundTrip() throws {
        try withRecord("kept") { directory in
            let record = OrderRecord(runtimeDirectory: directory, daemon: 42)
            try record.write(Self.orders)
            #expect(record.read() == Self.orders)
            // Another daemon goes on with what is to persist.
            #expect(OrderRecord(runtimeDirectory: directory, daemon: 43).read().values.flatMap(\.values).allSatisfy { $0.isPersistent })
            #expect(OrderRecord(runtimeDirectory: directory, daemon: 43).read().count == 2)
            try record.keepPersistent(of: Self.orders)
            #expect(record.read().count == 2)
            try record.write([:])
            #expect(!Files.exists(directory + "/server-orders") && record.read() == [:])
        }
    }

    @Test("an IPv6 group of marks finds what an older build wrote without a family, unless there is a group of that very name")
    func olderNames() {
        let (plain, family) = (VirtualServerIdentity.group("two words", nil), VirtualServerIdentity.group("two words", nil, .ipv6))
        let older: OrderRecord.Orders = [plain: [Self.server: AdministrativeState(mode: .drained)]]
        #expect(OrderRecord.orders(of: family, in: older, beside: [family]) == older[plain])
        #expect(OrderRecord.orders(of: family, in: older, beside: [family, plain]) == [:])
        #expect(OrderRecord.orders(of: plain, in: older, beside: [family, plain]) == older[plain])
        #expect(OrderRecord.orders(of: family, in: Self.orders, beside: [family]) == Self.orders[family])
        #expect(OrderRecord.orders(of: .group("web", .tcp), in: older, beside: []) == [:])
    }

    @Test("lines that don't read are passed over")
    func garbage() throws {
        try withRecord("garbage") { directory in
            let text = """
                daemon 42
                daemon x y
                1.2.3.4 80 disabled - - persistent
                1.2.3.4 80 sleeping - - persistent tcp 1.2.3.5 80
                1.2.3.4 99999 disabled - - persistent tcp 1.2.3.5 80
                1.2.3.4 80 weight - 4294967295 persistent tcp 1.2.3.5 80
                1.2.3.4 80 draining 99999999999999999999 - persistent tcp 1.2.3.5 80
                \u{0}\u{0}
                """
            try Files.replace(directory + "/server-orders", with: Array(text.utf8))
            let orders = OrderRecord(runtimeDirectory: directory, daemon: 42).read()
            #expect(orders.values.flatMap(\.values) == [AdministrativeState(mode: .draining(until: nil), isPersistent: true)])
        }
    }
}
