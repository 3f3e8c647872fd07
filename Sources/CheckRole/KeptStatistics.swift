internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// The statistics of one service as the last comparison read them, without the slack of a dictionary: there may be 36,000 destinations.
struct KeptStatistics {
    let traffic: TrafficCounters
    let rates: TrafficRates
    private let time: MonotonicInstant
    private let destinations: [(identity: DestinationIdentity, statistics: DestinationStatistics, rates: TrafficRates)]

    /// - Parameter former: what was read before, by which rates are made.
    init(_ statistics: ServiceStatistics, after former: KeptStatistics?, now: MonotonicInstant) {
        traffic = statistics.traffic
        time = now
        guard let former else {
            rates = TrafficRates()
            destinations = statistics.destinations.map { ($0.key, $0.value, TrafficRates()) }
            return
        }
        let span = now - former.time
        rates = TrafficRates(from: former.traffic, to: statistics.traffic, over: span)
        var new = statistics.destinations
        var destinations: [(DestinationIdentity, DestinationStatistics, TrafficRates)] = []
        destinations.reserveCapacity(new.count)
        for old in former.destinations {
            guard let now = new.removeValue(forKey: old.identity) else { continue }
            destinations.append((old.identity, now, TrafficRates(from: old.statistics.traffic, to: now.traffic, over: span)))
        }
        destinations += new.map { ($0.key, $0.value, TrafficRates()) }
        self.destinations = destinations
    }

    func forEach(_ body: (DestinationIdentity, TrafficReport) -> Void) {
        for destination in destinations { body(destination.identity, TrafficReport(destination.statistics, rates: destination.rates)) }
    }

    /// The service as a whole: the kernel's own counters, and the connections of all destinations.
    var report: TrafficReport {
        var report = TrafficReport()
        for destination in destinations { report.statistics.add(destination.statistics) }
        report.statistics.traffic = traffic
        report.rates = rates
        return report
    }
}

extension KernelTable {
    /// What the kernel counted last for a virtual server; nil where nothing was read yet.
    func traffic(of server: VirtualServer) -> TrafficReport? {
        var sum: TrafficReport?
        for service in server.definition.services {
            guard let report = statistics[service]?.report else { continue }
            sum = sum ?? TrafficReport()
            sum?.add(report)
        }
        return sum
    }

    /// What the kernel counted last for some real servers, by their indices. Linear in what stands in the services.
    func traffic(of server: VirtualServer, realServers: Range<Int>) -> [Int: TrafficReport] {
        var reports: [Int: TrafficReport] = [:]
        for service in server.definition.services {
            guard let kept = statistics[service] else { continue }
            var places = [DestinationIdentity: Int](minimumCapacity: realServers.count)
            for index in realServers { places[server.place(of: index, in: service)] = index }
            kept.forEach { identity, report in
                if let index = places[identity] { reports[index, default: TrafficReport()].add(report) }
            }
        }
        return reports
    }
}
