internal import CNetlink
internal import IPVSTable
internal import Netlink

extension ServiceAttributes {
    static func decodeTraffic(_ attribute: UnsafeMutablePointer<nlattr>?) -> TrafficCounters {
        TrafficCounters(NetlinkAttributes(nestedIn: attribute, highest: 16)?[Int(IPVS_SVC_ATTR_STATS64)])
    }
}

extension DestinationAttributes {
    static func decodeStatistics(_ destination: NetlinkAttributes) -> DestinationStatistics {
        DestinationStatistics(
            activeConnections: destination[Int(IPVS_DEST_ATTR_ACTIVE_CONNS)]?.uint32 ?? 0,
            inactiveConnections: destination[Int(IPVS_DEST_ATTR_INACT_CONNS)]?.uint32 ?? 0,
            persistentConnections: destination[Int(IPVS_DEST_ATTR_PERSIST_CONNS)]?.uint32 ?? 0,
            traffic: TrafficCounters(destination[Int(IPVS_DEST_ATTR_STATS64)]))
    }
}

extension TrafficCounters {
    /// The nested IPVS_STATS_ATTR_* of 64 bits (kernel 4.2 and later); zero where there are none.
    fileprivate init(_ attribute: UnsafeMutablePointer<nlattr>?) {
        self.init()
        guard let counters = NetlinkAttributes(nestedIn: attribute, highest: Int(IPVS_STATS_ATTR_PAD)) else { return }
        connections = counters[Int(IPVS_STATS_ATTR_CONNS)]?.uint64 ?? 0
        packetsIn = counters[Int(IPVS_STATS_ATTR_INPKTS)]?.uint64 ?? 0
        packetsOut = counters[Int(IPVS_STATS_ATTR_OUTPKTS)]?.uint64 ?? 0
        bytesIn = counters[Int(IPVS_STATS_ATTR_INBYTES)]?.uint64 ?? 0
        bytesOut = counters[Int(IPVS_STATS_ATTR_OUTBYTES)]?.uint64 ?? 0
    }
}
