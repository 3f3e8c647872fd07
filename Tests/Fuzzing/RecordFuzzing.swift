@testable import CheckRole
import HealthCheck
import IPVSTable
import NetworkTypes
@testable import Supervisor
import VirtualServers
@testable import VRRPRole

/// What an earlier process has left for the next one. The files are root's own, but a full disk can cut them and another version can have
/// written them.
enum RecordFuzzing {
    private static let now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    private static let service = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 9)), port: 80))
    private static let settings = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32)
    private static let server = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)

    /// A record that was read reads back as the same, and a virtual server lives with whatever it says.
    static func drains(_ bytes: [UInt8]) {
        let deadlines = DrainRecord.deadlines(in: RecordFile.lines(in: bytes))
        let next = DrainRecord.pieces(of: deadlines)
        var lines: [String] = []
        while let some = next() { lines += some }
        precondition(DrainRecord.deadlines(in: lines) == deadlines, "a record of drains that reads back as another")
        let finishing = TableService(settings: settings, destinations: [server: DestinationSettings(forwarding: .directRouting, weight: 0)])
        for found in deadlines.values {
            guard var leaving = VirtualServer(leaving: service, in: finishing, drains: found, now: now) else { continue }
            _ = leaving.start()
            if let deadline = leaving.deadline { _ = leaving.handleTimeout(now: deadline) }
        }
    }

    static func orders(_ bytes: [UInt8]) {
        let record = OrderRecord(runtimeDirectory: "/nowhere", daemon: 7)
        let orders = record.orders(in: bytes)
        precondition(record.orders(in: record.text(of: orders)) == orders, "a record of orders that reads back as another")
        let definition = VirtualServerDefinition(
            identity: .service(service), settings: settings,
            realServers: [RealServerDefinition(identity: server, settings: DestinationSettings(forwarding: .directRouting, weight: 1), checks: [])])
        for states in orders.values {
            var virtual = VirtualServer(definition, orders: states, now: now)
            _ = virtual.start()
            var text = JSONText()
            text.object { virtual.status(of: 0).write(to: &$0, checks: [], traffic: nil, ClockReading(now: now, sinceEpoch: .seconds(1_700_000_000))) }
            if let deadline = virtual.deadline { _ = virtual.handleTimeout(now: deadline) }
        }
    }

    static func firewall(_ bytes: [UInt8]) {
        let record = FirewallRecord(text: String(decoding: bytes, as: UTF8.self))
        precondition(FirewallRecord(text: record.text) == record, "a record of the firewall that reads back as another")
    }

    static func handover(_ bytes: [UInt8]) {
        guard let handover = Handover(String(decoding: bytes, as: UTF8.self)) else { return }
        precondition(Set(handover.descriptors).count == handover.descriptors.count, "a descriptor with two owners")
        precondition(Handover(handover.text) == handover, "what was handed over reads back as something else")
    }
}
