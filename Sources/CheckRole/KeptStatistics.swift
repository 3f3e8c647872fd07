internal import IPVSTable

/// The statistics of one service as the last comparison read them, without the slack of a dictionary: there may be 36,000 destinations.
struct KeptStatistics {
    let traffic: TrafficCounters
    private let destinations: [(identity: DestinationIdentity, statistics: DestinationStatistics)]

    init(_ statistics: ServiceStatistics) {
        traffic = statistics.traffic
        destinations = statistics.destinations.map { ($0.key, $0.value) }
    }

    subscript(destination: DestinationIdentity) -> DestinationStatistics? {
        destinations.first { $0.identity == destination }?.statistics
    }
}
