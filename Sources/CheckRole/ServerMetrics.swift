internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VirtualServers

/// One real server, as its samples need it.
struct RealServerSample {
    var runner: VirtualServerRunner
    var index: Int
    var traffic: TrafficReport?

    var status: RealServerStatus { runner.server.status(of: index) }

    var labels: [OpenMetricsText.Label] {
        let definition = runner.server.definition
        return definition.identity.metricLabels + [("real_server", "\(definition.realServers[index].identity)")]
    }
}

// The families of virtual servers and real servers. Each has one sample per server and service-independent labels, so that their number
// follows from the configuration alone.
extension CheckAnswers {
    typealias VirtualServerWriter = @Sendable (VirtualServerRunner, [Label], KernelTable, Family, inout OpenMetricsText) -> Void
    typealias RealServerWriter = @Sendable (RealServerSample, Family, inout OpenMetricsText) -> Void

    static let virtualServerFamilies: [(Family, VirtualServerWriter)] = [
        (
            Family("lvsd_virtual_server_up", .gauge, "Whether the virtual server has its quorum."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.isUp) }
        ),
        (
            Family("lvsd_virtual_server_undecided", .gauge, "Whether the first checks of the virtual server are still awaited (init_state checking)."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.isUndecided) }
        ),
        (
            Family("lvsd_virtual_server_quorum", .gauge, "The configured quorum."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.definition.quorum) }
        ),
        (
            Family("lvsd_virtual_server_live_weight", .gauge, "The sum of the weights of the real servers that are alive and in service."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.liveWeight) }
        ),
        (
            Family("lvsd_virtual_server_sorry_server_active", .gauge, "Whether the sorry server serves."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.isSorryServerServing) }
        ),
        (
            Family("lvsd_virtual_server_panic", .gauge, "Whether failed real servers are kept since too few are alive (panic_threshold)."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.server.isPanicking) }
        ),
        (
            Family("lvsd_virtual_server_suspended", .gauge, "Whether the checks rest since no address of the virtual server is on this host (ha_suspend)."),
            { runner, labels, _, family, text in text.sample(family, labels, runner.isSuspended) }
        ),
        (
            Family("lvsd_virtual_server_real_servers", .gauge, "Real servers by state."),
            { runner, labels, _, family, text in
                let counts = runner.server.status.counts
                for state in RealServerState.names { text.sample(family, labels + [("state", state)], counts[state] ?? 0) }
            }
        ),
        traffic("active_connections", .gauge, "Connections that are established") { UInt64($0.activeConnections) },
        traffic("inactive_connections", .gauge, "Connections that are being closed, and all of UDP,") { UInt64($0.inactiveConnections) },
        traffic("connections", .counter, "Connections that have been scheduled") { $0.traffic.connections },
        traffic("received_packets", .counter, "Packets from clients") { $0.traffic.packetsIn },
        traffic("sent_packets", .counter, "Packets to clients that came by this host") { $0.traffic.packetsOut },
        traffic("received_bytes", .counter, unit: "bytes", "Bytes from clients") { $0.traffic.bytesIn },
        traffic("sent_bytes", .counter, unit: "bytes", "Bytes to clients that came by this host") { $0.traffic.bytesOut },
    ]

    static let realServerFamilies: [(Family, needsTraffic: Bool, RealServerWriter)] = [
        plain(Family("lvsd_real_server_up", .gauge, "Whether all checks of the real server pass.")) { sample, family, text in
            text.sample(family, sample.labels, sample.runner.server.isAlive(sample.index))
        },
        plain(Family("lvsd_real_server_state", .gauge, "Always 1; the label tells the present state of the real server.")) { sample, family, text in
            text.sample(family, sample.labels + [("state", sample.runner.server.state(of: sample.index).name)], 1)
        },
        plain(Family("lvsd_real_server_state_changed_timestamp_seconds", .gauge, unit: "seconds", "When the real server came into its state, since 1970.")) {
            sample, family, text in
            text.sample(family, sample.labels, sample.runner.clock.timeOfDay(sample.status.since))
        },
        plain(Family("lvsd_real_server_weight", .gauge, "The weight in the kernel's table, 0 where the real server isn't in it.")) { sample, family, text in
            text.sample(family, sample.labels, sample.status.tableWeight ?? 0)
        },
        plain(Family("lvsd_real_server_configured_weight", .gauge, "The configured weight.")) { sample, family, text in
            text.sample(family, sample.labels, sample.runner.server.definition.realServers[sample.index].settings.weight)
        },
        plain(Family("lvsd_real_server_in_table", .gauge, "Whether the real server stands in the kernel's table.")) { sample, family, text in
            text.sample(family, sample.labels, sample.status.tableWeight != nil)
        },
        plain(Family("lvsd_check_up", .gauge, "Whether the check passes.")) { sample, family, text in
            for (labels, check) in sample.checks { text.sample(family, labels, check.isUp) }
        },
        plain(Family("lvsd_check_last_duration_seconds", .gauge, unit: "seconds", "How long the check's last probe took.")) { sample, family, text in
            for (labels, check) in sample.checks { if let took = check.lastProbe?.took { text.sample(family, labels, took) } }
        },
        realServerTraffic("active_connections", .gauge, "Connections that are established") { UInt64($0.activeConnections) },
        realServerTraffic("inactive_connections", .gauge, "Connections that are being closed, and all of UDP,") { UInt64($0.inactiveConnections) },
        realServerTraffic("persistent_connections", .gauge, "Persistent templates") { UInt64($0.persistentConnections) },
        realServerTraffic("connections", .counter, "Connections that have been scheduled") { $0.traffic.connections },
        realServerTraffic("received_packets", .counter, "Packets from clients") { $0.traffic.packetsIn },
        realServerTraffic("sent_packets", .counter, "Packets to clients that came by this host") { $0.traffic.packetsOut },
        realServerTraffic("received_bytes", .counter, unit: "bytes", "Bytes from clients") { $0.traffic.bytesIn },
        realServerTraffic("sent_bytes", .counter, unit: "bytes", "Bytes to clients that came by this host") { $0.traffic.bytesOut },
    ]

    private static func traffic(
        _ name: String, _ kind: OpenMetricsText.Kind, unit: String? = nil, _ help: String, _ counter: @escaping @Sendable (DestinationStatistics) -> UInt64
    ) -> (Family, VirtualServerWriter) {
        (
            Family("lvsd_virtual_server_\(name)", kind, unit: unit, "\(help) of the virtual server, by the kernel's last count."),
            { runner, labels, table, family, text in
                if let report = table.traffic(of: runner.server) { text.sample(family, labels, counter(report.statistics)) }
            }
        )
    }

    private static func realServerTraffic(
        _ name: String, _ kind: OpenMetricsText.Kind, unit: String? = nil, _ help: String, _ counter: @escaping @Sendable (DestinationStatistics) -> UInt64
    ) -> (Family, needsTraffic: Bool, RealServerWriter) {
        (
            Family("lvsd_real_server_\(name)", kind, unit: unit, "\(help) of the real server, by the kernel's last count."), true,
            { sample, family, text in
                if let traffic = sample.traffic { text.sample(family, sample.labels, counter(traffic.statistics)) }
            }
        )
    }

    private static func plain(_ family: Family, _ write: @escaping RealServerWriter) -> (Family, needsTraffic: Bool, RealServerWriter) {
        (family, false, write)
    }
}

extension RealServerSample {
    /// Each check with labels of its own: two of one kind may ask the same server.
    fileprivate var checks: [([OpenMetricsText.Label], CheckStatus)] {
        let labels = labels
        return runner.checkStatuses(of: index).enumerated().map { position, check in
            (labels + [("check", "\(position)"), ("kind", check.kind)], check)
        }
    }
}
