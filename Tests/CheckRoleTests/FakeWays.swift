import FakeKernel
import IPVSNetlink
import IPVSTable
import Netlink

@testable import CheckRole

/// The way to a table in this process, which refuses what the kernel refuses.
final class FakeWays: TableWays {
    var kernel = StrictKernel()
    /// What was sent, in its order.
    private(set) var sent: [TableChange] = []
    private(set) var refusals: [TableRefusal] = []
    /// Established connections of each destination.
    var connections: [DestinationIdentity: UInt32] = [:]
    /// How often the connections of a service were counted.
    private(set) var counts = 0
    var table: Table { kernel.table }

    /// What was sent since this was asked last.
    func takeSent() -> [TableChange] {
        defer { sent = [] }
        return sent
    }

    func apply(_ batch: [TableChange]) throws(NetlinkError) -> [TableRefusal] {
        sent += batch
        let refused = kernel.answer(batch)
        refusals += refused
        return refused
    }

    func read(_ isWanted: (ServiceIdentity) -> Bool) throws(NetlinkError) -> Table {
        Table(services: kernel.table.services.filter { isWanted($0.key) })
    }

    func flush() throws(NetlinkError) {
        kernel.table = Table()
    }

    func makeReader() -> any ServiceReading { Reader(self) }

    private final class Reader: ServiceReading {
        private let ways: FakeWays
        private var service: ServiceIdentity?

        init(_ ways: FakeWays) {
            self.ways = ways
        }

        func begin(_ service: ServiceIdentity) {
            self.service = service
        }

        func proceed() throws(NetlinkError) -> ServiceReader.Progress {
            guard let service, let content = ways.kernel.table.services[service] else { return .finished(nil) }
            ways.counts += 1
            var statistics = ServiceStatistics()
            for destination in content.destinations.keys {
                statistics.destinations[destination] = DestinationStatistics(activeConnections: ways.connections[destination] ?? 0)
            }
            return .finished(ServiceReader.Reading(service: content, statistics: statistics))
        }
    }
}
