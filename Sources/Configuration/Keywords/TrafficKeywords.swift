internal import ConfigurationLanguage
internal import VirtualServers

/// How a real server comes into the traffic and leaves it; a real server inherits it from its virtual server. None of these is keepalived's.
func trafficKeywords(in block: Block) -> [Keyword] {
    let isOuter = block == .virtualServer
    return [
        .seconds("slow_start", in: block, .zero...longestTime, default: isOuter ? "0" : "that of the virtual server") {
            $0[traffic: block].slowStart = $1
        },
        .number(
            "slow_start_floor", in: block, 1...100, default: isOuter ? "\(SlowStart.defaultFloor)" : "that of the virtual server"
        ) {
            $0[traffic: block].slowStartFloor = UInt8(clamping: $1)
        },
        .seconds("drain_timeout", in: block, .zero...longestTime, default: isOuter ? "0" : "that of the virtual server") {
            $0[traffic: block].drainTimeout = $1
        },
    ]
}

extension Reader {
    fileprivate subscript(traffic block: Block) -> TrafficDraft {
        get { block == .virtualServer ? virtualServer.traffic : realServer.traffic }
        set {
            if block == .virtualServer { virtualServer.traffic = newValue } else { realServer.traffic = newValue }
        }
    }
}
